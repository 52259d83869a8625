"""Questions that protect the one who answers: figures of the whole city, never of an OPD.

Blair, Imai, Zhou, Design and analysis of the randomized response technique, JASA 110 (2015);
Blair, Imai, Statistical analysis of list experiments, Political Analysis 20 (2012).
docs/method.md section 10.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from reports.estimation import SHARE, Estimate

FEWEST = 200  # answers, below which nothing is told


class TooFewAnswers(ValueError):
    """Fewer than 200 answers: the protection costs so much precision that nothing is left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForcedResponse:
    """Who draws the lot is told to say yes, told to say no, or asked to tell the truth."""

    yes: float = 1 / 6  # probability of being told to say yes
    truth: float = 2 / 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How many things of a list people of one half did."""

    mean: float
    deviation: float  # standard deviation
    answers: int


def forced_response(*, said_yes: int, answers: int, lot: ForcedResponse) -> Estimate:
    """π = (λ − p_yes) / p_truth with variance λ(1 − λ) / (n p_truth²); a share, 0-1.

    It may fall below 0 by chance, and is told as it is. Raises TooFewAnswers.
    """
    _check(answers)
    said = said_yes / answers
    return Estimate(
        value=(said - lot.yes) / lot.truth,
        standard_error=sqrt(said * (1 - said) / answers) / lot.truth,
        respondents=answers,
        population=answers,
        top=SHARE,
    )


def list_experiment(*, longer: Counted, shorter: Counted) -> Estimate:
    """π = mean with the sensitive thing − mean without; variance s²/n of both. A share, 0-1.

    Raises TooFewAnswers.
    """
    _check(longer.answers + shorter.answers)
    halves = (longer, shorter)
    return Estimate(
        value=longer.mean - shorter.mean,
        standard_error=sqrt(sum(half.deviation**2 / half.answers for half in halves)),
        respondents=longer.answers + shorter.answers,
        population=longer.answers + shorter.answers,
        top=SHARE,
    )


def _check(answers: int) -> None:
    if answers < FEWEST:
        raise TooFewAnswers(f"{answers} answers; {FEWEST} are needed")
