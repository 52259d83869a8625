"""A weight set as a list of values, each with its source: what is shown, edited and compared."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from reports import formula, method, readings
from reports.models.weights import Band, Weight, WeightSet
from surveys import instrument_shelf
from surveys.models.instruments import InstrumentVersion

Structure = Mapping[str, Mapping[str, tuple[str, list[str]]]]  # kind, dimension: title, indicators


class Part(StrEnum):
    """A page of the editor."""

    BASICS = "pokok"
    DIMENSIONS = "bobot"
    INTERNAL = "pegawai"
    EXTERNAL = "pengguna-layanan"
    EXPERT = "ahli"
    CORRECTION = "koreksi"

    @property
    def heading(self) -> str:
        return TITLES[self]


TITLES = {
    Part.BASICS: "Nama, batas jawaban, dan kategori",
    Part.DIMENSIONS: "Bobot kelompok dan dimensi",
    Part.INTERNAL: "Indikator pegawai",
    Part.EXTERNAL: "Indikator pengguna layanan",
    Part.EXPERT: "Indikator ahli",
    Part.CORRECTION: "Faktor koreksi",
}
OF_KIND = {"internal": Part.INTERNAL, "external": Part.EXTERNAL, "expert": Part.EXPERT}
POINTS = {
    "directed_points": "Bila semua lembar mengaku diarahkan",
    "uniform_points": "Bila semua lembar berjawaban seragam",
    "conduct_cap": "Paling banyak karena pelaksanaan",
    "decided_points": "Setiap perkara yang sudah diputus",
    "investigated_points": "Setiap perkara yang sedang disidik",
    "complaint_points": "Setiap pengaduan yang terbukti",
    "prevalence_cap": "Paling banyak karena perkara dan pengaduan",
    "correction_cap": "Paling banyak seluruhnya",
}
GROUP_OF_POINTS = "Poin yang dikurangkan dari indeks"
GROUP_OF_MINIMUM = "Jawaban paling sedikit"
GROUP_OF_BANDS = "Kategori"
GROUP_OF_KINDS = "Kelompok responden"


class Unit(StrEnum):
    SHARE = "share"  # 0-1; the shares of one group add up to 1
    POINTS = "points"
    PEOPLE = "people"


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One number of a weight set. `row` says where it is stored: table, then what names it."""

    row: tuple[str, ...]
    part: Part
    group: str
    label: str
    number: Decimal
    unit: Unit
    source: str

    @property
    def is_policy(self) -> bool:
        return self.source.casefold() == method.OUR_POLICY

    @property
    def told(self) -> Decimal:
        """As people read it: a share in percent."""
        return self.number * 100 if self.unit == Unit.SHARE else self.number


def structure() -> Structure:
    """Kinds, dimensions and indicators of the published questionnaires."""
    return {kind: _asked(version.digest) for kind, version in instrument_shelf.latest().items()}


@lru_cache(maxsize=8)
def _asked(digest: str) -> Mapping[str, tuple[str, list[str]]]:
    """By dimension: title and indicators. A version of its digest never changes."""
    asked = InstrumentVersion.objects.get(digest=digest).read()
    names: dict[str, dict[str, None]] = defaultdict(dict)
    for item in asked.items:
        if item.role == "index" and item.dimension:
            names[item.dimension][item.indicator or item.name] = None
    return {code: (title["id"], list(names[code])) for code, title in asked.dimensions.items()}


def of(weight_set: WeightSet) -> list[Value]:
    """Every value in the order of the pages; the lowest band begins at 0 and is none of them."""
    weights = list(weight_set.weights.all())
    known = structure()
    return [
        *_minimum(weight_set),
        *_bands(list(weight_set.bands.all())),
        *_kinds(weights),
        *_dimensions(weights, known),
        *_indicators(weights, known),
        *_points(weight_set),
    ]


