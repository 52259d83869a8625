from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from surveys.models.waves import Wave


class PeriodForm(forms.Form):
    """Which wave to look at; its addresses can be shared, since it is a GET."""

    gelombang = forms.ChoiceField(label="Gelombang")

    def __init__(self, *args: Any, waves: Iterable[Wave], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["gelombang"] = forms.ChoiceField(
            label="Gelombang",
            choices=[(wave.slug, f"{wave.slug}, {_state(wave)}") for wave in waves],
        )


def _state(wave: Wave) -> str:
    return "terbit" if wave.state == Wave.State.PUBLISHED else Wave.State(wave.state).label.lower()


class ReasonForm(forms.Form):
    alasan = forms.CharField(
        label="Alasan",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Dibaca siapa pun yang memeriksa, dan tercatat.",
        error_messages={"required": "Tulis alasannya: orang lain akan menilainya."},
    )
