"""Anonymity groups: the smallest sets of people about whom anything is said.

Formed when the lists are frozen and never again; they are the strata of the draw as well.
A group is sure enough of ten answers, or it is merged: with siblings, with the office
above, within its OPD, and in the end with the rest of the city.
Source: docs/method.md section 3.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, pairwise
from operator import attrgetter

from surveys import sampling

ANSWERS_NEEDED = 10
SURE_ENOUGH = 0.95
CITY_WIDE = frozenset({"expert"})
MOST_MISSING = 100_000  # people; no office has so many


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """The people of one kind on one office's frozen list."""

    office: str  # code
    parent: str | None  # code of the office above
    opd: str  # code of the OPD that this office reports under
    kind: str
    eligible: int  # people
    reachable: int  # of them, with a contact that works
    expected_response: float  # share of the reachable who will answer, 0-1

    def __post_init__(self) -> None:
        if not 0 <= self.reachable <= self.eligible or not 0 <= self.expected_response <= 1:
            raise ValueError(f"{self.office}: {self}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Kelompok pelaporan. Counts are people; `opd` is None for a city-wide group."""

    kind: str
    opd: str | None
    offices: tuple[str, ...]  # codes, sorted
    population: int
    reachable: int
    invited: int
    census: bool
    answers_wanted: int
    answers_expected: int
    sureness: float  # probability of ten answers or more, 0-1
    name_hint: str  # code of the office whose name fits the group; "" for the city
    too_small: bool  # "data belum mencukupi" is to be expected, whatever is done


class OfficesInCircle(ValueError):
    """An office stands above itself."""


Cluster = tuple[Unit, ...]


def form(units: Iterable[Unit]) -> list[Group]:
    """Put every unit that has anybody into exactly one group; same units, same groups.

    Raises OfficesInCircle when `parent` leads round in a circle, and ValueError when an
    office comes twice with the same kind.
    """
    everyone = sorted(units, key=attrgetter("kind", "office"))
    if len({(unit.kind, unit.office) for unit in everyone}) < len(everyone):
        raise ValueError("an office comes twice with the same kind of respondents")
    above = {unit.office: unit.parent for unit in everyone}
    peopled = [unit for unit in everyone if unit.eligible > 0]
    groups: list[Group] = []
    for kind, of_kind in groupby(peopled, key=attrgetter("kind")):
        groups += _form_kind(kind, list(of_kind), above)
    return groups


def _form_kind(kind: str, units: list[Unit], above: dict[str, str | None]) -> Iterator[Group]:
    if kind in CITY_WIDE:
        yield _group(tuple(units), opd=None, above=above)
        return
    left_over: Cluster = ()
    by_opd = attrgetter("opd")
    for opd, of_opd in groupby(sorted(units, key=by_opd), key=by_opd):
        clusters = _settle_opd(opd, list(of_opd), above)
        if len(clusters) == 1 and _is_short(clusters[0]):
            left_over += clusters[0]
            continue
        yield from (_group(cluster, opd=opd, above=above) for cluster in clusters)
    if left_over:
        yield _group(left_over, opd=None, above=above)


def _settle_opd(opd: str, units: list[Unit], above: dict[str, str | None]) -> list[Cluster]:
    """The OPD's clusters: each sure enough of its answers, or a single one that is not."""
    below: dict[str, set[str]] = defaultdict(set)
    for unit in units:
        path = _path(unit.office, opd, above)
        for office, parent in pairwise(path):
            below[parent].add(office)
    own = {unit.office: unit for unit in units}
    settled: list[Cluster] = []

    def settle(office: str) -> Cluster:
        children = [cluster for child in sorted(below[office]) if (cluster := settle(child))]
        mine = (own[office],) if office in own else ()
        siblings = _merge(children)
        if len(siblings) == 1 and _is_short(siblings[0]):
            return siblings[0] + mine
        settled.extend(siblings)
        return mine

    top = settle(opd)
    return sorted(_merge([*settled, top] if top else settled), key=_size)


def _merge(clusters: list[Cluster]) -> list[Cluster]:
    """Merge each short cluster with the smallest other one, until none is short."""
    left = sorted(clusters, key=_size)
    while len(left) > 1 and (short := next(filter(_is_short, left), None)):
        left.remove(short)
        merged = short + left.pop(0)
        left = sorted([*left, merged], key=_size)
    return left


def _path(office: str, opd: str, above: dict[str, str | None]) -> list[str]:
    """From `office` up to its OPD; an office that nothing is known of stands right below it."""
    path = [office]
    while path[-1] != opd:
        parent = above.get(path[-1]) or opd
        if parent in path:
            raise OfficesInCircle(" → ".join([*path, parent]))
        path.append(parent)
    return path


def missing(units: Collection[Unit]) -> int:
    """How many more people who can be reached make these units, of one kind, sure of ten answers.

    0 when they are already. Those count first who are eligible and cannot be reached yet; the
    others are new. They are taken to answer no better than the unit that answers least. Give at
    least one unit, if it has nobody.
    """
    kind = next(iter(units)).kind
    population, answering = _totals(units)
    unreachable = population - sum(unit.reachable for unit in units)
    least = min(_response(unit) for unit in units)

    def is_enough(more: int) -> bool:
        grown = population + max(0, more - unreachable)
        return grown > 0 and not _falls_short(*_plan_of(kind, grown, answering + more * least))

    return bisect_left(range(MOST_MISSING), True, key=is_enough)


def _is_short(cluster: Cluster) -> bool:
    return _falls_short(*_plan(cluster))


def _falls_short(plan: sampling.Plan, chance: Fraction) -> bool:
    return plan.invited < sampling.FEWEST_INVITED or _sureness(plan, chance) < SURE_ENOUGH


def _sureness(plan: sampling.Plan, chance: Fraction) -> float:
    return sampling.probability_of_at_least(ANSWERS_NEEDED, invited=plan.invited, response=chance)


def _plan(cluster: Cluster) -> tuple[sampling.Plan, Fraction]:
    """The plan, and the chance that an invited person is reached and answers."""
    return _plan_of(cluster[0].kind, *_totals(cluster))


def _plan_of(kind: str, population: int, answering: Fraction) -> tuple[sampling.Plan, Fraction]:
    chance = answering / population
    plan = sampling.plan(kind=kind, population=population, response=chance, reachable=Fraction(1))
    return plan, chance


def _totals(units: Iterable[Unit]) -> tuple[int, Fraction]:
    """Those who may be asked, and how many of them would answer if all were."""
    population, answering = 0, Fraction(0)
    for unit in units:
        population += unit.eligible
        answering += unit.reachable * _response(unit)
    return population, answering


def _response(unit: Unit) -> Fraction:
    return Fraction(str(unit.expected_response))


def _size(cluster: Cluster) -> tuple[int, str]:
    return sum(unit.eligible for unit in cluster), min(unit.office for unit in cluster)


def _group(cluster: Cluster, *, opd: str | None, above: dict[str, str | None]) -> Group:
    plan, chance = _plan(cluster)
    offices = tuple(sorted(unit.office for unit in cluster))
    return Group(
        kind=cluster[0].kind,
        opd=opd,
        offices=offices,
        population=sum(unit.eligible for unit in cluster),
        reachable=sum(unit.reachable for unit in cluster),
        invited=plan.invited,
        census=plan.census,
        answers_wanted=plan.answers_wanted,
        answers_expected=int(plan.invited * chance),
        sureness=_sureness(plan, chance),
        name_hint=_lowest_above_all(offices, opd, above) if opd else "",
        too_small=_is_short(cluster),
    )


def _lowest_above_all(offices: Collection[str], opd: str, above: dict[str, str | None]) -> str:
    paths = [_path(office, opd, above) for office in offices]
    return next(office for office in paths[0] if all(office in path for path in paths))
