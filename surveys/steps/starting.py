"""A new wave: its dates, its instruments, its criteria, and the response it counts on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from respondents import criteria
from spi_portal.accounts.models import User
from spi_portal.audit import ledger
from surveys import calendar
from surveys.models.instruments import InstrumentVersion
from surveys.models.milestones import Milestone
from surveys.models.waves import Wave, WaveInstrument


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    version: InstrumentVersion
    expected_response: Decimal  # share of those invited and reached, 0 to 1


@transaction.atomic
def start(
    *,
    slug: str,
    title: str,
    opens_at: datetime,
    closes_at: datetime,
    results_expected: str,
    asking: Mapping[str, Asking],
    dates: Mapping[Milestone.Kind, date] | None = None,
    is_pilot: bool = False,
    copied_from: Wave | None = None,
    by: User | str,
) -> Wave:
    """Begin a wave with its lists still open. `asking` maps a kind to what it is asked.

    `dates` are those of the calendar, the default where none are given. Raises IntegrityError for
    a slug that is taken or dates that end before they begin.
    """
    wave = Wave.objects.create(
        slug=slug,
        title=title,
        year=opens_at.year,
        opens_at=opens_at,
        closes_at=closes_at,
        results_expected=results_expected,
        is_pilot=is_pilot,
        copied_from=copied_from,
    )
    calendar.plan(wave, calendar.defaults(opens_at, closes_at) | dict(dates or {}))
    WaveInstrument.objects.bulk_create(
        WaveInstrument(
            wave=wave, kind=kind, version=it.version, expected_response=it.expected_response
        )
        for kind, it in asking.items()
    )
    before = copied_from.slug if copied_from else None
    criteria.begin(slug, after=before, of_pilot=is_pilot)
    copied = {"copied_from": copied_from.slug} if copied_from else {}
    ledger.record("wave.started", wave, by=by, kinds=sorted(asking), **copied)
    return wave
