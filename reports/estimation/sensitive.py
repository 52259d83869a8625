"""What nobody likes to admit, estimated for a whole city from answers that say nothing alone.

Forced response: Boruch, Assuring confidentiality of responses in social research (1971);
Lensvelt-Mulders, Hox, van der Heijden, Meta-analysis of randomized response research (2005).
List experiment: Blair, Imai, Statistical analysis of list experiments (2012).
Formulas and reasons: docs/method.md section 12.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from math import inf

import numpy as np
from numpy.typing import NDArray

from reports import estimation
from reports.estimation.conventions import OURS, Conventions
from reports.estimation.estimates import SHARE, Estimate
from reports.estimation.strata import Column, Stratum

ANSWER = "answer"
Group = tuple[float, NDArray[np.float64]]  # people on the list; by sheet the answer, NaN: none


def mean(groups: Iterable[Group], *, conventions: Conventions = OURS) -> Estimate:
    """The mean answer of the population, in the units of the answers.

    Each answer stands for people / sheets of its group. Nothing is taken off the error where
    everybody was asked: the chance of the device is there however many are asked.
    Raises TooFewRespondents.
    """
    strata = [_stratum(people, answers) for people, answers in groups]
    return estimation.composite(strata, {ANSWER: 1.0}, top=inf, conventions=conventions)


def forced_response(yes: Estimate, *, forced_yes: float, honest: float) -> Estimate:
    """π = (λ − p_yes) / p_honest, the share for whom it is true; SE(π) = SE(λ) / p_honest.

    `yes` is λ, the share 0-1 that said yes; the other two are the chances that the device
    forces a yes and that it lets one answer honestly. By chance π may lie below 0 or above 1.
    """
    return replace(
        yes,
        value=(yes.value - forced_yes) / honest,
        standard_error=yes.standard_error / honest,
        top=SHARE,
    )


def list_experiment(*, treatment: Estimate, control: Estimate) -> Estimate:
    """π = mean of the longer list − mean of the shorter one, which other people were shown.

    By chance π may lie below 0.
    """
    return replace(estimation.difference(treatment, control), top=SHARE)


def _stratum(people: float, answers: NDArray[np.float64]) -> Stratum:
    has = answers[~np.isnan(answers)]
    weight = people / len(answers) if len(answers) else 0.0
    return Stratum(
        population=inf,
        answers=len(has),
        columns={ANSWER: Column.of(has)},
        weights=np.full(len(has), weight),
    )
