from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date

from django import forms
from django.utils import timezone

from respondents.models.offices import Office
from respondents.successions import Desk, Law
from spi_portal.ui.inputs import DayInput

PLACES = ("unit-", "meja-")  # how the fields of a split begin


def opds() -> list[Office]:
    return list(Office.objects.opds_of_today().order_by("short_name"))


def _choices() -> list[tuple[str, str]]:
    return [("", "Pilih kantor"), *((opd.code, opd.short_name) for opd in opds())]


class OfficeField(forms.ChoiceField):
    """One of the OPDs of today, by its code."""

    def __init__(self, *, label: str, help_text: str = "") -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            choices=_choices,
            error_messages={"required": "Pilih kantornya.", "invalid_choice": "Pilih kantornya."},
        )

    def clean(self, value: object) -> Office:
        code = super().clean(value)
        return Office.objects.opds().get(code=code)


class LawForm(forms.Form):
    """Which office, since when, and by what; ours differ in what becomes of it."""

    kantor = OfficeField(label="Kantor lama")
    tanggal = forms.DateField(
        label="Berlaku sejak",
        widget=DayInput(),
        error_messages={
            "invalid": "Isi tanggal, misalnya 31-12-2026.",
            "required": "Isi sejak kapan berlaku.",
        },
    )
    dasar = forms.CharField(
        label="Dasar hukum",
        max_length=120,
        help_text="Nomor peraturannya, misalnya Perda 3/2026 atau Perwali 12/2026.",
        error_messages={"required": "Isi nomor peraturannya."},
    )

    def clean_tanggal(self) -> date:
        day: date = self.cleaned_data["tanggal"]
        if day > timezone.localdate():
            raise forms.ValidationError("Tanggal ini belum tiba. Catat pada hari berlakunya.")
        return day

    @property
    def law(self) -> Law:
        return Law(on=self.cleaned_data["tanggal"], basis=self.cleaned_data["dasar"])


class RenameForm(LawForm):
    kode = forms.CharField(
        label="Kode",
        max_length=40,
        help_text="Sama seperti sekarang, kecuali kodenya ikut berganti.",
        error_messages={"required": "Isi kodenya."},
    )
    nama = forms.CharField(
        label="Nama baru", max_length=200, error_messages={"required": "Isi nama barunya."}
    )
    nama_pendek = forms.CharField(
        label="Nama pendek baru",
        max_length=80,
        error_messages={"required": "Isi nama pendeknya."},
    )


class MergeForm(LawForm):
    penerus = OfficeField(
        label="Digabung ke", help_text="Kantor yang baru ditambahkan dulu lewat tabel."
    )


class SplitForm(LawForm):
    """A successor for each unit and desk; these are asked for once the office is known."""

    def __init__(
        self,
        *args: object,
        units: Sequence[Office] = (),
        desks: Sequence[Desk] = (),
        **given: object,
    ) -> None:
        super().__init__(*args, **given)  # type: ignore[arg-type]  # Django's own parameters
        self.units, self.desks = units, desks
        for unit in units:
            self.fields[f"unit-{unit.pk}"] = OfficeField(label=unit.name)
        for desk in desks:
            who = f"{desk.people} orang, {desk.kind.label.lower()}"
            label = f"{desk.name or 'Tanpa unit'} ({who})"
            self.fields[_field_of(desk)] = OfficeField(label=label)

    @property
    def places(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(PLACES)]

    @property
    def is_outdated(self) -> bool:
        """Something was answered that is not asked any more: the page is older than the list."""
        return any(name.startswith(PLACES) and name not in self.fields for name in self.data)

    @property
    def of_units(self) -> dict[int, Office]:
        return {unit.pk: self.cleaned_data[f"unit-{unit.pk}"] for unit in self.units}

    @property
    def of_desks(self) -> dict[tuple[str, str], Office]:
        return {desk.key: self.cleaned_data[_field_of(desk)] for desk in self.desks}


def _field_of(desk: Desk) -> str:
    """Named by the desk and not by its place: the list may be another when the page comes back."""
    return "meja-" + hashlib.sha256(f"{desk.kind}|{desk.name}".encode()).hexdigest()[:12]
