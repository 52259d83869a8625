from __future__ import annotations

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from spi_portal.audit import chain


class Command(BaseCommand):
    help = "Check a record without trusting the portal that wrote it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["audit"])
        parser.add_argument("--head", metavar="N:HASH", help="audit: a head noted elsewhere")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, what: str, head: str | None, **options: Any) -> None:
        outcome = chain.verify(_noted(head) if head else None)
        wrong = outcome.finding
        if options["json"]:
            self.stdout.write(json.dumps({"verified": wrong is None} | asdict(outcome)))
        elif wrong is None:
            self.stdout.write(f"The ledger is whole: {outcome.entries} entries.")
            self.stdout.write(f"Head, to be noted outside of the portal: {outcome.head}")
        if wrong:
            raise CommandError(wrong.message)


def _noted(head: str) -> chain.Noted:
    try:
        return chain.Noted.read(head)
    except ValueError as fault:
        raise CommandError("--head takes N:HASH, as `verify audit` printed it once.") from fault
