"""Whether the promise held: over one city in tests, over ten and more for the record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tests.attack import chance
from tests.attack.matching import Result
from tests.attack.trial import Outcome

AFTER, MID_FIELD = 0.01, 0.02  # points of advantage, as a share
SIGNIFICANT = 0.01
ENOUGH = 10_000  # who answered; of fewer, luck alone can be a point
MUST_SUCCEED = {
    "flag_and_row": 0.99,
    "not_shuffled": 0.99,
    "older_wal_and_oracle": 0.99,
    "registrar_key_mid_field": 1.0,
    "drafts_with_their_key": 1.0,
    "all_keys": 1.0,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One linker over all cities. `p` is one-sided, adjusted after Holm."""

    advantage: float
    p: float
    accuracy: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    after: dict[str, Finding]
    mid_field: dict[str, Finding]
    residual: dict[str, Finding]
    controls: dict[str, float]  # the worst of all cities
    drafts_left: int
    drafts_read: int
    complaints: list[str]  # empty: the promise held
    void: list[str]  # not empty: nothing was shown at all


def of(outcomes: Sequence[Outcome]) -> Verdict:
    after = _findings(outcomes, lambda one: one.after)
    mid = _findings(outcomes, lambda one: one.mid_field)
    rates = {
        name: min(one.controls.get(name, 0.0) for one in outcomes)
        for name in MUST_SUCCEED
        if any(name in one.controls for one in outcomes)
    }
    read = sum(one.drafts_read for one in outcomes)
    complaints = [f"not on the list: {each}" for one in outcomes for each in one.unlisted]
    answered = sum(one.answered for one in outcomes)
    complaints += _too_good(after, AFTER, "after the count", answered)
    complaints += _too_good(mid, MID_FIELD, "in the middle of the field", answered)
    complaints += [f"{read} drafts were read after they had expired"] if read else []
    return Verdict(
        after=after,
        mid_field=mid,
        residual=_findings(outcomes, lambda one: one.residual),
        controls=rates,
        drafts_left=sum(one.drafts_left for one in outcomes),
        drafts_read=read,
        complaints=complaints,
        void=_failed(rates),
    )


def _findings(
    outcomes: Sequence[Outcome], part: Callable[[Outcome], dict[str, Result]]
) -> dict[str, Finding]:
    names = dict.fromkeys(name for one in outcomes for name in part(one))
    pooled = {name: _pooled(part(one)[name] for one in outcomes if name in part(one))
              for name in names}  # fmt: skip
    adjusted = chance.holm({name: result.p for name, result in pooled.items()})
    return {
        name: Finding(advantage=result.advantage, accuracy=result.accuracy, p=adjusted[name])
        for name, result in pooled.items()
    }


def _pooled(results: Iterable[Result]) -> Result:
    whole = Result()
    for one in results:
        whole.hits += one.hits
        whole.shapes += one.shapes
    return whole


def _too_good(findings: dict[str, Finding], limit: float, when: str, answered: int) -> list[str]:
    """More than `limit`, or more than luck explains; of few people only what is both."""
    return [
        f"{name} {when}: {100 * one.advantage:+.2f} points over luck, p = {one.p:.2g}"
        for name, one in findings.items()
        if _is_too_good(one, limit, answered)
    ]


def _is_too_good(finding: Finding, limit: float, answered: int) -> bool:
    beyond, unlikely = finding.advantage > limit, finding.p <= SIGNIFICANT
    if answered < ENOUGH:
        return beyond and unlikely
    return beyond or (unlikely and limit == AFTER)


def _failed(rates: dict[str, float]) -> list[str]:
    return [
        f"control {name}: {rates.get(name, 0.0):.1%} instead of {least:.0%}"
        for name, least in MUST_SUCCEED.items()
        if rates.get(name, 0.0) < least
    ]
