from __future__ import annotations

from typing import Any

from django import forms

from surveys.room import pictures, sheets
from surveys.room.sheets import KeySheet


class CardForm(forms.Form):
    kartu = forms.CharField(
        label="Kode kartu masuk",
        max_length=20,
        help_text="Delapan huruf dan angka, dari halaman gelombang. Huruf besar atau kecil sama.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class SheetForm(forms.Form):
    """A key sheet in whichever way it comes: photographed, as a file, or typed."""

    foto = forms.FileField(
        label="Foto kode QR",
        required=False,
        help_text="Di ponsel tombol ini membuka kamera.",
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )
    berkas = forms.FileField(
        label="Gambar yang sudah ada",
        required=False,
        help_text="Foto atau pindaian lembar kunci: JPEG, PNG, atau WebP, paling besar 12 MB.",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    kata = forms.CharField(
        label="Atau ketik ke-33 katanya",
        required=False,
        max_length=1000,
        help_text="Berurutan, dipisah spasi. Empat huruf pertama setiap kata sudah cukup.",
        widget=forms.Textarea(
            attrs={"rows": 5, "autocomplete": "off", "autocapitalize": "none",
                   "spellcheck": "false"}
        ),
    )  # fmt: skip
    sheet: KeySheet

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        picture = given.get("foto") or given.get("berkas")
        place = "kata" if picture is None else ("foto" if given.get("foto") else "berkas")
        if picture is None and not given.get("kata"):
            raise forms.ValidationError("Foto kodenya, pilih gambarnya, atau ketik kata-katanya.")
        try:
            text = given["kata"] if picture is None else pictures.read(picture.read())
            self.sheet = sheets.read(text)
        except pictures.PictureIsUnreadable as fault:
            self.add_error(place, str(fault))
        except sheets.SheetIsUnreadable as fault:
            self.add_error(place, list(fault.sentences))
        return given
