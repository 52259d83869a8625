from __future__ import annotations

from django import forms

from spi_portal.ui.inputs import DayInput


class StatementForm(forms.Form):
    """Who did it, or answers for it, and when."""

    on = forms.DateField(
        label="Tanggal",
        widget=DayInput(),
    )
    person = forms.CharField(
        label="Nama dan jabatan",
        max_length=120,
        help_text="Yang melakukannya atau bertanggung jawab, misalnya Gilang, pusat data.",
    )
    note = forms.CharField(
        label="Keterangan",
        max_length=300,
        required=False,
        help_text="Misalnya nomor surat atau berapa lama pemulihan berlangsung.",
    )
