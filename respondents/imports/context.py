from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from respondents import criteria
from respondents.eligibility import Criteria
from respondents.models.offices import Office
from respondents.vocabulary import key_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the rows of one upload are held against: the office, its units and its services."""

    office: Office
    branch: frozenset[int]  # the office itself and all below it
    unit_by_code: dict[str, int]  # codes in lower case; a closed unit means the office itself
    unit_by_name: dict[str, int]  # full and short names, by key
    written: dict[str, str]  # those names as they are written, by key
    service_by_key: dict[str, str]
    codes_elsewhere: frozenset[str]  # in lower case
    on: date
    criteria: Criteria  # of the wave whose lists are open
    meant: dict[str, str] = field(default_factory=dict)  # units asked for before, and answers

    @classmethod
    def of(cls, office: Office, *, on: date) -> Context:
        below = set(Office.below([office.pk]))
        offices = list(Office.objects.all())
        units = [unit for unit in offices if unit.pk in below]
        units.sort(key=lambda unit: not unit.is_closed_on(on))  # of one name the open one wins
        meant = {unit.pk: office.pk if unit.is_closed_on(on) else unit.pk for unit in units}
        names = [(name, unit.pk) for unit in units for name in (unit.name, unit.short_name)]
        return cls(
            office=office,
            branch=frozenset(below),
            unit_by_code={unit.code.casefold(): meant[unit.pk] for unit in units},
            unit_by_name={key_of(name): meant[pk] for name, pk in names},
            written={key_of(name): name for name, _ in names},
            service_by_key={key_of(name): name for unit in units for name in unit.services},
            codes_elsewhere=frozenset(o.code.casefold() for o in offices if o.pk not in below),
            on=on,
            criteria=criteria.in_force(),
        )
