"""The method's numbers: from rows of a weight set to the plain weights of the formula."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.db import transaction

from reports.formula import Band, CorrectionRules, Weights
from reports.models import weights as rows
from spi_portal.accounts.models import User
from spi_portal.audit import ledger
from surveys.models.cities import City

VERSION = "3"  # of the method in code; raise it when the same input would give other figures
OUR_POLICY = "kebijakan kota"
DEFAULT_KINDS = {"internal": "0.4", "external": "0.4", "expert": "0.2"}
DEFAULT_BANDS = {"rentan": "0", "waspada": "73", "terjaga": "78"}


SOURCES = (
    "scoring",
    "tabulation",
    "counted_sheets",
    "formula",
    "suppression",
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
    """The latest set that is in force in `year`. Raises NoWeightSet."""
    found = rows.WeightSet.objects.filter(year__lte=year).order_by("-year", "-pk").first()
    if found is None:
        raise NoWeightSet(f"There is no weight set for {year}.")
    return found


def read(weight_set: rows.WeightSet) -> Weights:
    """Raises formula.UnsoundWeights when the rows make no index."""
    kinds: dict[str, float] = {}
    dimensions: dict[str, dict[str, float]] = defaultdict(dict)
    for weight in weight_set.weights.all():
        if weight.dimension:
            dimensions[weight.kind][weight.dimension] = float(weight.value)
        else:
            kinds[weight.kind] = float(weight.value)
    return Weights(
        kinds=kinds,
        dimensions=dimensions,
        bands=[Band(category=band.category, start=band.floor) for band in weight_set.bands.all()],
        minimum=max(weight_set.minimum_answers, (City.objects.first() or City()).minimum_answers),
        correction=_correction(weight_set),
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
    )
    _store_weights(weight_set, dimensions)
    rows.Band.objects.bulk_create(
        rows.Band(
            weight_set=weight_set,
            category=category,
            floor=Decimal(floor),
            source="Kategori SPI 2024 dan 2025 menurut KPK",
        )
        for category, floor in DEFAULT_BANDS.items()
    )
    ledger.record("method.stored", weight_set, by=by)
    return weight_set


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
