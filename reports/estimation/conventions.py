"""What a method has to choose once, each choice by its name.

Which one this portal takes, and why: docs/method.md section 5.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Literal, get_args, get_type_hints

Missing = Literal["domain", "listwise"]
LoneStratum = Literal["together", "adjust", "average", "certainty", "refuse"]
SilentStratum = Literal["spread", "refuse"]
Degrees = Literal["design", "normal"]
Interval = Literal["cut", "logit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conventions:
    """Raises ValueError for a choice that does not exist; the message says which do."""

    missing: Missing = "domain"
    lone: LoneStratum = "together"
    silent: SilentStratum = "spread"
    degrees: Degrees = "design"
    interval: Interval = "cut"
    confidence: float = 0.95

    def __post_init__(self) -> None:
        for name, choices in CHOICES.items():
            if getattr(self, name) not in choices:
                raise ValueError(f"{name} is one of {', '.join(choices)}")
        if not 0 < self.confidence < 1:
            raise ValueError("confidence lies between 0 and 1")


CHOICES: dict[str, tuple[str, ...]] = {
    field.name: get_args(get_type_hints(Conventions)[field.name])
    for field in fields(Conventions)
    if field.name != "confidence"
}
OURS = Conventions()
