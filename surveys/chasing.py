"""Which OPDs are not done with their lists, what to write to each, and what they promised."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max
from django.urls import reverse
from django.utils import timezone

from respondents import roster, signatures, tallies, unfinished
from respondents.kinds import Kind
from respondents.models.offices import Office
from respondents.roster import Differences
from respondents.signatures import State
from respondents.unfinished import Task
from spi_portal.accounts.models import User
from spi_portal.audit import ledger
from spi_portal.ui import formats
from surveys import calendar
from surveys.models.cities import City
from surveys.models.extensions import ListExtension
from surveys.models.promises import Promise
from surveys.models.reminders import ListReminder
from surveys.models.waves import Wave

KINDS = (Kind.INTERNAL, Kind.EXTERNAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One list of an OPD: who is on it, what is left to do, whether its head vouches for it."""

    kind: Kind
    people: int
    task: Task | None
    signature: State | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminded:
    """How often an OPD was reminded of its lists, and when last."""

    times: int = 0
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    opd: Office
    cells: tuple[Cell, ...]
    due: date  # the last day for its lists
    extension: ListExtension | None
    promise: Promise | None
    reminded: Reminded
    differences: Differences | None  # from the personnel office's roster; None: not on it

    @property
    def tasks(self) -> list[Task]:
        return [cell.task for cell in self.cells if cell.task]

    @property
    def days_left(self) -> int:
        return (self.due - timezone.localdate()).days


def rows(wave: Wave) -> list[Row]:
    """Every OPD, those with most to do first; the same number of queries, however many."""
    opds = list(Office.objects.opds_of_today().select_related("parent"))
    return sorted(_rows(wave, opds), key=lambda row: (-len(row.tasks), row.opd.name))


def row_of(wave: Wave, opd: Office) -> Row:
    return _rows(wave, [opd])[0]


def _rows(wave: Wave, opds: list[Office]) -> list[Row]:
    pks = {opd.pk for opd in opds}
    people, signed = tallies.people_of(pks), signatures.states(pks)
    tasks: dict[int, dict[Kind, Task]] = defaultdict(dict)
    for task in unfinished.of(opds).tasks:
        tasks[task.office.pk][task.kind] = task
    due, reminded = calendar.lists_due_of(wave, pks), reminders(wave, pks)
    differences = roster.counted()
    promised = {
        one.opd_id: one
        for one in Promise.objects.filter(wave=wave, opd__in=pks).select_related("recorded_by")
    }
    extended = {
        one.opd_id: one
        for one in ListExtension.objects.filter(wave=wave, opd__in=pks).select_related(
            "recorded_by"
        )
    }
    return [
        Row(
            opd=opd,
            cells=tuple(
                Cell(
                    kind=kind,
                    people=people[opd.pk][kind],
                    task=tasks[opd.pk].get(kind),
                    signature=signed.get((opd.pk, kind)),
                )
                for kind in KINDS
            ),
            due=due[opd.pk],
            extension=extended.get(opd.pk),
            promise=promised.get(opd.pk),
            reminded=reminded.get(opd.pk, Reminded()),
            differences=differences.get(opd.pk),
        )
        for opd in opds
    ]


def reminders(wave: Wave, opds: Collection[int]) -> dict[int, Reminded]:
    """Of those of the OPDs that were reminded at all; one query."""
    counted = ListReminder.objects.filter(wave=wave, opd__in=opds).values("opd_id")
    return {
        row["opd_id"]: Reminded(times=row["times"], last_at=row["last_at"])
        for row in counted.annotate(times=Count("pk"), last_at=Max("at")).order_by()
    }


def days_left(wave: Wave, today: date) -> int:
    return (calendar.lists_due(wave) - today).days


def organiser() -> str:
    """Who signs the messages."""
    city = City.objects.first()
    return city.organiser if city else "Inspektorat"


def message(wave: Wave, row: Row, *, signed: str) -> str:
    """What the Inspektorat writes to the OPD's admin: its own faults, by when, and where.

    `signed` is the `organiser()`, asked once for many messages.
    """
    left = row.days_left
    when = f"{formats.day(row.due)} ({left} hari lagi)" if left > 0 else formats.day(row.due)
    page = settings.STAFF_URL + reverse("respondents:office", args=[row.opd.code])
    lines = [
        f"Yth. admin {row.opd.name},",
        f"Daftar responden {wave.title} belum selesai:",
        *(f"- {task.text}" for task in row.tasks),
        f"Selesaikan paling lambat {when}: {page}",
        f"Terima kasih. {signed}",
    ]
    return "\n".join(lines)


def whatsapp(text: str) -> str:
    """Opens WhatsApp with the text; whom it goes to is chosen there, so no number is known here."""
    return f"https://wa.me/?{urlencode({'text': text})}"


@transaction.atomic
def note_promise(*, wave: Wave, opd: Office, text: str, by: User) -> None:
    """Write down what the OPD said; an empty text takes it back."""
    if text:
        Promise.objects.update_or_create(
            wave=wave, opd=opd, defaults={"text": text, "recorded_by": by}
        )
    else:
        Promise.objects.filter(wave=wave, opd=opd).delete()
    ledger.record("promise.noted", opd, by=by, wave=wave.slug, text=text)
