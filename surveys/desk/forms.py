from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms

from respondents import contacts
from respondents.contacts import Reading
from respondents.correcting import Why
from respondents.findings import Severity
from respondents.lookups import SHORTEST, Reason
from respondents.models.objections import Objection
from surveys.desk.new_links import Identified

LETTERS = f"Tulis paling sedikit {SHORTEST} huruf dari namanya."


class LookUpForm(forms.Form):
    alasan = forms.ChoiceField(
        label="Menelepon tentang apa?",
        choices=Reason.choices,
        widget=forms.RadioSelect,
        help_text="Tercatat bersama setiap pencarian, dan menentukan apa yang dapat Anda lakukan.",
        error_messages={"required": "Pilih dulu alasannya.", "invalid_choice": "Pilih alasannya."},
    )
    nama = forms.CharField(
        label="Nama penelepon",
        min_length=SHORTEST,
        max_length=80,
        help_text=f"Paling sedikit {SHORTEST} huruf. Cari hanya orang yang sedang menelepon.",
        error_messages={"required": LETTERS, "min_length": LETTERS},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ContactForm(forms.Form):
    """What is typed is what the person dictates; an empty field leaves that contact alone."""

    nomor = forms.CharField(
        label="Nomor WhatsApp yang benar",
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    surel = forms.CharField(
        label="Surel yang benar",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"inputmode": "email", "autocomplete": "off"}),
    )
    sebab = forms.ChoiceField(
        label="Mengapa yang lama salah?",
        choices=Why.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih sebabnya."},
    )
    warning = ""  # a probable typing error that does not stop anybody

    def clean_nomor(self) -> str:
        return self._read("nomor", contacts.read_phone)

    def clean_surel(self) -> str:
        return self._read("surel", contacts.read_email)

    def _read(self, field: str, read: Callable[[str], Reading]) -> str:
        reading = read(self.cleaned_data[field])
        if reading.finding and not reading.value:
            raise forms.ValidationError(reading.finding.message)
        if reading.finding and reading.finding.severity == Severity.WARNS:
            self.warning = reading.finding.message
        return reading.value

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not given["nomor"] and not given["surel"]:
            self.add_error("nomor", "Isi nomor atau surel yang benar.")
        return given


class NewLinkForm(forms.Form):
    pastikan = forms.ChoiceField(
        label="Bagaimana Anda memastikan orangnya?",
        choices=Identified.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih caranya. Tanpa itu tautan tidak diganti."},
    )


class ObjectionForm(forms.Form):
    cara = forms.ChoiceField(
        label="Bagaimana keberatan ini disampaikan?",
        choices=[one for one in Objection.Channel.choices if one[0] != Objection.Channel.BEFORE],
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih caranya."},
    )
