from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import psycopg
from django.core.management.base import BaseCommand, CommandError

from spi_portal import env, roles


class Command(BaseCommand):
    help = "Create roles and the two databases on the server of SPI_ADMIN_DATABASE_URL."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--for-tests", action="store_true", help="let spi_owner create databases"
        )

    def handle(self, *args: Any, for_tests: bool, **options: Any) -> None:
        passwords = {}
        if path := env.text("SPI_ROLE_PASSWORDS", ""):
            passwords = json.loads(Path(path).read_text())
        try:
            made = roles.make(env.text("SPI_ADMIN_DATABASE_URL"), passwords, for_tests=for_tests)
        except psycopg.Error as fault:
            raise CommandError(f"The database server refused: {fault}") from fault
        self.stdout.write(f"Made: {', '.join(made)}." if made else "Roles and databases are there.")
