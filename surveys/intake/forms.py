from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from respondents.service_points import LONGEST
from respondents.volunteers import Judged, Reason
from spi_portal.ui.inputs import DayInput


class PointForm(forms.Form):
    """A new service point. An office that wrote its services down chooses one of them."""

    layanan = forms.CharField(
        label="Layanan",
        max_length=100,
        help_text="Satu layanan untuk satu loket, seperti tertulis di papan loketnya.",
        error_messages={"required": "Tulis layanan yang diberikan di loket ini."},
    )
    mulai = forms.DateField(
        label="Hari pertama",
        widget=DayInput(),
        error_messages={
            "required": "Pilih hari pertama.",
            "invalid": "Tulis tanggalnya, misalnya 2026-03-12.",
        },
    )
    sampai = forms.DateField(
        label="Hari terakhir",
        widget=DayInput(),
        help_text="Tercetak di poster dan tidak dapat diubah lagi. "
        "Pilih hari sebelum daftar dibekukan.",
        error_messages={
            "required": "Pilih hari terakhir.",
            "invalid": "Tulis tanggalnya, misalnya 2026-06-30.",
        },
    )

    def __init__(self, *args: Any, services: Sequence[str], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mulai"].initial = today
        self.today = today
        if services:
            self.fields["layanan"] = forms.ChoiceField(
                label="Layanan",
                choices=[("", "Pilih layanan"), *((name, name) for name in services)],
                error_messages={"required": "Pilih layanan yang diberikan di loket ini."},
            )

    def clean_layanan(self) -> str:
        return " ".join(self.cleaned_data["layanan"].split())

    def clean(self) -> dict[str, Any]:
        first, last = self.cleaned_data.get("mulai"), self.cleaned_data.get("sampai")
        if first and last and last < max(first, self.today):
            self.add_error("sampai", "Hari terakhir sudah lewat atau sebelum hari pertama.")
        elif first and last and last - first > LONGEST:
            self.add_error(
                "sampai", "Loket dibuka paling lama satu tahun. Pilih hari yang lebih awal."
            )
        return self.cleaned_data


class RefusalForm(forms.Form):
    """Which of those who wait are refused, and why."""

    calon = forms.TypedMultipleChoiceField(
        coerce=UUID,
        error_messages={
            "required": "Centang dulu calon yang ditolak.",
            "invalid_choice": "Salah satu calon sudah diputuskan. Periksa lagi daftarnya.",
        },
    )
    sebab = forms.ChoiceField(
        label="Sebab",
        choices=[("", "Pilih sebab"), *Reason.choices],
        error_messages={"required": "Pilih sebab penolakan."},
    )

    def __init__(self, *args: Any, waiting: Sequence[Judged], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["calon"]
        assert isinstance(field, forms.TypedMultipleChoiceField)  # noqa: S101  # declared above
        field.choices = [(str(one.volunteer.pk), one.volunteer.name) for one in waiting]

    def ticked(self) -> set[str]:
        """What was ticked when it was sent, for the page that shows it again."""
        return set(self.data.getlist("calon")) if self.is_bound else set()  # type: ignore[attr-defined]
