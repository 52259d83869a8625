"""How many links there are, and what became of them, as everybody may read it."""

from __future__ import annotations

from datetime import datetime

from surveys.box import activations, rights
from surveys.box.manifest import Manifest

FEWEST = 10
ROUNDING = 5


def words(manifest: Manifest | None, at: datetime) -> dict[str, str]:
    """For the page; empty before the survey was opened.

    While it is open numbers below ten are '', and others rounded down to five: an exact one would
    tell whoever ordered a single link yesterday whether that person was drawn.
    """
    if manifest is None or manifest.rights is None:
        return {}
    totals = activations.totals(rights.log(manifest.wave))
    is_final = manifest.closes <= at
    said = {
        "links_open": str(sum(here for here, _ in manifest.rights.totals.values())),
        "links_reserve": str(sum(kept for _, kept in manifest.rights.totals.values())),
        "links_mark": " ".join(_in_fours(manifest.rights.root[:16].upper())),
        "links_final": "1" if is_final else "",
    }
    for name in ("released", "replaced", "revoked"):
        number = getattr(totals, name)
        said[f"links_{name}"] = str(number) if is_final else _coarse(number)
    return said


def _coarse(number: int) -> str:
    return str(number - number % ROUNDING) if number >= FEWEST else ""


def _in_fours(text: str) -> list[str]:
    return [text[at : at + 4] for at in range(0, len(text), 4)]
