"""Lists of staff against the personnel office's own: who is missing, who is too many, who is
elsewhere.

People are the same by their NIP alone, never by a name. What is told is of today: whoever was put
on a list since the roster came in is missing no more. Why a roster is kept at all, and how little
of it: docs/decisions/0014-a-roster-to-compare-with.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from respondents import access, nip, secrecy
from respondents.imports.cells import text_of
from respondents.imports.reading import Row
from respondents.kinds import Kind
from respondents.models.city_files import CityFile, RosterEntry
from respondents.models.offices import Office
from respondents.models.people import Person, PersonQuerySet
from spi_portal.audit import ledger

ME = "respondents.roster"
STALE = timedelta(days=183)
HAS_NIP = Q(nip_index__isnull=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """Of one OPD, counted."""

    missing: int = 0  # on the roster here, and on nobody's list
    surplus: int = 0  # on the list here, and nowhere on the roster
    elsewhere: int = 0  # on the list here, and on the roster of another OPD
    without_nip: int = 0  # on the list here; nobody can tell

    @property
    def any(self) -> bool:
        return bool(self.missing or self.surplus or self.elsewhere)


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    name: str
    unit: str  # as the roster writes it
    left_why: str  # why the list let them go, '' when they never stood on one
    listed_at: Office | None  # the OPD that has them instead


@dataclass(frozen=True, slots=True, kw_only=True)
class Surplus:
    person: Person
    belongs_to: Office | None  # where the roster has them; None: nowhere


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One OPD by name: for its own eyes, and the Inspektorat's."""

    counts: Differences
    missing: tuple[Missing, ...]
    claimed: tuple[Missing, ...]  # on the roster here, on another OPD's list
    surplus: tuple[Surplus, ...]
    elsewhere: tuple[Surplus, ...]


def keep(rows: Mapping[int, Sequence[Row]]) -> int:
    """Put a new roster, by key of the OPD, in the place of the old one.

    Returns how many rows have no usable NIP, or one that came before: they are compared with
    nobody.
    """
    RosterEntry.objects.all().delete()
    today = timezone.localdate()
    entries: dict[bytes, RosterEntry] = {}
    for office, theirs in rows.items():
        for row in theirs:
            if (entry := _entry(office, row, on=today)) is not None:
                entries.setdefault(bytes(entry.nip_index), entry)
    RosterEntry.objects.bulk_create(entries.values(), batch_size=1000)
    return sum(map(len, rows.values())) - len(entries)


def forget() -> None:
    """The comparison has served, lists are frozen; or offices are others than it names."""
    RosterEntry.objects.all().delete()


def forget_stale(*, at: datetime) -> int:
    """Returns how many entries went."""
    last = kept()
    if last is None or last.uploaded_at >= at - STALE:
        return 0
    gone, _ = RosterEntry.objects.all().delete()
    ledger.record("roster.forgotten", last, by=ME)
    return gone


def kept() -> CityFile | None:
    """The file that the roster of today came from; None while there is none."""
    with access.acting(ME):
        if not RosterEntry.objects.exists():
            return None
        done = CityFile.objects.filter(purpose=CityFile.Purpose.COMPARE, state=CityFile.State.DONE)
        return done.order_by("-pk").defer("content").first()


def names(opd: Office) -> bool:
    """There is a roster, and it has somebody at this OPD: else there is nothing to compare."""
    with access.acting(ME):
        return RosterEntry.objects.filter(office=opd).exists()


def counted() -> dict[int, Differences]:
    """By key of the OPD, of those that the roster names at all; four queries, however many."""
    with access.acting(ME):
        named = set(RosterEntry.objects.order_by().values_list("office", flat=True).distinct())
        if not named:
            return {}
        opd_of = _opds_by_office()
        tally: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for office, number in _missing().values_list("office").annotate(Count("pk")).order_by():
            tally[office]["missing"] = number
        staff = _staff().annotate(due=_due(), has_nip=HAS_NIP)
        groups = staff.values_list("office", "due", "has_nip").annotate(Count("pk")).order_by()
        for office, due, has_nip, number in groups:
            if what := _what(opd_of.get(office), due, has_nip=has_nip):
                tally[opd_of[office]][what] += number
    return {opd: Differences(**tally[opd]) for opd in named}


