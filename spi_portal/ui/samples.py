"""Made-up figures that the gallery shows the components with: a fictional city, no survey."""

from __future__ import annotations

from django import forms
from django.core.paginator import Paginator

from spi_portal.ui.geometry import Mark, Pair, Part, Point, scale_for

WORDS = ("Unggah", "Cocokkan kolom", "Perbaiki", "Setujui perubahan", "Tanda tangan")

OFFICES = (
    ("Dinas PUPR", 62.3, 4.5, 64.9),
    ("Dinas Perkim", 65.2, 4.3, 67.4),
    ("Disdukcapil", 66.8, 2.7, 66.0),
    ("Dinas Perhubungan", 67.9, 4.0, 68.8),
    ("DPMPTSP", 69.1, 3.5, 65.5),
    ("Satpol PP", 69.8, 4.2, 69.9),
    ("Bapenda", 70.6, 3.8, 69.8),
    ("Sekretariat DPRD", 71.2, 4.8, 73.6),
    ("Kec. Tirtamulya Selatan", 71.7, 4.4, 70.1),
    ("Dinas Tenaga Kerja", 72.1, 4.5, 72.4),
    ("DLH", 73.2, 4.0, 70.8),
    ("Dinas Pendidikan", 74.0, 2.4, 71.2),
    ("BPKAD", 74.8, 4.3, 76.5),
    ("Kec. Tirtamulya Timur", 75.1, 4.1, 74.9),
    ("Dinas Damkar", 76.6, 4.9, 74.1),
    ("Sekretariat Daerah", 77.6, 3.3, 77.4),
    ("Dinas Sosial", 78.3, 3.9, 77.0),
    ("Dinas Kesehatan", 78.7, 2.6, 76.1),
    ("RSUD", 79.6, 2.5, 75.8),
    ("Bappeda", 80.6, 4.5, 80.9),
    ("Diskominfo", 82.1, 4.3, 79.6),
    ("Inspektorat", 83.4, 4.4, 81.0),
)


def marks() -> list[Mark]:
    return [
        Mark(
            label=label,
            value=value,
            category=_category(value),
            low=value - margin,
            high=value + margin,
            previous=previous,
        )
        for label, value, margin, previous in OFFICES
    ]


def _category(value: float) -> str:
    if value < 73:
        return "rentan"
    return "waspada" if value < 78 else "terjaga"


PAIRS = (
    Pair(label="Disdukcapil", internal=75.8, external=57.9),
    Pair(label="Dinas PUPR", internal=70.4, external=54.2),
    Pair(label="DPMPTSP", internal=76.5, external=61.7),
    Pair(label="Dinas Perhubungan", internal=74.7, external=61.1),
    Pair(label="Rata-rata kota", internal=78.7, external=70.6, is_average=True),
)
CITY = (
    Point(label="2021", value=69.8),
    Point(label="2022", value=71.4),
    Point(label="2023", value=70.6),
    Point(label="2024", value=72.1),
    Point(label="2025", value=72.7),
    Point(label="2026", value=74.6),
)
NEIGHBOURS = (
    Point(label="2021", value=72.4),
    Point(label="2022", value=71.9),
    Point(label="2023", value=71.0),
    Point(label="2024", value=71.5),
    Point(label="2025", value=72.3),
    Point(label="2026", value=None),
)
PARTS = (
    Part(label="sama dengan data lama", count=293, ink="fa"),
    Part(label="baru atau berubah", count=79, ink="fn"),
    Part(label="perlu diperbaiki", count=28, ink="fr"),
    Part(label="mungkin ganda", count=12, ink="fw"),
)
HEAT = (
    ("Inspektorat", (87.0, 78.0, 85.0, 91.2, None)),
    ("Dinas Sosial", (79.6, 74.6, 76.0, 72.9, 64.6)),
    ("Dinas PUPR", (67.0, 58.0, 68.0, 67.0, 51.0)),
)
FACTS = (
    ("Kantor", "Dinas Kesehatan"),
    ("Daftar", "Pegawai, versi 26 November 2026"),
    ("Disahkan oleh", "Ratna Contoh, kepala dinas"),
)
PAGE = Paginator(range(240), 20).page(4)
SCALE = scale_for([])


class Filled(forms.Form):
    """One field of each kind, sent with faults so that they show."""

    number = forms.CharField(
        label="Nomor WhatsApp", help_text="Nomor ponsel Indonesia, 10–13 angka.", min_length=10
    )
    unit = forms.ChoiceField(
        label="Unit kerja", choices=[("", "Pilih unit"), ("1", "Puskesmas Melati")]
    )
    reason = forms.ChoiceField(
        label="Alasan dihapus",
        choices=[("pindah", "Pindah"), ("pensiun", "Pensiun"), ("salah", "Salah data")],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label="Catatan", widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    sheet = forms.FileField(label="Berkas .xlsx", required=False)
    sure = forms.BooleanField(label="Saya menyatakan daftar ini lengkap dan tidak dipilih-pilih.")


def context() -> dict[str, object]:
    return {
        "steps": WORDS,
        "marks": marks(),
        "scale": SCALE,
        "pairs": PAIRS,
        "points": CITY,
        "reference": NEIGHBOURS,
        "parts": PARTS,
        "heat": HEAT,
        "facts": FACTS,
        "page": PAGE,
        "form": Filled({"number": "0812-0000"}),
        "plain_form": Filled(auto_id="kosong_%s"),
    }
