"""Charts as tags. Plain data in, one drawing out; `paper=True` writes the inks out.

Every title states what is found. The same figures stand in a table on the page.
"""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.safestring import SafeString

from spi_portal.ui import formats, geometry, inks
from spi_portal.ui.geometry import CUTS, Mark, Pair, Part, Point, Scale

register = template.Library()

HEAT_CUTS = (65.0, 73.0, 78.0, 84.0)
ROOM_ON_THE_LEFT = 30.0  # per cent of the drawing: a short name and its figure on a telephone


@register.simple_tag
def ink(names: str, *, paper: bool = False) -> SafeString:
    return inks.attributes(names, paper=paper)


@register.filter
def ink_letter(category: str) -> str:
    """The letter of a category in the names of inks."""
    return inks.LETTERS[category]


@register.inclusion_tag("components/swarm.html")
def swarm(
    *,
    marks: Sequence[Mark],
    title: str,
    city: float | None = None,
    city_label: str = "Kota",
    desc: str = "",
    cuts: tuple[float, float] = CUTS,
    paper: bool = False,
) -> dict[str, object]:
    """All offices on one strip with the zones of the categories; `city` is a line across."""
    values = [mark.value for mark in marks]
    scale = geometry.scale_for([*values, *([] if city is None else [city])], cuts=cuts)
    spots = geometry.swarm(marks, scale=scale)
    reach = max((abs(spot.y) for spot in spots), default=0)
    middle = 24 + 42 + reach + 12
    on_the_right = city is not None and scale.position(city) > 70
    return {
        "title": title,
        "desc": desc,
        "paper": paper,
        "spots": [(spot, spot.y + middle) for spot in spots],
        "named": [] if not spots else _named(spots, middle=middle),
        "label_y": 24 + 22,
        "zones": [_zone(zone, marks) for zone in scale.zones()],
        "bottom": middle + reach + 46,
        "height": middle + reach + 46 + 26,
        "zone_height": middle + reach + 22,
        "ticks": scale.ticks(),
        "city": city,
        "city_x": None if city is None else scale.percent(city),
        "city_label": city_label,
        "city_anchor": "end" if on_the_right else "start",
        "city_dx": -6 if on_the_right else 6,
    }


def _named(spots: Sequence[geometry.Spot], *, middle: int) -> list[dict[str, object]]:
    """The lowest and the highest office are named on the drawing, the others on touch.

    On a telephone two names in the middle would run into each other: the lower goes left.
    """
    ends = [spots[0]] if len(spots) == 1 else [spots[0], spots[-1]]
    named: list[dict[str, object]] = [
        {"spot": spot, "y": spot.y + middle - 12, "anchor": anchor_of(float(spot.x))}
        for spot in ends
    ]
    if len(named) > 1 and float(ends[0].x) >= ROOM_ON_THE_LEFT:
        named[0]["anchor"] = "end"
    return named


def _zone(zone: geometry.Span, marks: Sequence[Mark]) -> dict[str, object]:
    middle = float(zone.x) + float(zone.width) / 2
    return {
        "span": zone,
        "word": zone.name.capitalize(),
        "count": sum(mark.category == zone.name for mark in marks),
        "x": {"rentan": "0", "terjaga": "100"}.get(zone.name, f"{middle:.1f}"),
        "anchor": {"rentan": "start", "terjaga": "end"}.get(zone.name, "middle"),
    }


def anchor_of(x: float) -> str:
    """How a word beside a mark is anchored so that it stays on the drawing."""
    if x < 25:
        return "start"
    return "end" if x > 75 else "middle"


@register.inclusion_tag("components/interval_row.html")
def interval_row(
    *, mark: Mark, scale: Scale | None = None, paper: bool = False
) -> dict[str, object]:
    """One office: its point, its 95% interval, a tick for last year. Give all rows one scale."""
    known = [v for v in (mark.value, mark.low, mark.high, mark.previous) if v is not None]
    chosen = scale or geometry.scale_for(known)
    return {
        "mark": mark,
        "zones": chosen.zones(),
        "x": chosen.percent(mark.value),
        "low": None if mark.low is None else chosen.percent(mark.low),
        "high": None if mark.high is None else chosen.percent(mark.high),
        "previous": None if mark.previous is None else chosen.percent(mark.previous),
        "paper": paper,
    }


