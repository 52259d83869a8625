"""What the groups would be if the lists were frozen now, and who would get no result.

Totals and names of offices only: there is no draw yet, and nothing here knows of one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from django.db.models import Count, Q
from django.utils import timezone

from respondents import access
from respondents.kinds import Kind
from respondents.models.offices import Office
from respondents.models.people import PersonQuerySet
from spi_portal.ui import formats
from surveys import grouping, sampling, units
from surveys.models.waves import Wave

ME = "surveys.forecast"
ABOUT_AN_OPD = (Kind.INTERNAL, Kind.EXTERNAL)  # experts are asked about the city
REACHABLE = Q(email_index__isnull=False)
CERTAIN = 0.995  # from here on, rounding would call a probability 100 %


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """One group to come. Counts are people; `opd` is None for a group of the whole city.

    `margin` is the half width, in points, of the 95 % interval of a share of one half among the
    group's people, with finite-population correction, if the expected answers come; None if none
    is expected. It says how finely the group can be measured and not what it will say.
    """

    kind: Kind
    opd: Office | None
    name: str
    offices: tuple[Office, ...]  # by name; those of whoever asks come first
    where: str  # the office above all of them, or the city
    population: int
    reachable: int
    invited: int
    answers: int  # expected
    sureness: float  # probability of ten answers or more, 0-1
    margin: float | None
    too_small: bool
    missing: int  # more people who can be reached that would be enough

    @property
    def unreachable(self) -> int:
        return self.population - self.reachable

    @property
    def chance(self) -> str:
        """In whole percent; never 100 %, for nobody must answer."""
        return "> 99%" if self.sureness >= CERTAIN else formats.percent(self.sureness)

    @property
    def advice(self) -> str:
        return _advice(self.missing, self.unreachable)

    @property
    def together(self) -> str:
        """Which offices are reported as one; empty for an office that stands alone."""
        first, *others = self.offices
        if not others or self.kind not in ABOUT_AN_OPD:
            return ""
        people = f"{formats.number(self.population)} {self.kind.label.lower()}"
        kinds = {one.get_kind_display().lower() for one in self.offices}
        what = kinds.pop() if len(kinds) == 1 else "kantor"
        return (
            f"{first.name} dilaporkan bersama {len(others)} {what} lain di {self.where}, {people}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One kind of respondents of one OPD: its own groups, or what it lacks to have one."""

    opd: Office
    kind: Kind
    population: int
    unreachable: int
    groups: tuple[Expected, ...]  # its own; none: no result of its own
    missing: int

    @property
    def advice(self) -> str:
        return _advice(self.missing, self.unreachable)

    @property
    def invited(self) -> int:
        return sum(group.invited for group in self.groups)

    @property
    def margin(self) -> float | None:
        """Of its least certain group, in points."""
        return max(
            (group.margin for group in self.groups if group.margin is not None), default=None
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    groups: tuple[Expected, ...]  # those that will have no result first
    standings: tuple[Standing, ...]

    def of(self, offices: Collection[int]) -> Forecast:
        """The part that some offices, given by key, are in; each group names them first."""
        theirs = (replace(g, offices=_first(offices, g.offices)) for g in self.groups)
        return Forecast(
            groups=tuple(group for group in theirs if group.offices[0].pk in offices),
            standings=tuple(one for one in self.standings if one.opd.pk in offices),
        )


def _first(keys: Collection[int], offices: tuple[Office, ...]) -> tuple[Office, ...]:
    return tuple(sorted(offices, key=lambda office: office.pk not in keys))


def of_city(wave: Wave) -> Forecast:
    """Exactly what a freeze would form now."""
    with access.acting(ME):
        return _forecast(wave, units.willing(wave))


def of_offices(wave: Wave, offices: Collection[int]) -> Forecast:
    """The same for those who answer for some offices, given by key with all below them.

    Here those who object are counted with the others: an office that could compare a count with
    its list would learn that somebody objected. Groups cross offices, so the lists of the whole
    city are counted, and only the part of these offices is handed out.
    """
    with access.acting(ME):
        return _forecast(wave, units.listed(wave)).of(offices)


def _forecast(wave: Wave, people: PersonQuerySet) -> Forecast:
    """Four queries, however many offices."""
    offices = {office.pk: office for office in Office.objects.all()}
    by_code = {office.code: office for office in offices.values()}
    response = units.response(wave)
    listed = units.of(_tallies(wave, people), offices, response)
    groups = [_expected(group, listed, by_code) for group in grouping.form(listed)]
    empty = units.of(_needed(offices, response), offices, response)
    return Forecast(
        groups=tuple(sorted(groups, key=_worst_first)),
        standings=_standings([*listed, *empty], groups, by_code),
    )


def _tallies(wave: Wave, people: PersonQuerySet) -> dict[tuple[int, str], units.Tally]:
    counted = (
        people.filter(units.rule(wave))
        .values("office_id", "kind")
        .annotate(eligible=Count("pk"), reachable=Count("pk", filter=REACHABLE))
        .order_by()
    )
    return {
        (row["office_id"], row["kind"]): units.Tally(
            eligible=row["eligible"], reachable=row["reachable"]
        )
        for row in counted
    }


def _needed(
    offices: Mapping[int, Office], kinds: Collection[str]
) -> dict[tuple[int, str], units.Tally]:
    """A list with nobody on it for each that an OPD of today has to keep."""
    nobody, today = units.Tally(eligible=0, reachable=0), timezone.localdate()
    opds = [one for one in offices.values() if one.is_open_on(today) and _is_opd(one, offices)]
    return {
        (opd.pk, kind): nobody
        for opd in opds
        for kind in ABOUT_AN_OPD
        if kind in kinds and (opd.asks_external or kind != Kind.EXTERNAL)
    }


def _is_opd(office: Office, offices: Mapping[int, Office]) -> bool:
    return office.parent_id is not None and offices[office.parent_id].parent_id is None


def _expected(
    group: grouping.Group, listed: Iterable[grouping.Unit], by_code: Mapping[str, Office]
) -> Expected:
    members = [unit for unit in listed if unit.kind == group.kind and unit.office in group.offices]
    answers = group.answers_expected
    return Expected(
        kind=Kind(group.kind),
        opd=by_code[group.opd] if group.opd else None,
        name=units.name_of(group, by_code),
        offices=tuple(sorted((by_code[code] for code in group.offices), key=_name)),
        where=by_code[group.name_hint].name if group.name_hint else "seluruh kota",
        population=group.population,
        reachable=group.reachable,
        invited=group.invited,
        answers=answers,
        sureness=group.sureness,
        margin=_points(sampling.margin(population=group.population, answers=answers))
        if answers
        else None,
        too_small=group.too_small,
        missing=grouping.missing(members) if group.too_small else 0,
    )


def _points(share: float) -> float:
    return 100 * share


def _name(office: Office) -> str:
    return office.name


def _worst_first(group: Expected) -> tuple[bool, bool, float, str]:
    return not group.too_small, group.opd is not None, group.sureness, group.name


def _standings(
    listed: Iterable[grouping.Unit], groups: Iterable[Expected], by_code: Mapping[str, Office]
) -> tuple[Standing, ...]:
    """Every OPD and kind; those that lack most to have a result of their own come first."""
    of_opd: dict[tuple[str, str], list[grouping.Unit]] = defaultdict(list)
    for unit in listed:
        if unit.kind in ABOUT_AN_OPD:
            of_opd[unit.opd, unit.kind].append(unit)
    own: dict[tuple[str, str], list[Expected]] = defaultdict(list)
    for group in groups:
        if group.opd:
            own[group.opd.code, group.kind].append(group)
    standings = [
        _standing(by_code[opd], Kind(kind), members, own[opd, kind])
        for (opd, kind), members in of_opd.items()
    ]
    return tuple(
        sorted(standings, key=lambda one: (-one.missing, -(one.margin or 0), one.opd.name))
    )


def _standing(
    opd: Office, kind: Kind, members: list[grouping.Unit], groups: list[Expected]
) -> Standing:
    population = sum(unit.eligible for unit in members)
    return Standing(
        opd=opd,
        kind=kind,
        population=population,
        unreachable=population - sum(unit.reachable for unit in members),
        groups=tuple(groups),
        missing=0 if groups else grouping.missing(members),
    )


def _advice(missing: int, unreachable: int) -> str:
    if not missing:
        return ""
    sentence = f"Perlu {formats.number(missing)} orang lagi yang bisa dihubungi."
    if unreachable:
        sentence += f" {formats.number(unreachable)} orang di daftar belum punya surel."
    return sentence
