"""The year of a wave: by when each part is due, and what is late, in words.

The default is the year that the city's inspectorate knows: lists in June, the draw in July, the
field from August to October, results in December (docs/sources.md).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from django.db import transaction
from django.utils import timezone

from respondents.models.offices import Office
from spi_portal.accounts.models import User
from spi_portal.audit import ledger
from spi_portal.ui import formats
from surveys.kpk import overlap
from surveys.models.extensions import ListExtension
from surveys.models.milestones import Milestone
from surveys.models.waves import Wave

OPENS, CLOSES = time(8), time(16)
FIELD = timedelta(days=91)  # 1 August to 31 October
Kind: TypeAlias = Milestone.Kind
State: TypeAlias = Wave.State
BEFORE_OPENING = {  # days
    Kind.PREPARATION: 93,
    Kind.BRIEFING: 62,
    Kind.LISTS: 32,
    Kind.DRAW: 17,
}
AFTER_CLOSING = {
    Kind.COUNT: 30,
    Kind.RESULTS: 45,
    Kind.ACTIONS: 92,
    Kind.MONITORING: 181,
}
# A milestone that a step of the wave fulfils is late until the wave has come so far.
FULFILLED_BY = {
    Kind.LISTS: State.FROZEN,
    Kind.DRAW: State.DRAWN,
    Kind.COUNT: State.COUNTED,
    Kind.RESULTS: State.PUBLISHED,
}
MOVABLE = (State.LISTS, State.FROZEN, State.DRAWN)  # before the dates are signed
STATES = list(State)


class DatesAreFixed(Exception):
    """The dates were announced already. The message is for the user."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the calendar as a page shows it."""

    label: str
    on: date
    until: date | None = None
    is_done: bool = False
    days_late: int = 0

    @property
    def told(self) -> str:
        """What is late, in words; empty when nothing is."""
        return f"lewat {self.days_late} hari" if self.days_late else ""

    @property
    def sentence(self) -> str:
        return f"{self.label}: {self.told}, seharusnya {formats.day(self.on)}."


def field_period(year: int, kpk: tuple[date, date] | None = None) -> tuple[datetime, datetime]:
    """When the survey opens and closes by default: 14 days clear of KPK's period if it is known."""
    opens_on = date(year, 8, 1)
    if kpk is not None and overlap.are_close((opens_on, opens_on + FIELD), kpk):
        opens_on = kpk[1] + overlap.APART + timedelta(days=1)
    return _at(opens_on, OPENS), _at(opens_on + FIELD, CLOSES)


def defaults(opens_at: datetime, closes_at: datetime) -> dict[Kind, date]:
    """When the other parts are due, counted from the field period."""
    opens_on, closes_on = timezone.localdate(opens_at), timezone.localdate(closes_at)
    before = {kind: opens_on - timedelta(days=days) for kind, days in BEFORE_OPENING.items()}
    after = {kind: closes_on + timedelta(days=days) for kind, days in AFTER_CLOSING.items()}
    return before | after


def plan(wave: Wave, dates: Mapping[Kind, date]) -> None:
    """Write down when the parts of a new wave are due."""
    Milestone.objects.bulk_create(
        Milestone(wave=wave, kind=kind, due_on=on) for kind, on in dates.items()
    )


@transaction.atomic
def move(
    *,
    wave: Wave,
    opens_at: datetime,
    closes_at: datetime,
    results_expected: str,
    dates: Mapping[Kind, date],
    by: User,
) -> None:
    """Change the calendar; once the announcement is signed, only what comes after the survey.

    Raises DatesAreFixed.
    """
    wave = Wave.objects.select_for_update().get(pk=wave.pk)
    field = {
        "opens_at": opens_at,
        "closes_at": closes_at,
        "results_expected": results_expected,
    }
    moved = {name: value for name, value in field.items() if value != getattr(wave, name)}
    if moved and wave.state not in MOVABLE:
        raise DatesAreFixed(
            "Tanggal survei sudah diumumkan. Memperpanjangnya ada di halaman gelombang."
        )
    for name, value in moved.items():
        setattr(wave, name, value)
    wave.beside_kpk = overlap.with_kpk(wave)
    wave.save(update_fields=[*field, "beside_kpk"])
    for kind, on in dates.items():
        Milestone.objects.update_or_create(wave=wave, kind=kind, defaults={"due_on": on})
    ledger.record(
        "wave.calendar_moved", wave, by=by,
        **{name: str(value) for name, value in moved.items()},
        **{str(kind): on.isoformat() for kind, on in dates.items()},
    )  # fmt: skip


def lines(wave: Wave, today: date) -> list[Line]:
    """The whole year in the order of its dates."""
    opens_on, closes_on = timezone.localdate(wave.opens_at), timezone.localdate(wave.closes_at)
    field = Line(
        label="Survei berjalan",
        on=opens_on,
        until=closes_on,
        is_done=_has_come_to(wave, State.CLOSED),
        days_late=0 if _has_come_to(wave, State.OPEN) else max(0, (today - opens_on).days),
    )
    stones = [_line(wave, stone, today) for stone in wave.milestones.all()]
    return sorted([*stones, field], key=lambda line: line.on)


def lists_due(wave: Wave) -> date:
    """The last day on which lists can be mended: that of the freeze, or the one before opening.

    It is that of everybody to whom no more time was given.
    """
    stone = wave.milestones.filter(kind=Kind.DRAW).first()
    return stone.due_on if stone else lists_due_at_most(wave)


def lists_due_at_most(wave: Wave) -> date:
    """The day before the survey opens: nobody gets more time than that."""
    return timezone.localdate(wave.opens_at) - timedelta(days=1)


def lists_due_of(wave: Wave, offices: Collection[int]) -> dict[int, date]:
    """The last day of each office: what an OPD was given holds for the units below it."""
    general, at_most = lists_due(wave), lists_due_at_most(wave)
    given = dict(ListExtension.objects.filter(wave=wave).values_list("opd_id", "until"))
    if not given:
        return dict.fromkeys(offices, general)
    parent_of = dict(Office.objects.values_list("pk", "parent_id"))
    found = {}
    for office in offices:
        at: int | None = office
        while at is not None and at not in given:
            at = parent_of.get(at)
        found[office] = general if at is None else max(general, min(given[at], at_most))
    return found


def late(wave: Wave, today: date) -> list[str]:
    """Sentences about what should have been done by now."""
    return [line.sentence for line in lines(wave, today) if line.days_late]


def _line(wave: Wave, stone: Milestone, today: date) -> Line:
    needed = FULFILLED_BY.get(Kind(stone.kind))
    done = _has_come_to(wave, needed) if needed else stone.due_on < today
    return Line(
        label=Kind(stone.kind).label,
        on=stone.due_on,
        is_done=done,
        days_late=0 if done else max(0, (today - stone.due_on).days),
    )


def _has_come_to(wave: Wave, state: State) -> bool:
    return STATES.index(State(wave.state)) >= STATES.index(state)


def _at(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))
