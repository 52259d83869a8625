from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from surveys.models.rights import ReserveCall
from surveys.steps.reserve import Standing

SHORTEST = 10  # letters of a reason that says something


class ReserveForm(forms.Form):
    """How many of which group, and why. Only groups that still have a reserve can be chosen."""

    kelompok = forms.TypedChoiceField(
        label="Kelompok", coerce=int, error_messages={"required": "Pilih kelompoknya."}
    )
    jumlah = forms.IntegerField(
        label="Berapa orang",
        min_value=1,
        max_value=10_000,
        error_messages={
            "required": "Isi jumlahnya.",
            "invalid": "Isi angka bulat.",
            "min_value": "Paling sedikit 1.",
        },
    )
    sebab = forms.ChoiceField(
        label="Mengapa?",
        choices=ReserveCall.Why.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih sebabnya."},
    )
    alasan = forms.CharField(
        label="Alasan tertulis",
        min_length=SHORTEST,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Tercatat dan terbaca oleh pemeriksa. Jangan menyebut nama orang.",
        error_messages={
            "required": "Tulis alasannya.",
            "min_length": f"Tulis alasannya, paling sedikit {SHORTEST} huruf.",
        },
    )

    def __init__(self, *args: Any, standing: Iterable[Standing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kelompok = self.fields["kelompok"]
        kelompok.choices = [  # type: ignore[attr-defined]
            ("", "Pilih kelompok"),
            *(
                (
                    one.group.pk,
                    f"{one.group.name}, {one.group.get_kind_display().lower()}: {one.left} orang",
                )
                for one in standing
                if one.left and not one.waiting
            ),
        ]
