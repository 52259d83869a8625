"""Student's distribution for whole degrees of freedom, without tables.

For them its probability is a finite sum: Abramowitz, Stegun, Handbook of Mathematical
Functions (1964), 26.7.3 and 26.7.4.
"""

from __future__ import annotations

from functools import cache
from math import atan, cos, pi, sin, sqrt
from statistics import NormalDist

CERTAIN = 0.95
AS_GOOD_AS_NORMAL = 10_000  # degrees: the two quantiles then agree to four decimals


@cache
def quantile(degrees: float, *, confidence: float = CERTAIN) -> float:
    """How many standard errors an interval reaches to each side; `degrees` are rounded down.

    Raises ValueError below one degree of freedom.
    """
    if degrees < 1:
        raise ValueError(f"{degrees} degrees of freedom have no quantile")
    normal = NormalDist().inv_cdf((1 + confidence) / 2)
    if degrees > AS_GOOD_AS_NORMAL:
        return normal
    low, high = normal, 2.0
    while _between(high, int(degrees)) < confidence:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if _between(middle, int(degrees)) < confidence else (low, middle)
    return high


def _between(t: float, degrees: int) -> float:
    """P(−t < T < t)."""
    angle = atan(t / sqrt(degrees))
    square = cos(angle) ** 2
    odd = degrees % 2
    term = cos(angle) if odd else 1.0
    series = term if degrees > 1 else 0.0
    for k in range(2 + odd, degrees - 1, 2):
        term *= square * (k - 1) / k
        series += term
    return 2 / pi * (angle + sin(angle) * series) if odd else sin(angle) * series
