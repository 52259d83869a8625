from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """One process instead of five: starting Django takes longer than most of the steps."""

    help = "Make whatever a start needs and may lack: databases, tables, keys, static files."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--for-tests", action="store_true", help="as of make_databases")

    def handle(self, *args: Any, for_tests: bool, **options: Any) -> None:
        quietly = {"verbosity": 0, "stdout": self.stdout}
        call_command("make_databases", for_tests=for_tests, **quietly)
        for alias in ("default", "box"):
            call_command("migrate", database=alias, interactive=False, **quietly)
        call_command("make_keys", **quietly)
        call_command("collectstatic", interactive=False, **quietly)
