from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils import timezone

from respondents import transfers
from respondents.imports.unreadable import Unreadable
from spi_portal.ui.inputs import DayInput

MOST_BYTES = 1_000_000


class DecreeForm(forms.Form):
    """A decree that moves people, with its rows pasted or in a small file."""

    nomor = forms.CharField(
        label="Nomor SK", max_length=80, error_messages={"required": "Isi nomor SK-nya."}
    )
    tanggal = forms.DateField(
        label="Tanggal SK",
        widget=DayInput(),
        help_text="Sejak hari itu orangnya tercatat di unit yang baru.",
        error_messages={
            "invalid": "Isi tanggal, misalnya 31-12-2026.",
            "required": "Isi tanggal SK-nya.",
        },
    )
    tabel = forms.CharField(
        label="Tabel",
        required=False,
        max_length=MOST_BYTES,
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off", "spellcheck": "false"}),
        help_text="Salin dari Excel: NIP, kode kantor baru, lalu bila ada unit kerja dan jabatan. "
        "Kosongkan bila memakai berkas di bawah.",
    )
    berkas = forms.FileField(
        label="Atau berkas",
        required=False,
        help_text="Excel atau CSV dengan kolom yang sama, paling banyak 500 baris.",
    )

    def clean_tanggal(self) -> date:
        day: date = self.cleaned_data["tanggal"]
        if day > timezone.localdate():
            raise forms.ValidationError("Tanggal SK belum tiba. Pindahkan orangnya pada hari itu.")
        return day

    def clean(self) -> dict[str, Any]:
        """A file takes the place of what was pasted, as a table that can be read and mended."""
        found = super().clean() or {}
        try:
            if file := found.get("berkas"):
                found["tabel"] = transfers.as_text(self._content(file))
                shown = cast(QueryDict, self.data).copy()
                shown["tabel"] = found["tabel"]
                self.data = shown
            self.lines = transfers.read(found.get("tabel", "").encode())
        except Unreadable as fault:
            self.add_error("berkas" if found.get("berkas") else "tabel", fault.message)
        return found

    @staticmethod
    def _content(file: Any) -> bytes:
        content: bytes = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise Unreadable(
                "terlalu_besar", "Berkas ini lebih dari 1 MB. Salin baris SK-nya saja."
            )
        return content
