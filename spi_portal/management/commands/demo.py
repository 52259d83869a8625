from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from spi_portal.demo import LEFT_HALF, city


class Command(BaseCommand):
    help = "Build the fictional Kota Tirtamulya, by the verbs of the pages."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--offices", type=int, default=34, help="OPDs with an index")
        parser.add_argument("--staff", type=int, default=6400)
        parser.add_argument("--users", type=int, default=9000, help="service users and vendors")
        parser.add_argument("--answer-rate", type=float, default=1.0, help="scales who answers")
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing if anything is there"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        started = time.monotonic()
        size = city.Size(
            seed=options["seed"],
            staff=options["staff"],
            users=options["users"],
            answer_rate=options["answer_rate"],
            opds=options["offices"],
        )
        try:
            city.build(size, today=timezone.localdate(), say=self._say)
        except city.CityIsThere as there:
            if options["if_empty"]:
                return
            raise CommandError(str(there)) from there
        except city.LeftHalf as half:
            raise CommandError(str(half), returncode=LEFT_HALF) from half
        self._say(f"Kota Tirtamulya siap dalam {time.monotonic() - started:.0f} detik")

    def _say(self, sentence: str) -> None:
        self.stdout.write(sentence)
        self.stdout.flush()
