"""What the count of a wave came to, as its minutes say it."""

from __future__ import annotations

from typing import Any

from surveys.models.sheets import Count
from surveys.models.waves import Wave

WORDS = (
    ("received", "Lembar diterima (menurut kode bukti)"),
    ("counted", "Dihitung"),
    ("superseded", "Diganti isian baru"),
    ("withdrawn", "Ditarik pengisinya"),
    ("void", "Tautannya dicabut atau diganti"),
    ("invalid", "Tidak sah"),
)


def of(wave: Wave) -> list[list[Any]]:
    """Pairs of a label and a number; empty before the count."""
    count = Count.objects.filter(wave=wave).first()
    return [[label, getattr(count, name)] for name, label in WORDS] if count else []
