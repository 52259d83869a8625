"""The verdict as a table for people, and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from tests.attack.trial import Outcome
from tests.attack.verdict import ENOUGH, Finding, Verdict


def as_json(verdict: Verdict, outcomes: Sequence[Outcome]) -> str:
    """`{linkers: {name: {advantage, p}}, controls: {name: rate}}` and what else was measured."""
    linkers = {name: _plain(one) for name, one in verdict.after.items()}
    linkers |= {f"mid_field.{name}": _plain(one) for name, one in verdict.mid_field.items()}
    return json.dumps(
        {
            "linkers": linkers,
            "controls": verdict.controls,
            "residual": {name: _plain(one) for name, one in verdict.residual.items()},
            "drafts": {"left": verdict.drafts_left, "read": verdict.drafts_read},
            "cities": len(outcomes),
            "not_tried": _not_tried(outcomes),
            "complaints": verdict.complaints,
            "void": verdict.void,
        },
        indent=2,
    )


def as_table(verdict: Verdict, outcomes: Sequence[Outcome]) -> str:
    return "\n".join(_lines(verdict, outcomes))


def _lines(verdict: Verdict, outcomes: Sequence[Outcome]) -> Iterator[str]:
    invited, answered = (
        sum(n) for n in zip(*((o.invited, o.answered) for o in outcomes), strict=True)
    )
    yield f"{len(outcomes)} cities, {invited} invited, {answered} answered."
    yield from _part("After the count: whose sheet is it?", verdict.after)
    yield from _part(
        "In the middle of the field, after a shuffle: who answered?", verdict.mid_field
    )
    yield from _part("What the write-ahead log from before the shuffle adds", verdict.residual)
    drafts = f"{verdict.drafts_read} of {verdict.drafts_left}"
    yield f"\nUnfinished sheets read after they had expired: {drafts}"
    yield "\nControls, which must succeed"
    yield from (f"  {name:28}{rate:8.1%}" for name, rate in verdict.controls.items())
    yield from (f"not tried here: {each}" for each in _not_tried(outcomes))
    yield from (f"VOID, {each}" for each in verdict.void)
    yield from (f"FAILED, {each}" for each in verdict.complaints)
    if answered < ENOUGH:
        yield f"\nFewer than {ENOUGH:,} answered, so luck alone can be a point: --seeds takes more."
    if not verdict.void and not verdict.complaints:
        yield "\nThe promise held."


def _part(title: str, findings: dict[str, Finding]) -> Iterator[str]:
    yield f"\n{title}"
    yield f"  {'linker':16}{'right':>9}{'over luck':>12}{'p (Holm)':>11}"
    for name, one in findings.items():
        yield f"  {name:16}{one.accuracy:9.2%}{100 * one.advantage:+10.2f} pp{one.p:11.3f}"


def _plain(finding: Finding) -> dict[str, float]:
    return {"advantage": round(finding.advantage, 5), "p": round(finding.p, 5)}


def _not_tried(outcomes: Sequence[Outcome]) -> list[str]:
    return sorted({each for one in outcomes for each in one.not_tried})
