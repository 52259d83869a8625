"""The one way out for answers: counted sheets, put together by group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from reports import scoring
from reports.estimation import Stratum
from reports.scoring import DirectionItem, Scheme, ScoredItem
from surveys.models.groups import AnonymityGroup
from surveys.models.sheets import Sheet
from surveys.models.waves import Wave
from surveys.questionnaire.instrument import Instrument, Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Tabulated:
    """A group's part in the figures. `opd` is the code of the office it speaks for, if any."""

    kind: str
    opd: str | None
    invited: int
    stratum: Stratum
    directed: int  # sheets that say they were directed
    uniform: int

    @property
    def answers(self) -> int:
        return len(self.stratum.respondents)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tabulation:
    groups: Sequence[Tabulated]
    input_hash: str  # SHA-256 over all groups and sheets, whatever their order


def tabulate(wave: Wave) -> Tabulation:
    """All of a wave's counted sheets. Cost grows linearly with their number."""
    asked = {
        one.kind: one.version.read() for one in wave.waveinstrument_set.select_related("version")
    }
    schemes = {kind: scheme(instrument) for kind, instrument in asked.items()}
    groups = list(AnonymityGroup.objects.filter(wave=wave).select_related("opd").order_by("pk"))
    sheets: dict[int, list[list[int]]] = defaultdict(list)
    counted = Sheet.objects.filter(group__wave=wave).values_list("group_id", "answers")
    for group_id, answers in counted.iterator(chunk_size=5000):
        sheets[group_id].append(answers)
    return Tabulation(
        groups=[_tabulated(group, sheets[group.pk], schemes[group.kind]) for group in groups],
        input_hash=_hash(groups, sheets),
    )


def scheme(instrument: Instrument) -> Scheme:
    """What of an instrument is scored: its index items, and the items on steered answers."""
    places = list(enumerate(instrument.items))
    return Scheme(
        kind=instrument.kind,
        items=tuple(_scored(n, item) for n, item in places if item.role == "index"),
        directions=tuple(_direction(n, item) for n, item in places if item.role == "correction"),
    )


def _scored(place: int, item: Item) -> ScoredItem:
    return ScoredItem(
        index=place,
        dimension=item.dimension or "",
        indicator=item.indicator or item.name,
        scores=tuple(choice.score for choice in item.choices),
    )


def _direction(place: int, item: Item) -> DirectionItem:
    """Saying yes to being steered scores nothing, saying no everything."""
    scores = [choice.score for choice in item.choices]
    return DirectionItem(index=place, yes=scores.index(0), no=scores.index(10000))


def _tabulated(group: AnonymityGroup, sheets: list[list[int]], scheme: Scheme) -> Tabulated:
    return Tabulated(
        kind=group.kind,
        opd=group.opd.code if group.opd else None,
        invited=group.invited,
        stratum=Stratum(
            population=group.population,
            respondents=[scoring.respondent_indicators(sheet, scheme) for sheet in sheets],
        ),
        directed=sum(scoring.was_directed(sheet, scheme) is True for sheet in sheets),
        uniform=sum(scoring.is_uniform(sheet, scheme) for sheet in sheets),
    )


def _hash(groups: Iterable[AnonymityGroup], sheets: dict[int, list[list[int]]]) -> str:
    whole = sha256()
    for group in groups:
        whole.update(f"{group.pk}|{group.kind}|{group.population}|{group.invited}".encode())
        for sheet in sorted(sheets[group.pk]):
            whole.update(repr(sheet).encode())
    return whole.hexdigest()
