"""The fingerprint of a box in words that can be read out over the telephone."""

from __future__ import annotations

import hashlib

# 64 plain Indonesian nouns: six bits each, no two alike in their first three letters.
WORDS = (
    "air", "angin", "awan", "ayam", "bambu", "beras", "bintang", "bola", "bunga", "cabai",
    "cermin", "cincin", "daun", "delima", "dompet", "elang", "emas", "ember", "gajah", "gelas",
    "gitar", "gunung", "hujan", "ikan", "intan", "jagung", "jembatan", "jeruk", "kapal", "kelapa",
    "kipas", "kopi", "kucing", "lampu", "lemari", "lilin", "madu", "mawar", "meja", "merpati",
    "mutiara", "nanas", "nasi", "obor", "ombak", "padi", "payung", "pelangi", "perahu", "pintu",
    "rakit", "rotan", "rumah", "salak", "sawah", "sepeda", "singa", "sungai", "tangga", "teh",
    "topi", "tugu", "ular", "wortel",
)  # fmt: skip
_SPOKEN = 10  # words: 60 bits


def in_words(key: bytes) -> str:
    """Ten words for a public key, with dashes between."""
    digest = int.from_bytes(hashlib.sha256(key).digest())
    places = (digest >> (256 - 6 * (place + 1)) & 63 for place in range(_SPOKEN))
    return "-".join(WORDS[place] for place in places)
