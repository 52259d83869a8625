"""The three kinds of people that a survey asks. Reports may know these, and no people."""

from __future__ import annotations

from django.db.models import TextChoices


class Kind(TextChoices):
    INTERNAL = "internal", "Pegawai"
    EXTERNAL = "external", "Pengguna layanan dan penyedia"
    EXPERT = "expert", "Ahli"
