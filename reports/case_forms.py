from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from reports.cases import Document
from reports.models.cases import RecordedCase
from respondents import scans
from respondents.models.offices import Office
from spi_portal.ui.inputs import DayInput


class CaseForm(forms.Form):
    """One case or complaint with its document."""

    kantor = forms.ModelChoiceField(
        label="OPD", queryset=Office.objects.none(), empty_label="Pilih OPD",
        error_messages={"required": "Pilih OPD."},
    )  # fmt: skip
    tahap = forms.ChoiceField(
        label="Yang dicatat",
        choices=RecordedCase.Stage.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Pilih yang dicatat."},
    )
    nomor = forms.CharField(
        label="Nomor dokumen",
        max_length=120,
        help_text="Nomor putusan, surat penyidik, atau laporan hasil pemeriksaan.",
        error_messages={"required": "Tulis nomor dokumennya."},
    )
    tanggal = forms.DateField(
        label="Tanggal dokumen",
        widget=DayInput(),
        error_messages={
            "required": "Isi tanggal dokumennya.",
            "invalid": "Isi tanggal, misalnya 31-12-2026.",
        },
    )
    perihal = forms.CharField(
        label="Perihal",
        max_length=200,
        help_text="Satu kalimat, tanpa nama orang. Nama hanya ada di dokumennya.",
        error_messages={"required": "Tulis perihalnya."},
    )
    berkas = forms.FileField(
        label="Dokumen",
        help_text="Berkas .pdf, .jpg, atau .png, paling besar 5 MB. Disimpan tersegel.",
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        error_messages={
            "required": "Pilih berkas dokumennya.",
            "invalid": "Berkas tidak sampai. Pilih berkasnya, lalu simpan lagi.",
            "empty": "Berkas ini kosong. Pilih berkas yang lain.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        office: Any = self.fields["kantor"]
        office.queryset = Office.objects.opds().order_by("name")
        self.content = b""

    def clean_tanggal(self) -> Any:
        day = self.cleaned_data["tanggal"]
        if day > timezone.localdate():
            raise forms.ValidationError("Tanggal dokumen belum tiba.")
        return day

    def clean_berkas(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["berkas"]
        if (file.size or 0) > scans.LARGEST:
            raise forms.ValidationError(
                "Berkas ini lebih dari 5 MB. Pindai lagi dengan mutu lebih rendah."
            )
        self.content = file.read()
        try:
            scans.type_of(self.content)
        except scans.NotAScan:
            raise forms.ValidationError("Berkas ini bukan PDF, JPEG, atau PNG.") from None
        return file

    @property
    def document(self) -> Document:
        given = self.cleaned_data
        return Document(
            number=given["nomor"], on=given["tanggal"], about=given["perihal"], content=self.content
        )
