"""What the Inspektorat writes down about the lists of one OPD."""

from __future__ import annotations

from django import forms

from spi_portal.ui.inputs import DayInput

DAY = {"invalid": "Isi tanggal, misalnya 31-12-2026.", "required": "Isi tanggalnya."}


class PromiseForm(forms.Form):
    janji = forms.CharField(
        label="Janji",
        max_length=80,
        required=False,
        help_text="Seperti yang dikatakan kantornya, misalnya Rabu. Kosongkan untuk menghapus.",
    )


class ExtensionForm(forms.Form):
    sampai = forms.DateField(label="Sampai hari", widget=DayInput(), error_messages=DAY)
    alasan = forms.CharField(
        label="Alasan",
        max_length=200,
        help_text="Tercatat di jejak audit. Jangan menulis nama atau nomor orang.",
        error_messages={"required": "Tulis alasannya, supaya dapat dipertanggungjawabkan."},
    )


class HeadLetterForm(forms.Form):
    nomor = forms.CharField(
        label="Nomor surat",
        max_length=80,
        error_messages={"required": "Isi nomor suratnya."},
    )
    tanggal = forms.DateField(label="Tanggal surat", widget=DayInput(), error_messages=DAY)
