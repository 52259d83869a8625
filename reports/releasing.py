"""What may leave a run: its figures without what would speak of fewer than the minimum.

Source: docs/method.md sections 9 and 10.
"""

from __future__ import annotations

import copy
import json
from collections import defaultdict
from collections.abc import Collection, Iterator
from decimal import Decimal
from hashlib import sha256
from typing import Any

from reports import formula, suppression

REST = ""  # the groups of the whole city, which have no office's name
FEW = "few"  # fewer answers than the minimum
GUARDS = "guards"  # enough of them, hidden so that another cannot be got by subtraction
THIN = "thin"  # enough of them, but one of the dimensions has too few
DETAILS = ("dimensions", "indicators", "items")

Figures = dict[str, Any]


def release(figures: Figures) -> Figures:
    """The same figures without what would speak of fewer than the minimum.

    A component that is hidden so that another cannot be got by subtraction takes its office's
    index with it; counts of people are rounded to five; a small group of one mind is only said
    to lie beyond a bound (docs/method.md section 9).
    """
    released: Figures = copy.deepcopy(figures)
    for of_reviewers in ("signals", "pressure"):  # for those who review, and for nobody else
        released.pop(of_reviewers, None)
    for kind in released["city"]["kinds"]:
        for code in _hidden(figures, kind):
            _hide(_office(released, code), kind)
        _guard_details(released, kind)
    for part in (released["city"], *released["offices"]):
        _soften(part, figures["minimum"])
    return released


def digest(figures: Figures) -> str:
    """SHA-256, in hex. Of figures before suppression it is for comparing runs and for no page:
    what is hidden of a few offices could be tried out against it."""
    return sha256(json.dumps(figures, sort_keys=True).encode()).hexdigest()


def _hidden(figures: Figures, kind: str) -> list[str]:
    """Codes of the offices whose part in the city's figure of `kind` must not be shown."""
    answers = {
        office["code"]: office["kinds"][kind]["answers"]
        for office in figures["offices"]
        if kind in office["kinds"]
    }
    rest = figures["city"]["kinds"][kind]["answers"] - sum(answers.values())
    parts = answers | ({REST: rest} if rest else {})
    gone = suppression.hidden(parts, minimum=figures["minimum"], add_up=True)
    return sorted(gone - {REST})


def _guard_details(released: Figures, kind: str) -> None:
    """Dimensions, indicators and items of offices, out of which a few could be got by subtraction.

    Not every respondent of an office has each of them; what the offices shown leave of the
    city's must speak of nobody or of at least the minimum. A dimension goes with all that is
    under it, for the rest of it would tell the hidden part; and so does a second one, for the
    component less the others would. Offices that already hide a part of it do the same: the
    city's less theirs would give back what the guards hide.
    """
    guarded = _guards(released, kind)
    second = _second(released, kind, guarded)
    for dimension, guards in guarded.items():
        weighs = dimension not in _weightless(released, kind)
        if weighs and second is None:
            for code in guards:
                _hide(_office(released, code), kind)
            continue
        for code in guards | _incomplete(released, kind, dimension):
            of_kind = _office(released, code)["kinds"][kind]
            _hide_dimension(of_kind, dimension)
            if weighs and second:
                _hide_dimension(of_kind, second)


def _guards(released: Figures, kind: str) -> dict[str, set[str]]:
    """By dimension the offices that have to hide it so that a few elsewhere stay hidden."""
    found: dict[str, set[str]] = defaultdict(set)
    for detail in DETAILS:
        for cell, whole in _details(released["city"], kind, detail).items():
            shown = {
                office["code"]: respondents
                for office in released["offices"]
                if (respondents := _details(office, kind, detail).get(cell))
            }
            if detail == "dimensions" and not _is_lacking(released, kind, shown):
                continue
            rest = whole - sum(shown.values())
            parts = shown | ({REST: rest} if rest > 0 else {})
            gone = suppression.hidden(parts, minimum=released["minimum"], add_up=True)
            found[cell[0]] |= gone - {REST}
    return {dimension: codes for dimension, codes in found.items() if codes}


def _details(part: Figures, kind: str, detail: str) -> dict[tuple[str, ...], int]:
    """How many people stand behind each that is shown, its dimension first."""
    of_kind = part["kinds"].get(kind, {})
    if detail == "dimensions":
        estimates = of_kind.get(detail, {}).items()
        return {(code,): estimate["respondents"] for code, estimate in estimates}
    return {
        (one["dimension"], one["name"]): one.get("estimate", one)["respondents"]
        for one in of_kind.get(detail, ())
    }


