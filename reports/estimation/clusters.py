"""What drawing whole offices instead of people would cost: Kish, Survey Sampling (1965), 5.4."""

from __future__ import annotations


def design_effect(*, answers_each: float, alike: float) -> float:
    """deff = 1 + (m − 1) ρ, for m answers a cluster whose people are alike by ρ (0-1)."""
    if answers_each < 1:
        raise ValueError("a cluster has at least one answer")
    return 1 + (answers_each - 1) * alike
