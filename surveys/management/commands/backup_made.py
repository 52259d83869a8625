from __future__ import annotations

from surveys.inspection.recording import RecordingCommand
from surveys.models.inspections import Statement


class Command(RecordingCommand):
    help = "Record that a backup was made; for the last line of the script that makes it."
    subject = Statement.Subject.BACKUP
    name = "backup_made"
