"""The city-level method module, as a run keeps it and as it may be shown.

Of the whole city and of nobody smaller; it changes no other figure. Source: docs/method.md
section 12.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reports import suppression
from reports.estimation import Estimate, TooFewRespondents, sensitive
from reports.estimation.sensitive import Group
from surveys.questionnaire.method_items import CONTROL, FORCED, TREATMENT

FEWEST = 200  # answers to each of the three questions
FORCED_YES, HONEST = 1 / 6, 2 / 3  # two months of twelve force a yes, two a no
UNEVEN = 0.02  # births are not spread evenly over the year: the yes that is forced, ± this

Answers = Mapping[str, NDArray[np.float64]]  # by item, of each sheet of a group; NaN: none


def figures(groups: Sequence[tuple[float, Answers]]) -> dict[str, Any] | None:
    """By way of asking its share, 0-1, or None where too few answered. None: nobody is asked.

    `groups` are the people on the list and the answers of each anonymity group.
    """
    if not any(answers for _, answers in groups):
        return None
    return {"forced": _forced(groups), "listed": _listed(groups), "fewest": FEWEST}


def _forced(groups: Sequence[tuple[float, Answers]]) -> dict[str, Any] | None:
    yes = _mean(groups, FORCED)
    if yes is None:
        return None
    share = sensitive.forced_response(yes, forced_yes=FORCED_YES, honest=HONEST)
    steady = [
        sensitive.forced_response(yes, forced_yes=FORCED_YES + away, honest=HONEST).value
        for away in (UNEVEN, -UNEVEN)
    ]
    return _told(share) | {"if_uneven": [_within(value) for value in steady]}


def _listed(groups: Sequence[tuple[float, Answers]]) -> dict[str, Any] | None:
    treatment, control = _mean(groups, TREATMENT), _mean(groups, CONTROL)
    if treatment is None or control is None:
        return None
    return _told(sensitive.list_experiment(treatment=treatment, control=control))


def _mean(groups: Sequence[tuple[float, Answers]], item: str) -> Estimate | None:
    """None where too few answered. A group that nobody answered in is left out of it."""
    asked: list[Group] = [(people, answers[item]) for people, answers in groups if item in answers]
    if sum(int((~np.isnan(column)).sum()) for _, column in asked) < FEWEST:
        return None
    try:
        return suppression.coarse(sensitive.mean(asked))
    except TooFewRespondents:
        return None


def _told(share: Estimate) -> dict[str, Any]:
    return {
        "value": _within(share.value),
        "standard_error": round(share.standard_error, 4),
        "low": _within(share.value - share.margin),
        "high": _within(share.value + share.margin),
        "respondents": suppression.rounded_count(share.respondents),
    }


def _within(share: float) -> float:
    """Chance can carry an estimate beyond nobody and everybody; what is shown stays between."""
    return round(min(1.0, max(0.0, share)), 4)
