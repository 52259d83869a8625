"""The method's numbers: from rows of a weight set to the plain weights of the formula."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from reports.estimation import Indicator
from reports.formula import Band, CorrectionRules, Weights
from reports.models import weights as rows
from spi_portal.accounts.models import User
from spi_portal.audit import ledger
from spi_portal.audit.models.entries import Entry
from surveys.models.cities import City
from surveys.models.waves import Wave

VERSION = "5"  # of the method in code; raise it when the same input would give other figures
OUR_POLICY = "kebijakan kota"
PUBLISHED_BANDS = "Kategori SPI 2024 dan 2025 menurut KPK"
PUBLISHED_CAP = "Faktor koreksi terbesar SPI 2022 menurut KPK"
DEFAULT_KINDS = {"internal": "0.4", "external": "0.4", "expert": "0.2"}
DEFAULT_BANDS = {"rentan": "0", "waspada": "73", "terjaga": "78"}
NEWEST = ("-year", "-published_at", "-pk")
BEFORE_OPENING = (Wave.State.LISTS, Wave.State.FROZEN, Wave.State.DRAWN, Wave.State.ISSUED)
COLUMNS = (  # of a weight set, with a source each
    "minimum_answers",
    "directed_points",
    "uniform_points",
    "conduct_cap",
    "decided_points",
    "investigated_points",
    "complaint_points",
    "prevalence_cap",
    "correction_cap",
)

SOURCES = (
    "scoring",
    "tabulation",
    "counted_sheets",
    "formula",
    "suppression",
    "releasing",
    "signals",
    "pressure",
    "sensitive",
    "circumstances",
    "index",
)


class NoWeightSet(Exception):
    """No weight set is in force for the wave's year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What is decided by whoever sets up a weight set."""

    name: str
    year: int
    author: str
    reason: str


@cache
def code_version() -> str:
    """SHA-256 over the source of everything between a sheet and a figure, in hex."""
    here = Path(__file__).parent
    files = [here / f"{name}.py" for name in SOURCES] + sorted(here.glob("estimation/*.py"))
    whole = sha256()
    for file in files:
        whole.update(f"{file.name}|".encode() + file.read_bytes())
    return whole.hexdigest()


def in_force(year: int) -> rows.WeightSet:
    """The latest published set that is in force in `year`. Raises NoWeightSet."""
    found = _of_year(year).order_by(*NEWEST).first()
    if found is None:
        raise NoWeightSet(f"There is no weight set for {year}.")
    return found


def for_wave(wave: Wave) -> rows.WeightSet:
    """The set that a wave's index is computed with. Raises NoWeightSet.

    The opening fixes it: what is published later is for later waves. Where there was none at
    the opening it is the first that came after, for without one nobody could see a figure.
    """
    found = for_waves([wave]).get(wave.pk)
    if found is None:
        raise NoWeightSet(f"There is no weight set for {wave.year}.")
    return found


def for_waves(waves: Collection[Wave]) -> dict[UUID, rows.WeightSet]:
    """The same of many waves, by their keys; none for a wave of which there is no set."""
    newest_first = list(rows.WeightSet.objects.published().order_by(*NEWEST))
    entries, found = _openings(waves), {}
    for wave in waves:
        of_year = [one for one in newest_first if one.year <= wave.year]
        if of_year:
            found[wave.pk] = _chosen(of_year, _opened(wave, entries))
    return found


def _chosen(newest_first: Sequence[rows.WeightSet], opened: datetime | None) -> rows.WeightSet:
    before = [one for one in newest_first if opened is None or _published(one) <= opened]
    return before[0] if before else min(newest_first, key=lambda one: (_published(one), one.pk))


def _published(weight_set: rows.WeightSet) -> datetime:
    assert weight_set.published_at is not None  # noqa: S101  # asked of the published alone
    return weight_set.published_at


def is_fixed(wave: Wave) -> bool:
    """Whether no other set can become the wave's."""
    return _opened_at(wave) is not None and _of_year(wave.year).exists()


def _of_year(year: int) -> rows.WeightSetQuerySet:
    return rows.WeightSet.objects.published().filter(year__lte=year)


def _opened_at(wave: Wave) -> datetime | None:
    """When the opening was written down: the planned moment may be another."""
    return _opened(wave, _openings([wave]))


