"""`python3 dev.py signals [CITIES]`: how often a signal is false, and how often one is missed.

In each made-up city five of 34 offices have some staff whose answers were conditioned: half of
them tick the best choice all the way, half copy one and the same sheet; none reads the item
that names its answer. Writes docs/signals.md.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from math import fsum, sqrt
from pathlib import Path

import numpy as np
from numpy.random import Generator

from reports import estimation, scoring, signals
from reports.estimation import Column, Estimate, Stratum
from reports.scoring import Sheets
from reports.signals import Measured, Sign
from tests.cities import answers, simulation, sizes

SEED = 11
CONDITIONED = (0.0, 0.1, 0.3)  # of the answers of staff in the offices concerned
OFFICES = 5
MISTAKES = 0.03  # of honest people at the item that names its answer
SLIPS = 0.04  # of the answers of a copied sheet
RESPONSE = {"internal": 0.5, "external": 0.3}

Seen = Counter[tuple[float, str, str, bool]]  # share, size, sign, told; counted


def main(words: list[str]) -> int:
    many = int(words[0]) if words else 200
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        cities = list(pool.map(of_city, range(many), chunksize=2))
    _write(cities)
    return 0


def of_city(number: int) -> Seen:
    found: Seen = Counter()
    for share in CONDITIONED:
        luck = np.random.default_rng([SEED, number])
        chosen = set(luck.permutation(len(sizes.STAFF))[:OFFICES].tolist()) if share else set()
        for sign, strengths in _strengths(share, chosen, luck).items():
            for office, strength in strengths.items():
                size = "conditioned" if office in chosen else "honest"
                found[share, size, sign, strength >= signals.STRONG] += 1
    return found


def _strengths(share: float, chosen: set[int], luck: Generator) -> dict[Sign, dict[int, float]]:
    measured: dict[Sign, dict[int, Measured]] = {sign: {} for sign in Sign}
    for office in range(len(sizes.STAFF)):
        level = float(np.clip(luck.normal(76, 4.5), 62, 86))
        staff = _sheets("internal", level, sizes.STAFF[office], luck)
        users = _sheets("external", level + 5, min(sizes.USERS[office], 300), luck)
        if office in chosen:
            _condition(staff, share, luck)
        for sign, one in signals.measure(staff, answers.form("internal").scheme).items():
            measured[sign][office] = one
        measured[Sign.GAP][office] = signals.gap(
            _component("internal", staff, sizes.STAFF[office]),
            _component("external", users, min(sizes.USERS[office], 300)),
        )
    return {sign: signals.strengths(some) for sign, some in measured.items()}


def _sheets(kind: str, level: float, people: int, luck: Generator) -> Sheets:
    many = max(12, int(people * RESPONSE[kind]))
    found = answers.sheets(kind, answers.opinions(level, min(many, people), luck), luck)
    for attention in answers.form(kind).scheme.attention:
        astray = luck.random(len(found)) < MISTAKES
        found[astray, attention.index] = (attention.expected + 1) % 4
    return found


def _condition(sheets: Sheets, share: float, luck: Generator) -> None:
    scheme = answers.form("internal").scheme
    rows = luck.permutation(len(sheets))[: round(share * len(sheets))]
    template = {item.index: int(luck.integers(0, 2)) for item in scheme.items}
    for place, row in enumerate(rows):
        for item in scheme.items:
            best = max(range(len(item.scores)), key=lambda n: item.scores[n] or 0)
            copied = template[item.index] if luck.random() >= SLIPS else 2
            sheets[row, item.index] = best if place % 2 else copied
        for attention in scheme.attention:
            sheets[row, attention.index] = 0


def _component(kind: str, sheets: Sheets, population: int) -> Estimate:
    points = scoring.indicators(sheets, answers.form(kind).scheme)
    stratum = Stratum(
        population=max(population, len(sheets)),
        answers=len(sheets),
        columns={key: Column.of(column) for key, column in points.items()},
    )
    return estimation.composite([stratum], simulation.default_coefficients(kind))


def _write(cities: Sequence[Seen]) -> None:
    template = (Path(__file__).parent / "signals_page.md").read_text()
    page = template.format(cities=len(cities), strong=signals.STRONG, rows="\n".join(_rows(cities)))
    (Path(__file__).parents[2] / "docs" / "signals.md").write_text(page)


def _rows(cities: Sequence[Seen]) -> Iterator[str]:
    for sign in Sign:
        cells = [_rate(cities, share, size, sign) for share, size in COLUMNS]
        yield f"| {TITLES[sign]} | " + " | ".join(cells) + " |"


COLUMNS = (
    (0.0, "honest"),
    (0.1, "honest"),
    (0.3, "honest"),
    (0.1, "conditioned"),
    (0.3, "conditioned"),
)
TITLES = {
    Sign.UNIFORM: "uniform sheets",
    Sign.ALIKE: "sheets alike",
    Sign.INATTENTIVE: "attention item",
    Sign.GAP: "staff far above users",
}


def _rate(cities: Sequence[Seen], share: float, size: str, sign: Sign) -> str:
    """Offices of one city are judged by each other, so the margin is that of whole cities."""
    told = [seen[share, size, sign, True] for seen in cities]
    offices = [one + seen[share, size, sign, False] for one, seen in zip(told, cities, strict=True)]
    if not sum(offices):
        return "–"
    rate = sum(told) / sum(offices)
    away = fsum((one - rate * of) ** 2 for one, of in zip(told, offices, strict=True))
    many = len(cities)
    margin = 1.96 * sqrt(many / max(1, many - 1) * away) / sum(offices)
    return f"{100 * rate:.1f} ± {100 * margin:.1f} %"
