"""The three kinds of people that a survey asks. Reports may know these, and no people."""

from __future__ import annotations

from django.db.models import TextChoices


class Kind(TextChoices):
    INTERNAL = "internal", "Pegawai"
    EXTERNAL = "external", "Pengguna layanan dan penyedia"
    EXPERT = "expert", "Ahli"


SLUGS = {  # in addresses of pages
    Kind.INTERNAL: "pegawai",
    Kind.EXTERNAL: "pengguna",
    Kind.EXPERT: "ahli",
}
KIND_OF = {slug: kind for kind, slug in SLUGS.items()}
