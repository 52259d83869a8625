"""What the simulation saw, as a page and a plot in docs/."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.cities.simulation import Seen

DOCS = Path(__file__).parents[2] / "docs"
PROMISED = (0.93, 0.97)
HELD_TO_IT = ("complete", "by group")
LINES = (("city", "city"), ("n >= 30", "groups with n ≥ 30"), ("n < 30", "groups with n < 30"))
WAYS = ("complete", "by group", "by answer")
INKS = {"complete": "#1f4e79", "by group": "#1b6e3c", "by answer": "#b3261e"}


class Line:
    """One way of answering, one sort of figure."""

    def __init__(self, way: str, what: str, title: str, seen: Sequence[Seen]) -> None:
        self.way, self.what, self.title, self.tries = way, what, title, len(seen)
        self.covered = fmean(one.held for one in seen)
        self.by_normal = fmean(one.held_by_normal for one in seen)
        self.bias = fmean(one.off for one in seen)
        self.error = fmean(one.error for one in seen)
        self.spread = sqrt(fmean((one.off - self.bias) ** 2 for one in seen))
        self.luck = sqrt(self.covered * (1 - self.covered) / self.tries)

    @property
    def promise(self) -> str:
        if self.way not in HELD_TO_IT or self.what == "n < 30":
            return "none"
        return "held" if PROMISED[0] <= self.covered <= PROMISED[1] else "NOT held"


def write(seen: Sequence[Seen], *, cities: int, seed: int) -> None:
    lines = [
        Line(way, what, title, some)
        for way in WAYS
        for what, title in LINES
        if (some := [one for one in seen if one.way == way and one.what == what])
    ]
    (DOCS / "simulation.svg").write_text(_plot(lines))
    (DOCS / "simulation.md").write_text(_page(lines, cities, seed))


def _page(lines: Sequence[Line], cities: int, seed: int) -> str:
    rows = "\n".join(
        f"| {one.way} | {one.title} | {one.tries:,} | {100 * one.covered:.1f} "
        f"± {100 * 1.96 * one.luck:.1f} | {100 * one.by_normal:.1f} | {one.bias:+.2f} "
        f"| {one.error:.2f} | {one.spread:.2f} | {one.promise} |"
        for one in lines
    )
    template = (Path(__file__).parent / "simulation_page.md").read_text()
    return template.format(rows=rows, cities=cities, thousands=f"{cities:,}", seed=seed)


def _plot(lines: Sequence[Line]) -> str:
    """Coverage by way and sort; the promised band is grey. Scale 0-100 %, wide from 80 on."""
    left, width, step = 190, 420, 26
    height = 60 + step * len(lines)
    drawn = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 {height}" role="img" '
        'font-family="sans-serif" font-size="12">',
        "<title>Share of 95 % intervals that hold the truth</title>",
        f'<rect width="640" height="{height}" fill="#fff"/>',
        f'<rect x="{_x(93, left, width):.1f}" y="20" fill="#e3e6ea" '
        f'width="{_x(97, left, width) - _x(93, left, width):.1f}" height="{height - 50}"/>',
    ]
    for percent in (0, 20, 40, 60, 80, 90, 95, 100):
        x = _x(percent, left, width)
        drawn.append(f'<text x="{x:.1f}" y="{height - 12}" text-anchor="middle">{percent}</text>')
        drawn.append(
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="20" y2="{height - 30}" stroke="#c9ced6"/>'
        )
    for place, one in enumerate(lines):
        y, x = 34 + step * place, _x(100 * one.covered, left, width)
        drawn.append(f'<text x="4" y="{y + 4}">{one.way}: {one.title.replace("<", "&lt;")}</text>')
        drawn.append(f'<circle cx="{x:.1f}" cy="{y}" r="5" fill="{INKS[one.way]}"/>')
        drawn.append(f'<text x="{x - 8:.1f}" y="{y - 7}" text-anchor="end" font-size="10">'
                     f"{100 * one.covered:.1f}</text>")  # fmt: skip
    return "\n".join([*drawn, "</svg>", ""])


def _x(percent: float, left: int, width: int) -> float:
    """Half of the width for 0-80, half for 80-100."""
    part = percent / 160 if percent <= 80 else 0.5 + (percent - 80) / 40
    return left + width * part
