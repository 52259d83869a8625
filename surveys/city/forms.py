"""What may be set of a city, each with what it is for; `start_city` asks the same questions."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from respondents import offices
from respondents.forms import LARGEST
from respondents.imports.unreadable import Unreadable
from surveys.models.cities import City, Official
from surveys.percent import PercentField

HOST = re.compile(r"^(?=.{4,120}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$")
SELECTOR = re.compile(r"^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$")
MOST_LINES = 4


class HostField(forms.CharField):
    """A domain name, also taken out of a pasted address."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value)).lower().removeprefix("https://").rstrip("/")

    def validate(self, value: str) -> None:
        super().validate(value)
        if not HOST.match(value):
            raise forms.ValidationError("Tulis nama domain saja, misalnya spi.kota.go.id.")


class CityForm(forms.Form):
    name = forms.CharField(
        label="Nama kota", max_length=80, help_text="Lengkap, misalnya Kota Tirtamulya."
    )
    organiser = forms.CharField(
        label="Penyelenggara",
        max_length=120,
        help_text="Yang menandatangani undangan, misalnya Inspektorat Kota Tirtamulya.",
    )
    public_address = HostField(
        label="Alamat halaman responden",
        max_length=120,
        help_text="Nama domain saja, tanpa https, misalnya spi.tirtamulyakota.go.id.",
    )
    sender_address = forms.EmailField(
        label="Alamat surel pengirim",
        help_text="Dari alamat ini undangan datang. Pakai domain milik pemerintah kota.",
    )
    help_phone = forms.CharField(
        label="Telepon bantuan",
        max_length=40,
        required=False,
        help_text="Untuk responden yang bertanya. Harus terisi sebelum undangan dikirim.",
    )
    help_hours = forms.CharField(
        label="Jam telepon bantuan",
        max_length=80,
        required=False,
        help_text="Misalnya Senin–Jumat 08.00–15.30.",
    )
    time_zone = forms.ChoiceField(
        label="Zona waktu",
        choices=City.Zone.choices,
        initial=City.Zone.WITA,
        help_text="Jam buka dan tutup survei dibaca menurut zona ini.",
    )

    def clean_sender_address(self) -> str:
        return str(self.cleaned_data["sender_address"]).lower()


class PapersForm(forms.Form):
    """What stands on papers: the letterhead, and three officials."""

    letterhead = forms.CharField(
        label="Baris di bawah nama pada kop surat",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=f"Alamat kantor, telepon, laman. Paling banyak {MOST_LINES} baris.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for post in Official.Post:
            self.fields[f"{post}_name"] = forms.CharField(
                label=f"{post.label}: nama",
                max_length=120,
                required=False,
                help_text="Dengan gelar, tanpa NIP.",
            )
            self.fields[f"{post}_title"] = forms.CharField(
                label=f"{post.label}: jabatan yang dicetak",
                max_length=120,
                required=False,
                help_text=f"Misalnya Plt. {post.label}. Bila kosong: {post.label}.",
            )

    def clean_letterhead(self) -> str:
        text = str(self.cleaned_data["letterhead"])
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(f"Paling banyak {MOST_LINES} baris.")
        return "\n".join(lines)

    def clean(self) -> None:
        for post in Official.Post:
            name = self.cleaned_data.get(f"{post}_name", "")
            if re.search(r"\d{8}", name.replace(" ", "")):
                self.add_error(f"{post}_name", "Tulis tanpa NIP: nomor itu data pribadi.")

    def officials(self) -> dict[str, tuple[str, str]]:
        given = self.cleaned_data
        return {
            post.value: (given[f"{post}_name"], given[f"{post}_title"]) for post in Official.Post
        }


class RulesForm(forms.Form):
    minimum_answers = forms.IntegerField(
        label="Jawaban paling sedikit untuk menampilkan angka",
        min_value=10,
        max_value=100,
        help_text="Paling kurang 10. Angka dari jawaban yang lebih sedikit tidak pernah tampil.",
        error_messages={"min_value": "Tidak boleh kurang dari 10: penjawab dapat dikenali."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = {"internal": "pegawai", "external": "pengguna layanan", "expert": "ahli"}
        for kind, title in kinds.items():
            self.fields[f"response_{kind}"] = PercentField(
                label=f"Perkiraan yang menjawab: {title} (persen)",
                help_text="Dari setiap 100 orang yang diundang. Dipakai gelombang baru.",
            )


class MailForm(forms.Form):
    dkim_selector = forms.CharField(
        label="Nama kunci DKIM (selector)",
        max_length=63,
        required=False,
        help_text="Tanyakan kepada pengelola surel, misalnya mail2026. Dipakai halaman Kesiapan.",
    )

    def clean_dkim_selector(self) -> str:
        selector = str(self.cleaned_data["dkim_selector"])
        if selector and not SELECTOR.match(selector):
            raise forms.ValidationError("Hanya huruf, angka, titik, dan tanda hubung.")
        return selector


class ArmsForm(forms.Form):
    lambang = forms.FileField(
        label="Lambang kota",
        help_text="Gambar PNG, paling besar 500 kB, setiap sisi 64 sampai 4.000 piksel.",
        widget=forms.ClearableFileInput(attrs={"accept": "image/png"}),
    )


class OfficesForm(forms.Form):
    """The tree of offices as a table."""

    berkas = forms.FileField(
        label="Tabel perangkat daerah",
        help_text=".xlsx atau .csv, satu baris untuk tiap kantor dan unit.",
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
        error_messages={"required": "Pilih dulu berkas tabelnya."},
    )

    def lines(self) -> list[offices.Line]:
        """Raises WrongTable, Unreadable."""
        file = self.cleaned_data["berkas"]
        if file.size > LARGEST:
            raise Unreadable("besar", "Berkas ini lebih dari 10 MB. Simpan tabelnya saja.")
        return offices.read(file.read())
