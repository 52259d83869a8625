from __future__ import annotations

from surveys.inspection.recording import RecordingCommand
from surveys.models.inspections import Statement


class Command(RecordingCommand):
    help = "Record that a backup was restored on another machine, and by whom."
    subject = Statement.Subject.DRILL
    name = "drill"
