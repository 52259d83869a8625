"""Syarat responden: each wave's own, with their sources. A wave is known here by its slug alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from django.db import transaction

from respondents.eligibility import Criteria
from respondents.models.criteria import Criterion

Name: TypeAlias = Criterion.Name
Value: TypeAlias = int | bool | list[str]


@dataclass(frozen=True, slots=True)
class Sourced:
    value: Value
    source: str


# The keys are those of docs/sources.md.
STAFF = "Surat sekretariat daerah tentang SPI 2024 (S12); goodstats.id, Desember 2025 (S03)"
USERS = "goodstats.id, Desember 2025 (S03); paparan Inspektorat, 8 Mei 2024 (S15); detik.com (S19)"
DEFAULTS: dict[Name, Sourced] = {
    Name.YEARS_IN_INSTITUTION: Sourced(2, STAFF),
    Name.YEARS_IN_UNIT: Sourced(1, STAFF),
    Name.MONTHS_SINCE_SERVICE: Sourced(12, USERS),
    Name.MAIN_TASK_REQUIRED: Sourced(True, STAFF),
    Name.LEVELS_LEFT_OUT: Sourced(["Eselon I", "Eselon II"], STAFF),
}


def written(wave: str) -> dict[Name, Sourced]:
    """Every criterion of the wave; the default for one that was never written down."""
    rows = Criterion.objects.filter(wave=wave)
    return DEFAULTS | {Name(row.name): Sourced(row.value, row.source) for row in rows}


def in_words(it: Sourced) -> str:
    """The value as somebody reads it."""
    if isinstance(it.value, bool):
        return "ya" if it.value else "tidak"
    return (", ".join(it.value) or "tidak ada") if isinstance(it.value, list) else str(it.value)


def usual() -> Criteria:
    """Where nobody wrote anything else."""
    return _as_criteria(DEFAULTS)


def of(wave: str) -> Criteria:
    return _as_criteria(written(wave))


def in_force() -> Criteria:
    """What lists are checked against: the criteria of the wave begun last, never of a pilot.

    That is the one whose lists are open; after its freeze they hold until the next one begins.
    """
    newest = Criterion.objects.filter(of_pilot=False).order_by("-pk").values("wave")[:1]
    rows = Criterion.objects.filter(wave__in=newest)
    return _as_criteria(DEFAULTS | {Name(row.name): Sourced(row.value, row.source) for row in rows})


@transaction.atomic
def begin(wave: str, *, after: str | None = None, of_pilot: bool = False) -> None:
    """Write the criteria of a new wave down: those of wave `after`, else the defaults."""
    Criterion.objects.bulk_create(
        Criterion(wave=wave, of_pilot=of_pilot, name=name, value=it.value, source=it.source)
        for name, it in (written(after) if after else DEFAULTS).items()
    )


@transaction.atomic
def change(wave: str, given: Mapping[Name, Sourced], *, of_pilot: bool) -> list[Name]:
    """Write down what is new; returns which. The caller sees to it that lists are still open."""
    before = written(wave)
    changed = [name for name, it in given.items() if it != before[name]]
    for name in changed:
        Criterion.objects.update_or_create(
            wave=wave,
            name=name,
            defaults={"value": given[name].value, "source": given[name].source},
            create_defaults={
                "value": given[name].value, "source": given[name].source, "of_pilot": of_pilot,
            },
        )  # fmt: skip
    return changed


def _as_criteria(found: Mapping[Name, Sourced]) -> Criteria:
    values: dict[str, object] = {name.value: it.value for name, it in found.items()}
    levels = found[Name.LEVELS_LEFT_OUT].value
    values[Name.LEVELS_LEFT_OUT.value] = tuple(levels if isinstance(levels, list) else ())
    return Criteria(**values)  # type: ignore[arg-type]  # a row's value is of its name's type
