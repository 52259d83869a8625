"""Who may be asked, computed from the list and never typed into it.

`reason_against` and `rule` say the same, once for a row and once in SQL. How many years and
months, and which levels, are each wave's own: respondents/criteria.py.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from typing import Protocol

from django.db.models import Q, TextChoices

from respondents.kinds import Kind
from respondents.models.people import PersonQuerySet


class Reason(TextChoices):
    """Why somebody is not asked; a value is stored and counted, its label is for Criteria.told."""

    TENURE_UNKNOWN = "tmt_tidak_ada", "Tanggal mulai bekerja tidak diketahui"
    TENURE = "masa_kerja", "Masa kerja di instansi belum {years_in_institution} tahun"
    UNIT_TENURE = "masa_unit", "Masa kerja di unit belum {years_in_unit} tahun"
    MAIN_TASK = "tugas_utama", "Tidak menjalankan tugas utama unit"
    LEVEL = "eselon", "Pejabat {levels} tidak diikutkan"
    SERVICE_UNKNOWN = "layanan_tidak_ada", "Tanggal layanan tidak diketahui"
    SERVICE_OLD = "layanan_lama", "Layanan terakhir lebih dari {months_since_service} bulan lalu"
    SERVICE_AHEAD = "layanan_nanti", "Tanggal layanan sesudah survei dimulai"


@dataclass(frozen=True, slots=True, kw_only=True)
class Criteria:
    """What somebody must meet to be asked in one wave."""

    years_in_institution: int
    years_in_unit: int
    months_since_service: int
    main_task_required: bool
    levels_left_out: tuple[str, ...]  # words of vocabulary.LEVELS

    def told(self, reason: Reason) -> str:
        """The reason in words, with the numbers that hold here."""
        levels = " atau ".join(self.levels_left_out)
        return str(reason.label).format(**asdict(self), levels=levels)


class Listed(Protocol):
    """What the rules read: a Person, or a row of a file that may become one."""

    kind: str
    level: str
    started_on: date | None
    in_unit_since: date | None
    main_task: bool | None
    served_on: date | None


def reason_against(person: Listed, *, on: date, criteria: Criteria) -> Reason | None:
    """The first rule that leaves `person` out of a survey that begins `on`; None: may be asked."""
    match person.kind:
        case Kind.INTERNAL:
            return _against_employee(person, on, criteria)
        case Kind.EXTERNAL:
            return _against_visitor(person, on, criteria)
    return None


def eligible(people: PersonQuerySet, *, on: date, criteria: Criteria) -> PersonQuerySet:
    """Those of `people` against whom nothing speaks."""
    return people.filter(rule(on=on, criteria=criteria))


def rule(*, on: date, criteria: Criteria) -> Q:
    """The same as a condition on rows of people, for counts."""
    employee = Q(
        kind=Kind.INTERNAL,
        started_on__lte=months_before(on, 12 * criteria.years_in_institution),
        in_unit_since__lte=months_before(on, 12 * criteria.years_in_unit),
    ) & ~Q(level__in=criteria.levels_left_out)
    if criteria.main_task_required:
        employee &= Q(main_task=True)
    visitor = Q(
        kind=Kind.EXTERNAL,
        served_on__gte=months_before(on, criteria.months_since_service),
        served_on__lte=on,
    )
    return employee | visitor | Q(kind=Kind.EXPERT)


@cache
def months_before(day: date, months: int) -> date:
    """The same day `months` ago, or the last one of a month that is shorter."""
    year, month = divmod(12 * day.year + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _against_employee(person: Listed, on: date, criteria: Criteria) -> Reason | None:
    if person.level in criteria.levels_left_out:
        return Reason.LEVEL
    if criteria.main_task_required and not person.main_task:
        return Reason.MAIN_TASK
    if person.started_on is None or person.in_unit_since is None:
        return Reason.TENURE_UNKNOWN
    if person.started_on > months_before(on, 12 * criteria.years_in_institution):
        return Reason.TENURE
    if person.in_unit_since > months_before(on, 12 * criteria.years_in_unit):
        return Reason.UNIT_TENURE
    return None


def _against_visitor(person: Listed, on: date, criteria: Criteria) -> Reason | None:
    if person.served_on is None:
        return Reason.SERVICE_UNKNOWN
    if person.served_on < months_before(on, criteria.months_since_service):
        return Reason.SERVICE_OLD
    return Reason.SERVICE_AHEAD if person.served_on > on else None