def _openings(waves: Collection[Wave]) -> dict[str, Entry]:
    opened = [wave for wave in waves if wave.state not in BEFORE_OPENING]
    return ledger.last_of_each(opened, "wave.opened") if opened else {}


def _opened(wave: Wave, entries: Mapping[str, Entry]) -> datetime | None:
    if wave.state in BEFORE_OPENING:
        return None
    entry = entries.get(ledger.reference(wave))
    return entry.at if entry else wave.opens_at


def read(weight_set: rows.WeightSet) -> Weights:
    """Raises formula.UnsoundWeights when the rows make no index."""
    kinds: dict[str, float] = {}
    dimensions: dict[str, dict[str, float]] = defaultdict(dict)
    indicators: dict[str, dict[Indicator, float]] = defaultdict(dict)
    for weight in weight_set.weights.all():
        if weight.indicator:
            about = weight.dimension, weight.indicator
            indicators[weight.kind][about] = float(weight.value)
        elif weight.dimension:
            dimensions[weight.kind][weight.dimension] = float(weight.value)
        else:
            kinds[weight.kind] = float(weight.value)
    return Weights(
        kinds=kinds,
        dimensions=dimensions,
        bands=[Band(category=band.category, start=band.floor) for band in weight_set.bands.all()],
        minimum=max(weight_set.minimum_answers, (City.objects.first() or City()).minimum_answers),
        correction=_correction(weight_set),
        indicators=indicators,
    )


def _correction(weight_set: rows.WeightSet) -> CorrectionRules:
    return CorrectionRules(
        most=float(weight_set.correction_cap),
        per_directed_share=float(weight_set.directed_points),
        per_uniform_share=float(weight_set.uniform_points),
        most_for_conduct=float(weight_set.conduct_cap),
        per_decided_case=float(weight_set.decided_points),
        per_investigated_case=float(weight_set.investigated_points),
        per_substantiated_complaint=float(weight_set.complaint_points),
        most_for_prevalence=float(weight_set.prevalence_cap),
    )


@transaction.atomic
def store_default(
    policy: Policy, *, dimensions: dict[str, list[str]], by: User | str
) -> rows.WeightSet:
    """The default of docs/method.md section 6: kinds 40/40/20, dimensions alike."""
    weight_set = rows.WeightSet.objects.create(
        name=policy.name,
        year=policy.year,
        author=policy.author,
        reason=policy.reason,
        correction_cap=Decimal("16.16"),
        conduct_cap=Decimal(10),
        directed_points=Decimal(5),
        uniform_points=Decimal(5),
        prevalence_cap=Decimal("6.16"),
        decided_points=Decimal(1),
        investigated_points=Decimal("0.5"),
        complaint_points=Decimal("0.1"),
        sources=dict.fromkeys(COLUMNS, OUR_POLICY) | {"correction_cap": PUBLISHED_CAP},
        made_by=by if isinstance(by, User) else None,
    )
    _store_weights(weight_set, dimensions)
    rows.Band.objects.bulk_create(
        rows.Band(
            weight_set=weight_set,
            category=category,
            floor=Decimal(floor),
            source=PUBLISHED_BANDS,
        )
        for category, floor in DEFAULT_BANDS.items()
    )
    publish(weight_set)
    ledger.record("method.stored", weight_set, by=by)
    return weight_set


def publish(weight_set: rows.WeightSet) -> None:
    """From now on nobody changes it, and waves that are not open yet are computed with it."""
    weight_set.published_at = timezone.now()
    weight_set.save(update_fields=["published_at"])


def _store_weights(weight_set: rows.WeightSet, dimensions: dict[str, list[str]]) -> None:
    of_kinds = [(kind, "", Decimal(value)) for kind, value in DEFAULT_KINDS.items()]
    of_dimensions = [
        (kind, code, Decimal(1) / len(codes))
        for kind, codes in dimensions.items()
        for code in codes
    ]
    rows.Weight.objects.bulk_create(
        rows.Weight(
            weight_set=weight_set, kind=kind, dimension=code, value=value, source=OUR_POLICY
        )
        for kind, code, value in of_kinds + of_dimensions
    )
