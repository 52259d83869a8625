"""A share that people type and read as percent."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

HUNDRED = Decimal(100)


class PercentField(forms.DecimalField):
    """Shows and takes 1 to 100; its value is a share from 0.01 to 1."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            min_value=Decimal(1),
            max_value=HUNDRED,
            decimal_places=1,
            localize=True,
            error_messages={
                "min_value": "Isi angka dari 1 sampai 100.",
                "max_value": "Isi angka dari 1 sampai 100.",
            },
            **kwargs,
        )

    def prepare_value(self, value: Any) -> Any:
        """A share becomes percent, 50 and not 50.000; what was typed stays as it is."""
        if not isinstance(value, Decimal):
            return value
        return (value * HUNDRED).normalize() + 0  # the sum undoes 5E+1

    def clean(self, value: Any) -> Decimal | None:
        percent = super().clean(value)
        return None if percent is None else percent / HUNDRED
