"""Who may be asked, computed from the list and never typed into it.

Source: the criteria of SPI (internal 2024: two years in the institution, one year in the unit,
main task, no echelon I or II; external: served within twelve months; experts: all). See
docs/sources.md. `reason_against` and `eligible` say the same, once for a row and once in SQL.
"""

from __future__ import annotations

from datetime import date
from typing import Protocol

from django.db.models import Q, TextChoices

from respondents.kinds import Kind
from respondents.models.people import PersonQuerySet

LEFT_OUT_LEVELS = ("Eselon I", "Eselon II")
YEARS_IN_INSTITUTION = 2
YEARS_IN_UNIT = 1
MONTHS_SINCE_SERVICE = 12


class Reason(TextChoices):
    """Why somebody is not asked; a value is stored and counted, its label is shown."""

    TENURE_UNKNOWN = "tmt_tidak_ada", "Tanggal mulai bekerja tidak diketahui"
    TENURE = "masa_kerja", "Masa kerja di instansi belum 2 tahun"
    UNIT_TENURE = "masa_unit", "Masa kerja di unit belum 1 tahun"
    MAIN_TASK = "tugas_utama", "Tidak menjalankan tugas utama unit"
    LEVEL = "eselon", "Pejabat eselon I atau II tidak diikutkan"
    SERVICE_UNKNOWN = "layanan_tidak_ada", "Tanggal layanan tidak diketahui"
    SERVICE_OLD = "layanan_lama", "Layanan terakhir lebih dari 12 bulan lalu"
    SERVICE_AHEAD = "layanan_nanti", "Tanggal layanan sesudah survei dimulai"


class Listed(Protocol):
    """What the rules read: a Person, or a row of a file that may become one."""

    kind: str
    level: str
    started_on: date | None
    in_unit_since: date | None
    main_task: bool | None
    served_on: date | None


def reason_against(person: Listed, *, on: date) -> Reason | None:
    """The first rule that leaves `person` out of a survey that begins `on`; None: may be asked."""
    match person.kind:
        case Kind.INTERNAL:
            return _against_employee(person, on)
        case Kind.EXTERNAL:
            return _against_visitor(person, on)
    return None


def eligible(people: PersonQuerySet, *, on: date) -> PersonQuerySet:
    """Those of `people` against whom nothing speaks."""
    return people.filter(rule(on=on))


def rule(*, on: date) -> Q:
    """The same as a condition on rows of people, for counts."""
    employee = Q(
        kind=Kind.INTERNAL,
        started_on__lte=years_before(on, YEARS_IN_INSTITUTION),
        in_unit_since__lte=years_before(on, YEARS_IN_UNIT),
        main_task=True,
    ) & ~Q(level__in=LEFT_OUT_LEVELS)
    visitor = Q(
        kind=Kind.EXTERNAL,
        served_on__gte=years_before(on, MONTHS_SINCE_SERVICE // 12),
        served_on__lte=on,
    )
    return employee | visitor | Q(kind=Kind.EXPERT)


def years_before(day: date, years: int) -> date:
    """The same day `years` ago; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _against_employee(person: Listed, on: date) -> Reason | None:
    if person.level in LEFT_OUT_LEVELS:
        return Reason.LEVEL
    if not person.main_task:
        return Reason.MAIN_TASK
    if person.started_on is None or person.in_unit_since is None:
        return Reason.TENURE_UNKNOWN
    if person.started_on > years_before(on, YEARS_IN_INSTITUTION):
        return Reason.TENURE
    if person.in_unit_since > years_before(on, YEARS_IN_UNIT):
        return Reason.UNIT_TENURE
    return None


def _against_visitor(person: Listed, on: date) -> Reason | None:
    if person.served_on is None:
        return Reason.SERVICE_UNKNOWN
    if person.served_on < years_before(on, MONTHS_SINCE_SERVICE // 12):
        return Reason.SERVICE_OLD
    return Reason.SERVICE_AHEAD if person.served_on > on else None
