from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections

from spi_portal.apart import apart
from spi_portal.audit import approvals
from spi_portal.keyring import KeyIsMissing
from surveys import box_keys, counting, destroying
from surveys.box.verifying import BoxIsInconsistent
from surveys.models.waves import Wave
from surveys.steps.order import StepOutOfOrder

LOOK_EVERY = 5  # seconds
REFUSALS = (
    StepOutOfOrder,
    approvals.NotApproved,
    counting.RegistrarKeyStillThere,
    box_keys.KeyIsElsewhere,
    KeyIsMissing,
    BoxIsInconsistent,
)


class Command(BaseCommand):
    help = "Count a closed wave whose count was granted, or wait for such waves (--watch)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", nargs="?")
        parser.add_argument("--watch", action="store_true", help="make keys and count as due")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, slug: str | None, watch: bool, **options: Any) -> None:
        if watch:
            self._watch()
        if slug is None:
            raise CommandError("Name a wave, or wait for all with --watch.")
        wave = Wave.objects.filter(slug=slug).first()
        if wave is None:
            raise CommandError(f"There is no wave {slug}.")
        try:
            totals = asdict(counting.count(wave=wave))
        except REFUSALS as refusal:
            raise CommandError(_why(refusal)) from refusal
        self.stdout.write(json.dumps(totals) if options["json"] else f"Counted: {totals}")

    def _watch(self) -> None:
        said: set[str] = set()
        while True:
            close_old_connections()
            self.look(said)
            time.sleep(LOOK_EVERY)

    def look(self, said: set[str]) -> None:
        """Whatever is due, each piece apart; `said` are the refusals that were told before."""
        with apart("making box keys"):
            box_keys.make_due()
        with apart("opening trial sheets"):
            self._open_trials()
        with apart("looking for counts"):
            for wave in counting.granted():
                with apart(f"counting {wave}"):
                    self._count_or_say(wave, said)
        with apart("looking for boxes to destroy"):
            for wave in destroying.granted():
                with apart(f"destroying the box of {wave}"):
                    self._destroy(wave)

    def _open_trials(self) -> None:
        if opened := box_keys.open_trials():
            self.stdout.write(f"Trial sheets opened: {opened}")

    def _destroy(self, wave: Wave) -> None:
        """Granted, so that it may be tried again until worker `box` has done its part."""
        if destroying.destroy(wave=wave):
            self.stdout.write(f"{wave}: the box is destroyed")

    def _count_or_say(self, wave: Wave, said: set[str]) -> None:
        """Count, or say once why not yet; the grant stays, and the next look tries again."""
        try:
            totals = counting.count(wave=wave)
        except REFUSALS as refusal:
            message = f"{wave}: {_why(refusal)}"
            if message not in said:
                said.add(message)
                self.stderr.write(message)
        else:
            self.stdout.write(f"{wave}: counted {totals.counted} of {totals.received}")


def _why(refusal: Exception) -> str:
    if isinstance(refusal, approvals.NotApproved):
        return f"No second person has granted it: {refusal}."
    if isinstance(refusal, BoxIsInconsistent):
        return f"What is in the box does not fit together, so nothing was opened: {refusal}."
    return str(refusal)