@register.inclusion_tag("components/dumbbell.html")
def dumbbell(
    *, pairs: Sequence[Pair], scale: Scale | None = None, paper: bool = False
) -> dict[str, object]:
    """Staff beside users, one row an office; the gap is the length between the two."""
    chosen = scale or geometry.scale_for(
        v for pair in pairs for v in (pair.internal, pair.external)
    )
    rows = [
        {
            "pair": pair,
            "internal": chosen.percent(pair.internal),
            "external": chosen.percent(pair.external),
        }
        for pair in pairs
    ]
    return {"rows": rows, "paper": paper}


@register.inclusion_tag("components/trend_line.html")
def trend_line(
    *,
    points: Sequence[Point],
    title: str,
    reference: Sequence[Point] = (),
    reference_label: str = "",
    cuts: tuple[float, float] = CUTS,
    height: int = 170,
    paper: bool = False,
) -> dict[str, object]:
    """Years of one index over the zones; `reference` has the same years or `None` in them."""
    values = [p.value for p in (*points, *reference) if p.value is not None]
    scale = geometry.tight_scale(values, cuts=cuts)
    line = geometry.stops(points, scale=scale, height=height)
    other = geometry.stops(reference, scale=scale, height=height)
    known = [stop for stop in line if stop.y is not None]
    return {
        "title": title,
        "paper": paper,
        "height": height + 26,
        "base": height + 18,
        "zones": _bands(scale, height=height),
        "line": line,
        "strokes": geometry.strokes(line),
        "other": geometry.strokes(other),
        "other_end": next((stop for stop in reversed(other) if stop.y is not None), None),
        "reference_label": reference_label,
        "first": known[0] if len(known) > 1 else None,
        "first_dy": 18 if _rises(known) else -10,
        "last": known[-1] if known else None,
        "cuts": cuts,
    }


def _rises(known: Sequence[geometry.Stop]) -> bool:
    """Whether the line leaves its first point upwards, so that there is room below it."""
    return len(known) > 1 and float(known[1].y or 0) < float(known[0].y or 0)


def _bands(scale: Scale, *, height: int) -> list[dict[str, str]]:
    """The zones of a drawing in which up is better, highest first."""
    edges = [scale.low, *scale.cuts, scale.high]
    tops = [geometry.down(edge, scale=scale, height=height) for edge in edges]
    return [
        {"name": name, "y": top, "height": f"{float(bottom) - float(top):.1f}"}
        for name, bottom, top in zip(geometry.CATEGORIES, tops, tops[1:], strict=False)
    ][::-1]


@register.inclusion_tag("components/heat_cell.html")
def heat_cell(
    *,
    value: float | None,
    label: str = "",
    cuts: tuple[float, float, float, float] = HEAT_CUTS,
    paper: bool = False,
) -> dict[str, object]:
    """A table cell in one of five shades; `value=None` means that it is suppressed."""
    if value is None:
        return {"shade": 0, "value": None, "label": label, "paper": paper}
    shown = formats.rounded(value)
    shade = 1 + sum(shown >= cut for cut in cuts)
    return {"shade": shade, "value": shown, "label": label, "paper": paper}


@register.inclusion_tag("components/bar.html")
def bar(
    *,
    label: str,
    value: float,
    maximum: float = 100,
    text: str = "",
    target: float | None = None,
    kind: str = "fn",
    paper: bool = False,
) -> dict[str, object]:
    """A labelled bar from zero; `kind` is an ink, `target` a mark across, `text` the figure."""
    whole = maximum or 1
    return {
        "label": label,
        "width": f"{100 * min(1.0, value / whole):.1f}",
        "target": None if target is None else f"{100 * min(1.0, target / whole):.1f}",
        "text": text or formats.number(value),
        "kind": kind,
        "paper": paper,
    }


@register.inclusion_tag("components/share_bar.html")
def share_bar(*, parts: Sequence[Part], title: str, paper: bool = False) -> dict[str, object]:
    """The parts of one whole, side by side, with their counts as the key."""
    return {"laid": geometry.shares(parts), "title": title, "paper": paper}
