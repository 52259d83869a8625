from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from surveys.questionnaire import instrument, xlsform
from surveys.questionnaire.faults import InstrumentRefused
from surveys.questionnaire.paging import pages
from surveys.questionnaire.path import Questionnaire
from surveys.questionnaire.rehearsal import rehearse


class Command(BaseCommand):
    help = "Read an XLSForm: what is wrong with it, by sheet and cell, or what it contains."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--kind", choices=instrument.KINDS, default="internal")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, file: Path, kind: instrument.Kind, **options: Any) -> None:
        try:
            read = xlsform.read(file, kind)
        except OSError as fault:
            raise CommandError(f"{file}: {fault.strerror}.", returncode=2) from fault
        except InstrumentRefused as refused:
            self._tell(refused, as_json=options["json"])
            raise CommandError(f"{len(refused.faults)} faults.") from refused
        summary = {
            "title": read.title["id"],
            "sections": len(read.sections),
            "items": len(read.items),
            "index_items": sum(item.role == "index" for item in read.items),
            "pages": len(pages(read)),
            "digest": read.digest,
            **_rehearsed(read),
        }
        self.stdout.write(json.dumps(summary) if options["json"] else _lines(summary))

    def _tell(self, refused: InstrumentRefused, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"faults": [asdict(f) for f in refused.faults]}))
        else:
            self.stdout.write("\n".join(str(fault) for fault in refused.faults))


def _rehearsed(read: instrument.Instrument) -> dict[str, Any]:
    """What a thousand invented respondents met, as on the page of a version."""
    met = rehearse(Questionnaire(read))
    return {
        "dead_ends": list(met.dead_ends),
        "unreached": list(met.unreached),
        "questions": f"{met.questions.least}-{met.questions.most}",
        "submits": f"{met.submits.least}-{met.submits.most}",
        "requests": f"{met.requests.least}-{met.requests.most}",
    }


def _lines(summary: dict[str, Any]) -> str:
    return "\n".join(f"{name}: {value}" for name, value in summary.items())
