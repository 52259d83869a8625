from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from spi_portal.accounts.models import User
from spi_portal.audit import approvals
from surveys.models.waves import Wave
from surveys.steps import announcing, closing, drawing, freezing, issuing, opening, order

REFUSALS = (
    order.StepOutOfOrder,
    freezing.ListsAreEmpty,
    drawing.RandomnessIsMissing,
    announcing.CounterHasNoKey,
    opening.DateIsPast,
)


class Command(BaseCommand):
    help = "Take a step of a wave, by the same verbs as the pages."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("step", choices=sorted(self.steps()))
        parser.add_argument("slug")
        parser.add_argument("--by", required=True, help="e-mail address of the one who does it")
        parser.add_argument("--randomness", default="", help="draw: the public random value")
        parser.add_argument("--until", help="extend: the new closing time, ISO 8601")
        parser.add_argument("--reason", default="", help="ask for draw: why")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, step: str, slug: str, **options: Any) -> None:
        wave = Wave.objects.filter(slug=slug).first()
        by = User.objects.filter(email=options["by"].lower()).first()
        if wave is None or by is None:
            missing = f"wave {slug}" if wave is None else f"account {options['by']}"
            raise CommandError(f"There is no {missing}.")
        try:
            outcome = self.steps()[step](wave, by, options)
        except REFUSALS as refusal:
            raise CommandError(str(refusal)) from refusal
        except approvals.NotApproved as missing:
            raise CommandError(f"No second person has granted it: {missing}.") from missing
        wave.refresh_from_db()
        done = {"wave": slug, "step": step, "state": wave.state, "outcome": str(outcome)}
        self.stdout.write(json.dumps(done) if options["json"] else f"{step}: {outcome}")

    @staticmethod
    def steps() -> dict[str, Callable[[Wave, User, dict[str, Any]], object]]:
        return {
            "freeze": lambda wave, by, _: freezing.freeze(wave=wave, by=by),
            "draw": lambda wave, by, given: drawing.draw(
                wave=wave, randomness=given["randomness"], by=by
            ),
            "issue": lambda wave, by, _: issuing.issue(wave=wave, by=by),
            "open": lambda wave, by, _: opening.open_survey(wave=wave, by=by),
            "extend": lambda wave, by, given: opening.extend(
                wave=wave, closes_at=_instant(given["until"]), by=by
            ),
            "close": lambda wave, by, _: closing.close(wave=wave, by=by),
        }


def _instant(text: str | None) -> datetime:
    try:
        read = datetime.fromisoformat(text or "")
    except ValueError as fault:
        raise CommandError("--until takes a time such as 2026-11-30T16:00.") from fault
    return read if read.tzinfo else timezone.make_aware(read)
