from __future__ import annotations

from typing import TypedDict

from django import forms
from django.core.files.uploadedfile import UploadedFile

from respondents.models.people import Person
from surveys.models.instruments import InstrumentVersion
from surveys.models.waves import Wave
from surveys.questionnaire.workbook import MOST_BYTES
from surveys.steps import rewording


class WorkbookForm(forms.Form):
    """An XLSForm workbook and whom it asks."""

    untuk = forms.ChoiceField(
        label="Untuk siapa", choices=Person.Kind, error_messages={"required": "Pilih salah satu."}
    )
    berkas = forms.FileField(
        label="Berkas XLSForm",
        help_text="Berkas .xlsx, paling besar 2 MB. Tidak ada yang langsung dipakai: "
        "setiap versi diperiksa dulu, lalu diterbitkan oleh dua orang.",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        error_messages={
            "required": "Pilih dulu berkas yang akan diunggah.",
            "empty": "Berkas ini kosong.",
            "invalid": "Berkas tidak sampai. Pilih berkasnya, lalu unggah lagi.",
        },
    )

    def clean_berkas(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["berkas"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError("Berkas ini lebih dari 2 MB. Hapus gambar dan lembar lain.")
        self.content = file.read()
        return file


class AskToPublishForm(forms.Form):
    alasan = forms.CharField(
        label="Apa yang berubah, dan mengapa",
        max_length=300,
        help_text="Dibaca orang kedua sebelum menyetujui.",
        error_messages={"required": "Tulis apa yang berubah dan mengapa."},
    )


class Wanted(TypedDict):
    version: InstrumentVersion
    said: str  # to respondents
    said_in_english: str


class RewordForm(forms.Form):
    """Which wording replaces the one in the field, and what respondents are told."""

    versi = forms.ModelChoiceField(
        label="Versi dengan kata-kata yang diperbaiki",
        queryset=InstrumentVersion.objects.none(),
        empty_label=None,
        error_messages={"required": "Pilih versinya.", "invalid_choice": "Pilih versinya."},
    )
    kalimat = forms.CharField(
        label="Kalimat untuk responden",
        max_length=140,  # the two stand together in the reason of the request
        help_text="Tampil di halaman pertama, persis seperti yang disetujui orang kedua. "
        "Sebut tanggal dan apa yang diperbaiki.",
        error_messages={"required": "Tulis satu kalimat untuk responden."},
    )
    kalimat_en = forms.CharField(
        label="Kalimat itu dalam bahasa Inggris",
        max_length=140,
        error_messages={"required": "Tulis kalimat itu juga dalam bahasa Inggris."},
    )

    def __init__(self, data: object = None, *, wave: Wave) -> None:
        super().__init__(data)  # type: ignore[arg-type]  # a QueryDict or nothing
        found = rewording.fitting(wave)
        fitting = [version.pk for version in found]
        versions = InstrumentVersion.objects.filter(pk__in=fitting).without_bodies()
        field = self.fields["versi"]
        field.queryset = versions.order_by("-pk")  # type: ignore[attr-defined]
        field.label_from_instance = _label  # type: ignore[attr-defined]
        self.is_possible = bool(fitting)
        if asked := rewording.asked_for(wave):  # so that nobody types the sentences twice
            about, said, said_in_english = asked
            same = [one.pk for one in found if rewording.subject(wave, one) == about]
            if same:
                self.initial = {"versi": same[0], "kalimat": said, "kalimat_en": said_in_english}

    @property
    def wanted(self) -> Wanted:
        return {
            "version": self.cleaned_data["versi"],
            "said": self.cleaned_data["kalimat"],
            "said_in_english": self.cleaned_data["kalimat_en"],
        }


def _label(version: InstrumentVersion) -> str:
    return f"{version.get_kind_display()}: {version.title} ({version.digest[:8]})"