def _is_lacking(released: Figures, kind: str, shown: Collection[str]) -> bool:
    """Whether somebody of the city's belongs to no office that is shown.

    Where every office is, what is left over have only indicators that too few of their office
    have, and those are guarded by themselves.
    """
    there = {
        office["code"]: office["kinds"][kind]["answers"]
        for office in released["offices"]
        if kind in office["kinds"]
    }
    elsewhere = released["city"]["kinds"][kind]["answers"] - sum(there.values())
    return elsewhere > 0 or any(n and code not in shown for code, n in there.items())


def _second(released: Figures, kind: str, guarded: Collection[str]) -> str | None:
    """The dimension that goes with one that guards: of those that weigh something and guard
    nothing, the one that the fewest judged. None where there is no such.

    One that guards would not do: in the same office few may have both, and the component would
    give a mean of the two.
    """
    weightless = _weightless(released, kind)
    found = [
        (estimate["respondents"], code)
        for code, estimate in released["city"]["kinds"][kind].get("dimensions", {}).items()
        if code not in weightless and code not in guarded
    ]
    return min(found)[1] if found else None


def _weightless(released: Figures, kind: str) -> Collection[str]:
    codes: Collection[str] = released.get("weightless", {}).get(kind, ())
    return codes


def _incomplete(released: Figures, kind: str, dimension: str) -> set[str]:
    """The offices that show a dimension and not all that the city shows under it."""
    return {
        office["code"]
        for office in released["offices"]
        if (dimension,) in _details(office, kind, "dimensions")
        and any(
            cell[0] == dimension and cell not in _details(office, kind, detail)
            for detail in DETAILS
            for cell in _details(released["city"], kind, detail)
        )
    }


def _hide_dimension(of_kind: Figures, dimension: str) -> None:
    if of_kind["dimensions"].pop(dimension, None):
        of_kind["guarded"] = sorted({*of_kind.get("guarded", ()), dimension})
    for detail in ("indicators", "items"):
        of_kind[detail] = [one for one in of_kind.get(detail, ()) if one["dimension"] != dimension]


def _office(figures: Figures, code: str) -> Figures:
    office: Figures = next(one for one in figures["offices"] if one["code"] == code)
    return office


def _hide(office: Figures, kind: str) -> None:
    of_kind = office["kinds"][kind]
    of_kind |= {"dimensions": {}, "indicators": [], "items": []}
    of_kind.pop("guarded", None)
    if of_kind["component"] is None:
        return
    of_kind |= {"component": None, "guards": True}
    office["index"] |= {
        "state": "insufficient",
        "figure": None,
        "decimals": None,
        "category": None,
        "missing": sorted({*office["index"]["missing"], kind}),
        "before_correction": None,
    }


def _soften(part: Figures, minimum: int) -> None:
    """Reasons for what is hidden, rounded counts, bounds, and no correction without a figure."""
    for of_kind in part["kinds"].values():
        few = of_kind["answers"] < minimum
        of_kind["hidden"] = _why(few=few, shown=of_kind["component"] is not None, of_kind=of_kind)
        of_kind["answers"] = None if few else suppression.rounded_count(of_kind["answers"])
        for estimate in _told(of_kind):
            _bound(estimate)
    index = part["index"]
    _bound(index["before_correction"])
    index["bound"] = (index["before_correction"] or {}).get("bound", "")
    if index["figure"] is None:
        part["correction"] = None
    elif index["bound"]:
        index["figure"] = str(_bounded_figure(part))


def _told(of_kind: Figures) -> Iterator[Figures | None]:
    """Everything about one kind that is a mean of people."""
    yield of_kind["component"]
    yield from of_kind["dimensions"].values()
    yield from (one["estimate"] for one in of_kind.get("indicators", ()))
    yield from of_kind.get("items", ())


def _why(*, few: bool, shown: bool, of_kind: Figures) -> str:
    if shown:
        return ""
    if few:
        return FEW
    return GUARDS if of_kind.pop("guards", False) else THIN


def _bound(estimate: Figures | None) -> None:
    """Under 50 respondents, near the end of the scale: only "beyond", and no error."""
    if estimate is None:
        return
    small = estimate["respondents"] < suppression.UNANIMITY_BELOW
    above = round(100 * suppression.UNANIMITY_SHARE, 9)
    below = round(100 - above, 9)
    estimate["bound"] = ""
    estimate["respondents"] = suppression.rounded_count(estimate["respondents"])
    if small and estimate["value"] > above:
        estimate |= _beyond("above", above, low=above, high=100.0)
    elif small and estimate["value"] < below:
        estimate |= _beyond("below", below, low=0.0, high=below)


def _beyond(bound: str, value: float, *, low: float, high: float) -> Figures:
    return {"bound": bound, "value": value, "low": low, "high": high, "standard_error": None}


def _bounded_figure(part: Figures) -> Decimal:
    before, correction = part["index"]["before_correction"], part["correction"]
    return formula.rounded(max(0.0, before["value"] - correction["total"]))
