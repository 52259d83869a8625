from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import UploadedFile

from respondents import scans
from respondents.imports import file_types
from respondents.imports.unreadable import Unreadable

LARGEST = 10 * 2**20  # bytes
ACCEPTED = ".xlsx,.xls,.ods,.csv"


class UploadForm(forms.Form):
    """A list as a file. What is plainly no list is refused at once, before it waits for anybody."""

    file = forms.FileField(
        label="Berkas daftar",
        help_text="Berkas .xlsx, .xls, .ods, atau .csv, paling besar 10 MB. "
        "Mengunggah tidak menghapus data lama.",
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
        error_messages={
            "required": "Pilih dulu berkas yang akan diunggah.",
            "invalid": "Berkas tidak sampai. Pilih berkasnya, lalu unggah lagi.",
        },
    )

    def clean_file(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            raise forms.ValidationError(
                "Berkas ini lebih dari 10 MB. Hapus gambar dan lembar lain, atau simpan sebagai "
                ".csv, lalu unggah lagi.",
                code="too_large",
            )
        self.content = file.read()
        try:
            file_types.recognise(self.content)
        except Unreadable as problem:
            raise forms.ValidationError(problem.message, code=problem.code) from problem
        return file


class SheetForm(forms.Form):
    """A signed sheet, photographed or scanned."""

    penanda = forms.CharField(
        label="Nama yang menandatangani",
        max_length=120,
        help_text="Seperti tertulis di lembarnya.",
        error_messages={"required": "Tulis nama kepala kantor yang menandatangani."},
    )
    kode = forms.CharField(
        label="Kode di lembar",
        max_length=20,
        help_text="Delapan huruf dan angka, misalnya K7QF-2M9X.",
        error_messages={"required": "Tulis kode yang tercetak di lembar."},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    lembar = forms.FileField(
        label="Foto atau pindaian lembar",
        help_text="Berkas .jpg, .png, atau .pdf, paling besar 5 MB.",
        widget=forms.ClearableFileInput(attrs={"accept": ".jpg,.jpeg,.png,.pdf"}),
        error_messages={
            "required": "Pilih dulu berkas fotonya.",
            "invalid": "Berkas tidak sampai. Pilih berkasnya, lalu kirim lagi.",
            "empty": "Berkas ini kosong. Pilih berkas yang lain.",
        },
    )

    def clean_lembar(self) -> UploadedFile[bytes]:
        file: UploadedFile[bytes] = self.cleaned_data["lembar"]
        try:
            if (file.size or 0) > scans.LARGEST:
                raise scans.NotAScan(scans.TOO_LARGE)
            self.content = file.read()
            scans.type_of(self.content)
        except scans.NotAScan as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return file


class SearchForm(forms.Form):
    name = forms.CharField(
        label="Cari nama, nomor WhatsApp, atau NIP",
        max_length=80,
        required=False,
        help_text="Sebagian nama cukup. Nomor ditulis lengkap.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ContactBasisForm(forms.Form):
    """Why people may be written to who were not asked."""

    sumber = forms.CharField(
        label="Sumber kontak",
        min_length=4,
        max_length=60,
        help_text="Misalnya: buku tamu loket, data perizinan, kontrak penyedia.",
        error_messages={"required": "Tulis dari mana kontaknya."},
    )
    dasar = forms.CharField(
        label="Dasar boleh dihubungi",
        min_length=4,
        max_length=90,
        help_text="Misalnya: ada persetujuan tertulis, atau Perda 5/2020 pasal 12. Jangan tulis "
        "nama orang.",
        error_messages={"required": "Tulis dasarnya."},
    )

    @property
    def text(self) -> str:
        return f"{self.cleaned_data['sumber']}; {self.cleaned_data['dasar']}"