def digest(weight_set: WeightSet) -> str:
    """SHA-256 over everything that a second person agrees to, in hex."""
    whole = [weight_set.name, weight_set.year, weight_set.author, weight_set.reason]
    told = sorted((one.row, f"{one.number.normalize():f}", one.source) for one in of(weight_set))
    return hashlib.sha256(repr((whole, told)).encode()).hexdigest()


def equal_shares(many: int) -> Decimal:
    """What each of so many weighs, as it is stored; sevenths do not add up to 1 to the end."""
    return (Decimal(1) / many).quantize(Decimal("0.000001"))


def _minimum(weight_set: WeightSet) -> list[Value]:
    return [
        Value(
            row=("column", "minimum_answers"),
            part=Part.BASICS,
            group=GROUP_OF_MINIMUM,
            label="Orang, supaya sebuah angka ditampilkan",
            number=Decimal(weight_set.minimum_answers),
            unit=Unit.PEOPLE,
            source=weight_set.sources.get("minimum_answers", method.OUR_POLICY),
        )
    ]


def _bands(bands: list[Band]) -> list[Value]:
    return [
        Value(
            row=("band", band.category),
            part=Part.BASICS,
            group=GROUP_OF_BANDS,
            label=f"{band.category.capitalize()} mulai dari",
            number=band.floor,
            unit=Unit.POINTS,
            source=band.source,
        )
        for band in bands
        if band.floor
    ]


def _kinds(weights: list[Weight]) -> list[Value]:
    by_kind = {one.kind: one for one in weights if not one.dimension}
    return [
        _share(by_kind[kind], Part.DIMENSIONS, GROUP_OF_KINDS, readings.KINDS[kind])
        for kind in formula.KINDS_OF_THE_CITY
        if kind in by_kind
    ]


def _dimensions(weights: list[Weight], known: Structure) -> list[Value]:
    return [
        _share(one, Part.DIMENSIONS, f"Dimensi {readings.KINDS[kind].lower()}", title)
        for kind in formula.KINDS_OF_THE_CITY
        for one, title in _in_order(weights, kind, known)
    ]


def _indicators(weights: list[Weight], known: Structure) -> list[Value]:
    found = []
    for kind in formula.KINDS_OF_THE_CITY:
        for dimension, title in _in_order(weights, kind, known):
            names = known.get(kind, {}).get(dimension.dimension, ("", []))[1]
            mine = [
                one
                for one in weights
                if (one.kind, one.dimension) == (kind, dimension.dimension) and one.indicator
            ]
            mine.sort(key=lambda one: (_place(one.indicator, names), one.indicator))
            found += [_share(one, OF_KIND[kind], title, one.indicator) for one in mine]
    return found


def _in_order(weights: list[Weight], kind: str, known: Structure) -> list[tuple[Weight, str]]:
    """Dimensions of a kind with their titles, in the order of the questionnaire."""
    titles = {code: title for code, (title, _) in known.get(kind, {}).items()}
    mine = [one for one in weights if one.kind == kind and one.dimension and not one.indicator]
    mine.sort(key=lambda one: (_place(one.dimension, list(titles)), one.dimension))
    return [(one, titles.get(one.dimension, one.dimension)) for one in mine]


def _place(name: str, names: list[str]) -> int:
    return names.index(name) if name in names else len(names)


def _share(weight: Weight, part: Part, group: str, label: str) -> Value:
    return Value(
        row=("weight", weight.kind, weight.dimension, weight.indicator),
        part=part,
        group=group,
        label=label,
        number=weight.value,
        unit=Unit.SHARE,
        source=weight.source,
    )


def _points(weight_set: WeightSet) -> list[Value]:
    return [
        Value(
            row=("column", column),
            part=Part.CORRECTION,
            group=GROUP_OF_POINTS,
            label=label,
            number=getattr(weight_set, column),
            unit=Unit.POINTS,
            source=weight_set.sources.get(column, method.OUR_POLICY),
        )
        for column, label in POINTS.items()
    ]
