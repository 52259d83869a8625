from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from spi_portal.accounts.models import User
from spi_portal.audit import approvals
from surveys import destroying, rehearsing
from surveys.box import ending
from surveys.models.waves import Wave
from surveys.steps import (
    announcing,
    closing,
    copying,
    drawing,
    freezing,
    issuing,
    legal,
    opening,
    order,
    vouching,
)

REFUSALS = (
    order.StepOutOfOrder,
    freezing.ListsAreEmpty,
    drawing.RandomnessIsMissing,
    announcing.CounterHasNoKey,
    opening.DateIsPast,
    legal.NotYetLawful,
    rehearsing.NotRehearsed,
    destroying.BoxIsGone,
    issuing.NothingFailed,
)


BEGIN = "lists"


class Command(BaseCommand):
    help = "Take a step of a wave, by the same verbs as the pages."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("step", choices=sorted({*self.steps(), BEGIN}))
        parser.add_argument("slug")
        parser.add_argument("--by", required=True, help="e-mail address of the one who does it")
        parser.add_argument("--randomness", default="", help="draw: the public random value")
        parser.add_argument("--source", default="", help="draw: where it was announced")
        parser.add_argument(
            "--witness", action="append", default=[], help="draw: a name; two at least"
        )
        parser.add_argument("--until", help="extend: the new closing time, ISO 8601")
        parser.add_argument("--copy-from", metavar="OLD", help="lists: the wave to copy")
        parser.add_argument("--pilot", action="store_true", help="lists: a pilot beside it")
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, step: str, slug: str, **options: Any) -> None:
        by = User.objects.filter(email=options["by"].lower()).first()
        if by is None:
            raise CommandError(f"There is no account {options['by']}.")
        if step == BEGIN:
            self._begin(slug, by, options)
            return
        wave = _wave(slug)
        try:
            outcome = self.steps()[step](wave, by, options)
        except vouching.NotVouchedFor as refusal:
            raise CommandError("\n".join([str(refusal), *refusal.sentences])) from refusal
        except REFUSALS as refusal:
            raise CommandError(str(refusal)) from refusal
        except approvals.NotApproved as missing:
            raise CommandError(f"No second person has granted it: {missing}.") from missing
        wave.refresh_from_db()
        self._tell(step, wave, str(outcome), options)

    def _begin(self, slug: str, by: User, options: dict[str, Any]) -> None:
        """A new wave, whose lists are open."""
        if Wave.objects.filter(slug=slug).exists():
            raise CommandError(f"There is a wave {slug} already.")
        old = _wave(options["copy_from"]) if options["copy_from"] else None
        proposal = copying.propose(old, is_pilot=options["pilot"])
        if not proposal.asking:
            raise CommandError("There is no questionnaire yet: store the shipped ones first.")
        wave = copying.begin(replace(proposal, slug=slug), by=by)
        self._tell(BEGIN, wave, f"{wave.title}, {wave.opens_at:%Y-%m-%d}", options)

    def _tell(self, step: str, wave: Wave, outcome: str, options: dict[str, Any]) -> None:
        done = {"wave": wave.slug, "step": step, "state": wave.state, "outcome": outcome}
        self.stdout.write(json.dumps(done) if options["json"] else f"{step}: {outcome}")

    @staticmethod
    def steps() -> dict[str, Callable[[Wave, User, dict[str, Any]], object]]:
        return {
            "freeze": lambda wave, by, _: freezing.freeze(wave=wave, by=by),
            "draw": lambda wave, by, given: drawing.draw(wave=wave, lot=_lot(given), by=by),
            "issue": lambda wave, by, _: issuing.issue(wave=wave, by=by),
            "open": lambda wave, by, _: opening.open_survey(wave=wave, by=by),
            "extend": lambda wave, by, given: opening.extend(
                wave=wave, closes_at=_instant(given["until"]), by=by
            ),
            "close": lambda wave, by, _: closing.close(wave=wave, by=by),
            "destroy": lambda wave, _, __: _destroy(wave),
            "retry": lambda wave, by, _: ", ".join(issuing.ask_again(wave=wave, by=by)),
        }


def _lot(given: dict[str, Any]) -> drawing.Lot:
    return drawing.Lot(
        number=given["randomness"], source=given["source"], witnesses=tuple(given["witness"])
    )


def _wave(slug: str) -> Wave:
    wave = Wave.objects.filter(slug=slug).first()
    if wave is None:
        raise CommandError(f"There is no wave {slug}.")
    return wave


def _destroy(wave: Wave) -> str:
    """What the counter and worker `box` do one after the other, at once."""
    if not destroying.destroy(wave=wave):
        ending.empty_marked()
        destroying.destroy(wave=wave)
    return "nothing is left of the box"


def _instant(text: str | None) -> datetime:
    try:
        read = datetime.fromisoformat(text or "")
    except ValueError as fault:
        raise CommandError("--until takes a time such as 2026-11-30T16:00.") from fault
    return read if read.tzinfo else timezone.make_aware(read)
