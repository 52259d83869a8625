"""A new wave after the pattern of an earlier one: its questionnaires, texts, response,
dates, and the criteria of who is asked.

Nothing of people is copied: lists stand on their own, and are frozen for each wave anew.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils import timezone

from respondents.models.people import Person
from spi_portal.accounts.models import User
from surveys import calendar, instrument_shelf, method_module
from surveys.models.cities import City
from surveys.models.instruments import InstrumentVersion
from surveys.models.milestones import Milestone
from surveys.models.waves import Wave
from surveys.steps import starting
from surveys.steps.starting import Asking

YEAR = re.compile(r"\b(20\d\d)\b")
KINDS = Person.Kind.values
PILOT = "uji coba"
PILOT_LASTS = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a new wave would be; a form shows it, and it may be changed before it is one."""

    slug: str
    title: str
    opens_at: datetime
    closes_at: datetime
    results_expected: str
    asking: dict[str, Asking]
    dates: dict[Milestone.Kind, date]  # empty: the default calendar
    is_pilot: bool
    copied_from: Wave | None


def propose(old: Wave | None = None, *, is_pilot: bool = False) -> Proposal:
    """The wave of next year (of this one if there is none yet), or a pilot that begins soon."""
    year = _year(old, is_pilot=is_pilot)
    if is_pilot:
        opens_at = _whole_hour(timezone.now() + timedelta(days=7))
        closes_at = opens_at + PILOT_LASTS
    elif old is not None:
        opens_at, closes_at = (_years_on(at, year - old.year) for at in _period(old))
    else:
        opens_at, closes_at = calendar.field_period(year)
    title = old.title if old else f"Survei Integritas OPD {year}"
    return Proposal(
        slug=_free_slug(f"{year}-uji" if is_pilot else str(year)),
        title=_title(title, year, is_pilot=is_pilot),
        opens_at=opens_at,
        closes_at=closes_at,
        results_expected=_results(old, year),
        asking=dict(sorted(_asking(old).items(), key=lambda one: KINDS.index(one[0]))),
        dates={} if old is None or is_pilot else _dates(old, year),
        is_pilot=is_pilot,
        copied_from=old,
    )


def begin(proposal: Proposal, *, by: User) -> Wave:
    """Begin the wave as it was proposed. Raises IntegrityError, as `starting.start` does."""
    return starting.start(
        slug=proposal.slug,
        title=proposal.title,
        opens_at=proposal.opens_at,
        closes_at=proposal.closes_at,
        results_expected=proposal.results_expected,
        asking=proposal.asking,
        dates=proposal.dates,
        is_pilot=proposal.is_pilot,
        copied_from=proposal.copied_from,
        by=by,
    )


def _year(old: Wave | None, *, is_pilot: bool) -> int:
    this_year = timezone.localdate().year
    if old is None or is_pilot:
        return this_year
    return max(old.year + 1, this_year)


def _period(wave: Wave) -> tuple[datetime, datetime]:
    return wave.opens_at, wave.closes_at


def _years_on(at: datetime, years: int) -> datetime:
    """The same day and minute of the clock, some years later."""
    local = timezone.localtime(at).replace(tzinfo=None)
    if (local.month, local.day) == (2, 29):
        local = local.replace(day=28)
    return timezone.make_aware(local.replace(year=local.year + years))


def _dates(old: Wave, year: int) -> dict[Milestone.Kind, date]:
    """The old wave's calendar, so many years later."""
    days = _years_on(old.opens_at, year - old.year).date() - timezone.localdate(old.opens_at)
    return {Milestone.Kind(one.kind): one.due_on + days for one in old.milestones.all()}


def _whole_hour(at: datetime) -> datetime:
    return timezone.localtime(at).replace(hour=8, minute=0, second=0, microsecond=0)


def _title(title: str, year: int, *, is_pilot: bool) -> str:
    renewed = YEAR.sub(str(year), title)
    if is_pilot and PILOT not in renewed.lower():
        renewed = f"{renewed} ({PILOT})"
    return renewed[:120]


def _results(old: Wave | None, year: int) -> str:
    if old is None:
        return f"Desember {year}"
    later = year - old.year
    return YEAR.sub(lambda found: str(int(found[1]) + later), old.results_expected)


def _free_slug(wanted: str) -> str:
    """The wanted code, or the next one that no wave has."""
    taken = set(Wave.objects.values_list("slug", flat=True))
    tries = [wanted, *(f"{wanted}-{n}" for n in range(2, 100))]
    return next(slug for slug in tries if slug not in taken)


def _asking(old: Wave | None) -> dict[str, Asking]:
    """The questionnaires of the old wave, else those on the shelf; and what response to expect."""
    if old is None:
        return {kind: _expect(kind, version) for kind, version in instrument_shelf.latest().items()}
    return {
        asked.kind: Asking(
            version=_without_module(asked.version),
            expected_response=asked.response or asked.expected_response,
        )
        for asked in old.waveinstrument_set.select_related("version").order_by("kind")
    }


def _without_module(version: InstrumentVersion) -> InstrumentVersion:
    """Where the same questionnaire without it was never stored, the newest on the shelf: nobody
    has agreed yet to what the copy asks."""
    try:
        return method_module.without(version)
    except method_module.DoesNotFit:
        newest = instrument_shelf.latest().get(version.kind)
        if newest is None:
            raise
        return newest


def _expect(kind: str, version: InstrumentVersion) -> Asking:
    expected: Decimal = (City.objects.first() or City()).expected_response(kind)
    return Asking(version=version, expected_response=expected)
