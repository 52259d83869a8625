from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reports.foreign import design, estimating, table
from reports.foreign.faults import FaultyInput


class Command(BaseCommand):
    help = "Estimate figures from any CSV file with a design in JSON; see docs/estimate.md."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--design", type=Path, required=True)
        parser.add_argument("--json", action="store_true", help="on one line, for programs")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            rows = table.read(_content(file))
            found = estimating.estimate(rows, design.read(_content(options["design"])))
        except FaultyInput as fault:
            raise CommandError(f"{file.name}: {fault}.") from fault
        self.stdout.write(json.dumps(found, indent=None if options["json"] else 2))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as fault:
        raise CommandError(f"{path}: {fault.strerror}.") from fault
