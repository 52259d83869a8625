from __future__ import annotations

from django import forms
from django.core.files.uploadedfile import UploadedFile

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


class SearchForm(forms.Form):
    name = forms.CharField(label="Cari nama", max_length=80, required=False)
