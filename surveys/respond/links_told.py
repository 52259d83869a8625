"""How many links there are, and what became of them, as everybody may read it."""

from __future__ import annotations

from surveys.box.manifest import Manifest
from surveys.box.outcomes import OutcomeForged
from surveys.respond import counted


def words(manifest: Manifest | None) -> dict[str, int | str]:
    """For the page; empty before the survey was opened.

    What became of links stands in the counter's signed outcome, and nowhere before it: a number
    that moves while the survey is open, however coarse, would at its edges tell whoever ordered a
    single link yesterday whether that person was drawn.
    """
    if manifest is None or manifest.rights is None:
        return {}
    totals = manifest.rights.totals.values()
    issued: dict[str, int | str] = {
        "links_open": sum(here for here, _ in totals),
        "links_reserve": sum(kept for _, kept in totals),
        "links_mark": " ".join(_in_fours(manifest.rights.root[:16].upper())),
    }
    return issued | _what_became_of_them(manifest)


def _what_became_of_them(manifest: Manifest) -> dict[str, int | str]:
    try:
        outcome = counted.outcome_of(manifest)
    except OutcomeForged:  # the page of receipts says so
        return {}
    if outcome is None:
        return {}
    return {
        "links_released": outcome.released,
        "links_replaced": outcome.replaced,
        "links_revoked": outcome.revoked,
    }


def _in_fours(text: str) -> list[str]:
    return [text[at : at + 4] for at in range(0, len(text), 4)]
