from __future__ import annotations

from typing import Any

from django import forms

from surveys.models.custody import HOLDERS
from surveys.models.waves import Wave
from surveys.steps.custody import Holder

CHOICES = [
    (
        Wave.Mode.SERVICE,
        "Layanan penghitung. Mesin terpisah menyimpan pembukanya dan menghitung sendiri sesudah "
        "dua orang menyetujui. Tidak ada yang harus datang, tetapi siapa yang menguasai mesin "
        "itu dapat membuka kotak sendirian.",
    ),
    (
        Wave.Mode.TRUSTEES,
        "Dua dari tiga orang. Tiga orang dari lembaga berbeda masing-masing memegang satu lembar "
        "kertas, dan dua di antaranya harus datang saat latihan dan penghitungan. Tidak seorang "
        "pun dapat membuka kotak sendirian, tetapi bila dua lembar hilang, jawaban tidak dapat "
        "dihitung lagi.",
    ),
]


class ModeForm(forms.Form):
    """Siapa memegang kunci: asked of a second person."""

    pilihan = forms.ChoiceField(
        label="Siapa memegang kunci?", choices=CHOICES, widget=forms.RadioSelect
    )
    alasan = forms.CharField(
        label="Alasan, untuk orang kedua", max_length=300, help_text="Satu kalimat."
    )


class HoldersForm(forms.Form):
    """Three people of three bodies."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, HOLDERS + 1):
            self.fields[f"nama_{number}"] = forms.CharField(
                label=f"Pemegang {number}: nama", max_length=80
            )
            self.fields[f"lembaga_{number}"] = forms.CharField(
                label=f"Pemegang {number}: lembaga",
                max_length=80,
                help_text="Misalnya Inspektorat, Dinas Kominfo, BPKP, atau universitas."
                if number == 1
                else "",
            )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for what, told in (("nama", "Ketiganya harus orang yang berbeda."),
                           ("lembaga", "Ketiganya harus dari lembaga yang berbeda.")):  # fmt: skip
            named = [given.get(f"{what}_{number}") for number in range(1, HOLDERS + 1)]
            if all(named) and len({str(one).casefold().strip() for one in named}) < HOLDERS:
                self.add_error(f"{what}_{HOLDERS}", told)
        return given

    @property
    def holders(self) -> list[Holder]:
        return [
            Holder(
                name=self.cleaned_data[f"nama_{number}"],
                body=self.cleaned_data[f"lembaga_{number}"],
            )
            for number in range(1, HOLDERS + 1)
        ]
