"""The lists as groups are formed from them: who is asked, how many of each office, by what name.

Freezing and the forecast both begin here, so that what was forecast is what is frozen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils import timezone

from respondents import criteria, eligibility
from respondents.models.objections import Objection
from respondents.models.offices import Office
from respondents.models.people import Person, PersonQuerySet
from surveys import grouping
from surveys.models.waves import Wave, WaveInstrument

NAMED_AT_MOST = 3  # offices in the name of a group


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Of the people of one kind on one office's list."""

    eligible: int
    reachable: int  # of them, with an address that invitations go to


def first_day(wave: Wave) -> date:
    """The day of which the criteria speak."""
    return timezone.localdate(wave.opens_at)


def rule(wave: Wave) -> Q:
    """Who of the people on lists may be asked, as a condition on their rows."""
    return eligibility.rule(on=first_day(wave), criteria=criteria.of(wave.slug))


def listed(wave: Wave) -> PersonQuerySet:
    """Everybody on the lists of the kinds that the wave asks."""
    asked = WaveInstrument.objects.filter(wave=wave).values("kind")
    return Person.objects.on_lists().filter(kind__in=asked)


def willing(wave: Wave) -> PersonQuerySet:
    """The same without those who object. Who that is, a scope of offices does not see."""
    return listed(wave).exclude(pk__in=Objection.objects.standing().values("person"))


def response(wave: Wave) -> dict[str, float]:
    """By kind, the share of those reached who are expected to answer, 0-1."""
    asking = WaveInstrument.objects.filter(wave=wave)
    return {kind: float(share) for kind, share in asking.values_list("kind", "expected_response")}


def of(
    tallies: Mapping[tuple[int, str], Tally],
    offices: Mapping[int, Office],
    response: Mapping[str, float],
) -> list[grouping.Unit]:
    """One unit for each (office, kind) of `tallies`; `offices` are all there are, by key."""
    return [
        grouping.Unit(
            office=offices[office].code,
            parent=_code_above(offices[office], offices),
            opd=opd_of(offices[office], offices).code,
            kind=kind,
            eligible=tally.eligible,
            reachable=tally.reachable,
            expected_response=response[kind],
        )
        for (office, kind), tally in tallies.items()
    ]


def _code_above(office: Office, offices: Mapping[int, Office]) -> str | None:
    return offices[office.parent_id].code if office.parent_id else None


def opd_of(office: Office, offices: Mapping[int, Office]) -> Office:
    """The office below the city that this one reports under; the city itself for experts."""
    while office.parent_id and offices[office.parent_id].parent_id:
        office = offices[office.parent_id]
    return office


def name_of(formed: grouping.Group, by_code: Mapping[str, Office]) -> str:
    """What respondents read: the offices by name while they are few, else how many they are."""
    if formed.opd is None and formed.kind == Person.Kind.EXPERT:
        return "narasumber ahli kota"
    names = sorted(by_code[code].name for code in formed.offices)
    if len(names) <= NAMED_AT_MOST:
        return ", ".join(names)
    if formed.name_hint:
        return f"{by_code[formed.name_hint].name} dan {len(names) - 1} unit lain"
    return f"{len(names)} perangkat daerah dan unit kecil"
