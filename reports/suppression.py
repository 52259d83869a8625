"""What may be told of small groups: the last step before every page, file and chart.

Source: docs/method.md section 9.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from reports.estimation import Estimate

MINIMUM = 10  # respondents; a wave may ask for more, never for fewer
ROUNDED_TO = 5
UNANIMITY_BELOW = 50  # respondents
UNANIMITY_SHARE = 0.95  # of the scale, and 0.05 at its other end
STEPS_OF_A_SHARE = (1000, 500, 200, 100, 50, 20)  # in which parts a share is told

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Released:
    """An estimate as it may be shown, in the units of the estimate.

    `bound` is "above" or "below" where a small group is so much of one mind that the
    figure is only said to lie beyond `value`; then it has no standard error.
    """

    value: float
    standard_error: float | None
    low: float
    high: float
    respondents: int  # rounded to 5
    bound: str = ""


def release(
    estimates: Mapping[Key, Estimate | None], *, minimum: int = MINIMUM, add_up: bool
) -> dict[Key, Released | None]:
    """Each estimate as it may be shown; None where it must be hidden.

    `add_up` says that the estimates are the parts of a total that is shown as well, so that
    a hidden one could be got by subtraction: then every part must be here, also the one
    that has no name. Estimates over the same people (indicators) do not add up.
    """
    counts = {key: e.respondents if e else 0 for key, e in estimates.items()}
    gone = hidden(counts, minimum=minimum, add_up=add_up)
    return {key: None if e is None or key in gone else _shown(e) for key, e in estimates.items()}


def hidden(
    respondents: Mapping[Key, int], *, minimum: int = MINIMUM, add_up: bool
) -> frozenset[Key]:
    """The cells that may not be shown: those below `minimum`, and those that would betray them.

    While fewer than `minimum` respondents are hidden together, the total minus what is
    shown would speak of them: so the next smallest cell is hidden too.
    Raises ValueError for a minimum below 10.
    """
    if minimum < MINIMUM:
        raise ValueError(f"nothing is shown of fewer than {MINIMUM}")
    gone = {key for key, n in respondents.items() if n < minimum}
    if add_up:
        left = [key for key in respondents if key not in gone]
        for key in sorted(left, key=respondents.__getitem__):
            if not 0 < sum(respondents[k] for k in gone) < minimum:
                break
            gone.add(key)
    return frozenset(gone)


def beside_a_total(counts: Mapping[Key, int], *, total: int, minimum: int) -> frozenset[Key]:
    """The cells that may be shown beside `total`, where none is not told from a few.

    Stricter than `hidden`: whoever is in the total and in no shown cell is at least `minimum`,
    so a group that is all of one mind, or all but a few, does not show that it is.
    Raises ValueError for a minimum below 10.
    """
    if minimum < MINIMUM:
        raise ValueError(f"nothing is shown of fewer than {MINIMUM}")
    enough = sorted((key for key, n in counts.items() if n >= minimum), key=counts.__getitem__)
    while enough and total - sum(counts[key] for key in enough) < minimum:
        enough.pop(0)
    return frozenset(enough)


def rounded_count(respondents: int) -> int:
    """A count of people as it may be shown: to the nearest 5."""
    return ROUNDED_TO * round(respondents / ROUNDED_TO)


def coarse_share(count: int, *, of: int, minimum: int) -> float:
    """What share `count` is, 0-1, as what is worked out from it may be shown.

    Fewer than `minimum` are none, and at least `minimum` are always left out, so that neither
    one nor all show. It is rounded to steps of at least twice `minimum` people, and to twentieths
    where these are fewer: 0.1786 is 5 of 28, and what a city's share has more than those of its
    offices would be the count of the one that is left.
    """
    told = told_count(count, of=of, minimum=minimum)
    if not told:
        return 0.0
    steps = next((n for n in STEPS_OF_A_SHARE if of >= 2 * minimum * n), STEPS_OF_A_SHARE[-1])
    return min(round(steps * told / of), steps - 1) / steps


def told_count(count: int, *, of: int, minimum: int) -> int:
    """Of how many `count` may be told: of none where it is a few, and never of all but a few."""
    told = min(count, of - minimum)
    return told if told >= minimum else 0


def coarse(estimate: Estimate) -> Estimate:
    """The estimate with the degrees of freedom of the fewest people that its shown count allows.

    Half an interval by its standard error is Student's quantile, and that would tell the exact
    number of respondents, which is rounded everywhere else. The interval is a little wider.
    """
    fewest = max(MINIMUM, rounded_count(estimate.respondents) - ROUNDED_TO // 2)
    more = max(0, estimate.respondents - fewest)
    return replace(estimate, degrees=max(1, estimate.degrees - more))


def _shown(estimate: Estimate) -> Released:
    above, below = UNANIMITY_SHARE * estimate.top, (1 - UNANIMITY_SHARE) * estimate.top
    n = rounded_count(estimate.respondents)
    if estimate.respondents < UNANIMITY_BELOW and estimate.value > above:
        return Released(
            value=above,
            standard_error=None,
            low=above,
            high=estimate.top,
            respondents=n,
            bound="above",
        )
    if estimate.respondents < UNANIMITY_BELOW and estimate.value < below:
        return Released(
            value=below, standard_error=None, low=0.0, high=below, respondents=n, bound="below"
        )
    return Released(
        value=estimate.value,
        standard_error=estimate.standard_error,
        low=estimate.low,
        high=estimate.high,
        respondents=n,
    )
