"""The forms of KPK's track: one for what there is once, one for each kind of row."""

from __future__ import annotations

from typing import Any

from django import forms

from respondents.forms import LARGEST
from respondents.models.offices import Office
from spi_portal.ui.inputs import DayInput
from surveys.kpk import recording
from surveys.models.kpk import (
    KpkContact,
    KpkHandOver,
    KpkReturn,
    KpkRow,
    KpkSender,
    KpkSurvey,
)
from surveys.models.waves import Wave

WRONG_DAY = {"invalid": "Isi tanggal, misalnya 31-12-2026."}


class KpkForm(forms.ModelForm):  # type: ignore[type-arg]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.DateField):
                field.widget = DayInput()
                field.error_messages |= WRONG_DAY


class LetterForm(KpkForm):
    class Meta:
        model = KpkSurvey
        fields = ("letter", "letter_on", "letter_about", "participation_on", "participation_by")


class PeriodForm(KpkForm):
    class Meta:
        model = KpkSurvey
        fields = ("field_from", "field_until", "field_source")
        help_texts = {"field_source": "Misalnya nomor surat KPK atau alamat lamannya."}

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last = given.get("field_from"), given.get("field_until")
        if not self.errors and bool(first) != bool(last):
            missing = "field_until" if first else "field_from"
            self.add_error(missing, "Isi kedua tanggal, atau kosongkan keduanya.")
        if first and last and last < first:
            self.add_error("field_until", "Survei selesai sesudah mulai.")
        return given


class ReportForm(KpkForm):
    class Meta:
        model = KpkSurvey
        fields = ("index", "mcsp", "report_on", "report_source")
        localized_fields = ("index", "mcsp")
        help_texts = {"report_source": "Misalnya laporan hasil SPI 2025, halaman 12."}


class RowForm(KpkForm):
    def row(self, wave: Wave) -> KpkRow:
        """The row as it was filled in, not saved yet."""
        row: KpkRow = self.save(commit=False)
        row.wave = wave
        return row


class OfficeChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, office: Office) -> str:
        return office.name


def _office() -> OfficeChoice:
    return OfficeChoice(
        label="Perangkat daerah", queryset=Office.objects.order_by("name"), empty_label="Pilih"
    )


class ContactForm(RowForm):
    class Meta:
        model = KpkContact
        fields = ("name", "post", "task")
        help_texts = {"task": "Misalnya koordinator, atau penghubung data."}


class HandOverForm(RowForm):
    office = _office()
    berkas = forms.FileField(
        label="Berkas yang diserahkan",
        help_text="Hanya dibaca untuk mencatat sidik berkasnya. Berkasnya tidak disimpan.",
        error_messages={"required": "Pilih berkas yang diserahkan."},
    )

    class Meta:
        model = KpkHandOver
        fields = ("office", "kind", "rows", "letter", "handed_on", "recipient")

    def clean_berkas(self) -> Any:
        file = self.cleaned_data["berkas"]
        if file.size > LARGEST:
            raise forms.ValidationError("Berkas ini lebih dari 10 MB.")
        return file

    def row(self, wave: Wave) -> KpkRow:
        row = super().row(wave)
        if isinstance(row, KpkHandOver):
            file = self.cleaned_data["berkas"]
            recording.seal_file(row, name=file.name, content=file.read())
        return row


class ReturnForm(RowForm):
    office = _office()

    class Meta:
        model = KpkReturn
        fields = ("office", "kind", "rows", "fault", "returned_on", "replied_on", "reply")


class SenderForm(RowForm):
    class Meta:
        model = KpkSender
        fields = ("channel", "sender", "source")
        help_texts = {
            "channel": "Misalnya WhatsApp, surel, atau laman.",
            "sender": "Nomor, alamat, atau nama persis seperti diumumkan KPK.",
            "source": "Di mana KPK mengumumkannya.",
        }
