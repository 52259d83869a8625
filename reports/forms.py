from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from reports.readings import Result
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


class LinesField(forms.CharField):
    """Browsers send two characters for a new line and count one."""

    def to_python(self, value: Any) -> Any:
        said = super().to_python(value)
        return said.replace("\r\n", "\n") if said else said


class ShortReasonForm(forms.Form):
    """One that stands beside other words in a request."""

    alasan = LinesField(
        label="Alasan",
        max_length=150,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Paling panjang 150 huruf. Dibaca yang memutuskan, dan tercatat.",
        error_messages={
            "required": "Tulis alasannya: orang lain akan menilainya.",
            "max_length": "Alasan ini terlalu panjang. Paling panjang 150 huruf.",
        },
    )


class TwoOfficesForm(forms.Form):
    """Which two to compare; a GET, so that the address can be passed on."""

    satu = forms.ChoiceField(label="OPD")
    dua = forms.ChoiceField(label="Dibandingkan dengan")

    def __init__(self, *args: Any, offices: Iterable[Result], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_name = sorted((office.short_name, office.code) for office in offices)
        for name, label in (("satu", "OPD"), ("dua", "Dibandingkan dengan")):
            self.fields[name] = forms.ChoiceField(
                label=label,
                choices=[(code, title) for title, code in by_name],
                error_messages={"invalid_choice": "OPD ini tidak punya angka yang dibandingkan."},
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("satu") and given.get("satu") == given.get("dua"):
            self.add_error("dua", "Pilih OPD yang lain.")
        return given
