"""Commands that write down a statement: `drill`, `backup_made`."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from surveys.inspection import statements
from surveys.models.inspections import Statement


class RecordingCommand(BaseCommand):
    subject: Statement.Subject
    name: str

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--by", required=True, help="who did it: name and office")
        parser.add_argument("--on", type=date.fromisoformat, help="the day, if not today")
        parser.add_argument("--note", default="", help="e.g. how long it took")

    def handle(self, *args: Any, by: str, note: str, **options: Any) -> None:
        on = options["on"] or timezone.localdate()
        try:
            statements.record(self.subject, on=on, person=by[:120], note=note[:300], by=self.name)
        except statements.NotYet as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Tercatat: {self.subject.label}, {on:%d-%m-%Y}, oleh {by}.")
