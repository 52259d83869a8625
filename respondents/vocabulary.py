"""Words that lists use for one and the same thing, and the one of them that we keep."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rapidfuzz import fuzz, process

ALIKE = 75  # of 100: a letter or two wrong in a word
NOT_A_LETTER = re.compile(r"[\W_]+")


@lru_cache(maxsize=4096)
def key_of(text: str) -> str:
    """Letters and digits only, in lower case: what two spellings have in common."""
    return NOT_A_LETTER.sub("", text.casefold())


def closest(key: str, among: Iterable[str], *, alike: float) -> str:
    """The closest of the keys that share `alike` of 100 letters with `key`, in order; or ''."""
    found = process.extractOne(key, list(among), scorer=fuzz.ratio, score_cutoff=alike)
    return found[0] if found else ""


@dataclass(frozen=True)
class Vocabulary:
    """The words we keep, each with other spellings of it."""

    words: dict[str, tuple[str, ...]]

    def recognise(self, text: str) -> str | None:
        return self._by_key.get(key_of(text))

    def nearest(self, text: str) -> str:
        """The word that was probably meant, or ''."""
        return self._by_key.get(closest(key_of(text), self._by_key, alike=ALIKE), "")

    @property
    def choices(self) -> list[str]:
        return list(self.words)

    @cached_property
    def _by_key(self) -> dict[str, str]:
        return {
            key_of(spelling): word
            for word, spellings in self.words.items()
            for spelling in (word, *spellings)
        }


def _echelon(roman: str, digit: str, *others: str) -> tuple[str, ...]:
    grades = (roman, digit, *(f"{n}{letter}" for n in (roman, digit) for letter in "ab"))
    return (*grades, *(f"{word} {grade}" for word in ("es", "eselon") for grade in grades), *others)


STATUSES = Vocabulary(
    {
        "PNS": ("pegawai negeri sipil", "asn pns", "pns asn", "cpns"),
        "PPPK": ("p3k", "asn pppk", "pppk paruh waktu", "pppk penuh waktu"),
        "Non-ASN": (
            "nonasn",
            "non pns",
            "honorer",
            "tenaga kontrak",
            "kontrak",
            "thl",
            "phl",
            "ptt",
        ),
    }
)
LEVELS = Vocabulary(
    {
        "Eselon I": _echelon("I", "1", "jpt utama", "jpt madya"),
        "Eselon II": _echelon("II", "2", "jpt pratama", "pimpinan tinggi pratama"),
        "Eselon III": _echelon("III", "3", "administrator", "jabatan administrator"),
        "Eselon IV": _echelon("IV", "4", "pengawas", "jabatan pengawas"),
        "Fungsional": ("jabatan fungsional", "jft", "jf", "fungsional tertentu"),
        "Pelaksana": ("jabatan pelaksana", "staf", "fungsional umum", "jfu"),
    }
)
RESPONDENTS = Vocabulary(
    {
        "masyarakat": ("warga", "perorangan", "pemohon", "umum"),
        "pelaku usaha": ("badan usaha", "perusahaan", "pengusaha", "usaha"),
        "penyedia": ("penyedia barang jasa", "penyedia barang dan jasa", "vendor", "rekanan"),
        "penerima manfaat": ("penerima bantuan", "penerima hibah"),
        "mitra": ("mitra kerja", "mitra kerja sama", "mitra kerjasama"),
    }
)
EXPERTS = Vocabulary(
    {
        "BPK": ("badan pemeriksa keuangan", "auditor bpk"),
        "BPKP": ("auditor bpkp",),
        "Inspektorat": ("apip", "auditor internal"),
        "Ombudsman": ("ori", "ombudsman ri"),
        "Akademisi": ("dosen", "perguruan tinggi", "universitas", "peneliti"),
        "Jurnalis": ("wartawan", "media", "pers"),
        "LSM": ("ngo", "organisasi masyarakat", "ormas", "masyarakat sipil"),
        "Asosiasi usaha": ("kadin", "hipmi", "iwapi", "asosiasi", "pengusaha"),
        "Penyuluh antikorupsi": ("paksi", "penyuluh anti korupsi"),
        "Pensiunan": ("pensiunan pejabat", "mantan pejabat"),
        "DPRD": ("anggota dprd",),
        "Penegak hukum": ("kejaksaan", "kepolisian", "saber pungli", "jaksa", "polisi"),
    }
)
YES_NO = Vocabulary(
    {"Ya": ("y", "yes", "iya", "benar", "true", "1"), "Tidak": ("t", "no", "bukan", "false", "0")}
)
GENDERS = Vocabulary({"L": ("laki-laki", "pria", "lk", "laki"), "P": ("perempuan", "wanita", "pr")})
