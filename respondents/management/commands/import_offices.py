from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from respondents import offices
from respondents.imports.unreadable import Unreadable


class Command(BaseCommand):
    help = "Bring the tree of offices up to date from a CSV or xlsx; nothing is removed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", type=Path, help="code,name,short_name,kind,parent_code,services"
        )
        parser.add_argument(
            "--organisers",
            default="",
            metavar="CODES",
            help="codes of the offices that run the survey, separated by commas",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *, file: Path, organisers: str, json: bool, **options: Any) -> None:
        codes = [code.strip() for code in organisers.split(",") if code.strip()]
        try:
            lines = offices.read(file.read_bytes())
            tally = offices.bring_up_to_date(lines, organisers=codes, by="import_offices")
        except OSError as fault:
            raise CommandError(f"Cannot open {file}: {fault.strerror}.") from fault
        except Unreadable as fault:
            self._refuse(fault.code, [fault.message], json)
        except offices.WrongTable as fault:
            self._refuse("wrong_table", fault.faults, json)
        else:
            self._tell(tally, json)

    def _tell(self, tally: offices.Tally, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(asdict(tally)))
        else:
            self.stdout.write(
                f"Offices: {tally.added} added, {tally.changed} changed, "
                f"{tally.unchanged} unchanged."
            )

    def _refuse(self, code: str, faults: list[str], as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"error": {"code": code, "message": "\n".join(faults)}}))
            sys.exit(2)
        raise CommandError("Tidak ada yang diubah.\n" + "\n".join(faults), returncode=2)