def compare(opd: Office) -> Compared:
    """By name. Whoever asks must have this OPD in scope."""
    with access.acting(ME):
        offices = Office.objects.in_bulk()
        opd_of = _opds_by_office()
        staff = _staff().filter(office__in=Office.below([opd.pk])).select_related("office")
        found: dict[str, list[Surplus]] = defaultdict(list)
        without_nip = 0
        dues = dict(staff.annotate(due=_due()).values_list("pk", "due"))
        for person in staff.order_by("name", "pk"):
            due = dues[person.pk]
            what = _what(opd.pk, due, has_nip=person.nip_index is not None)
            without_nip += what == "without_nip"
            belongs_to = offices[due] if due else None
            found[what].append(Surplus(person=person, belongs_to=belongs_to))
        missing = tuple(
            Missing(
                name=one.name,
                unit=one.unit,
                listed_at=None,
                left_why=Person.Why(one.left_why).label if one.left_why else "",
            )
            for one in _missing().filter(office=opd).annotate(left_why=_left_why())
        )
        claimed = tuple(
            Missing(
                name=one.name, unit=one.unit, left_why="",
                listed_at=offices[opd_of[one.listed_at]],
            )
            for one in RosterEntry.objects.filter(office=opd).annotate(listed_at=_listed_at())
            if opd_of.get(one.listed_at, opd.pk) != opd.pk
        )  # fmt: skip
    counts = Differences(
        missing=len(missing),
        surplus=len(found["surplus"]),
        elsewhere=len(found["elsewhere"]),
        without_nip=without_nip,
    )
    return Compared(
        counts=counts,
        missing=missing,
        claimed=claimed,
        surplus=tuple(found["surplus"]),
        elsewhere=tuple(found["elsewhere"]),
    )


def _what(opd: int | None, due: int | None, *, has_nip: bool) -> str:
    """What somebody on a list of `opd` is, whom the roster has at `due`; '' where all is well."""
    if opd is None or due == opd:
        return ""
    if not has_nip:
        return "without_nip"
    return "surplus" if due is None else "elsewhere"


def _entry(office: int, row: Row, *, on: date) -> RosterEntry | None:
    number = nip.read(text_of(row.cells.get("nip")), on=on).value
    index = secrecy.blind_index(number, column="nip")
    if index is None:
        return None
    return RosterEntry(
        office_id=office,
        name=text_of(row.cells.get("name"))[:160],
        unit=text_of(row.cells.get("unit"))[:160],
        nip_index=index,
    )


def _staff() -> PersonQuerySet:
    return Person.objects.on_lists().of_kind(Kind.INTERNAL)


def _due() -> Subquery:
    """The OPD at which the roster has somebody."""
    entry = RosterEntry.objects.filter(nip_index=OuterRef("nip_index"))
    return Subquery(entry.values("office")[:1])


def _listed() -> PersonQuerySet:
    return Person.objects.on_lists().filter(nip_index=OuterRef("nip_index"))


def _missing() -> QuerySet[RosterEntry]:
    return RosterEntry.objects.filter(~Exists(_listed()))


def _listed_at() -> Subquery:
    return Subquery(_listed().values("office")[:1])


def _left_why() -> Subquery:
    left = Person.objects.filter(nip_index=OuterRef("nip_index"), left_on__isnull=False)
    return Subquery(left.order_by("-left_on").values("left_why")[:1])


def _opds_by_office() -> dict[int, int]:
    """The OPD of every office below the city."""
    above = dict(Office.objects.values_list("pk", "parent"))

    def opd(office: int) -> int | None:
        while (parent := above[office]) is not None and above[parent] is not None:
            office = parent
        return office if above[office] is not None else None

    return {office: found for office in above if (found := opd(office)) is not None}
