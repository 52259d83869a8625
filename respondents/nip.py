"""NIP, the number of a civil servant: 18 digits that say more than they should.

Birth date (8), appointment as year and month (6; 21 as the month of a PPPK), sex (1), serial (3).
Pure: text in, value and finding out; no message quotes a number or a birth date.
"""

from __future__ import annotations

import re
from datetime import date

from respondents.contacts import NOTHING, SCIENTIFIC, Reading, holds_two, whole
from respondents.findings import Finding, blocks, warns

LENGTH = 18


def read(text: str, *, on: date, status: str = "", born: date | None = None) -> Reading:
    """18 digits: birth (8), appointment (6; 21 as its month for PPPK), sex (1), serial (3).

    `born` is a birth date beside it, compared and never kept. Errors of form block; a form that
    does not fit the status only warns.
    """
    text = whole(text.strip(" '\"`"))
    if len(text) == LENGTH and text.isascii() and text.isdigit():
        return _of_eighteen(text, on=on, status=status, born=born)
    if text.casefold() in NOTHING:
        return Reading()
    digits = re.sub(r"[\s.\-']", "", text)
    if SCIENTIFIC.match(text):
        return Reading(finding=blocks("nip_sci", SPOILT_NIP))
    if holds_two(text, longest=LENGTH):
        return Reading(
            finding=blocks("nip_dua", "Ada dua NIP dalam satu sel. Tulis satu NIP saja.")
        )
    if not digits.isdigit() or len(digits) != LENGTH:
        return Reading(finding=_not_eighteen(digits))
    return _of_eighteen(digits, on=on, status=status, born=born)


def _of_eighteen(digits: str, *, on: date, status: str, born: date | None) -> Reading:
    if wrong := _implausible(digits, on):
        return Reading(finding=wrong)
    return Reading(digits, _contradicted(digits, status, born))


SPOILT_NIP = (
    "NIP berubah menjadi bentuk seperti 1,98E+17 karena format Excel. "
    "Ubah kolom NIP menjadi Teks, tulis lagi NIP-nya, lalu unggah lagi."
)


def _not_eighteen(digits: str) -> Finding:
    if not digits.isdigit():
        return blocks("nip_huruf", "NIP ini memuat huruf. NIP terdiri atas 18 angka. Perbaiki NIP.")
    return blocks(
        "nip_panjang",
        f"NIP ini {len(digits)} angka. NIP terdiri atas 18 angka. Lengkapi atau perbaiki NIP.",
    )


def _implausible(digits: str, on: date) -> Finding | None:
    born = _day(digits[:8])
    if born is None or not 15 <= on.year - born.year <= 80:
        return blocks(
            "nip_tanggal",
            "Delapan angka pertama NIP bukan tanggal lahir yang mungkin. "
            "Bentuknya tahun-bulan-tanggal. Periksa lagi NIP.",
        )
    year, month = int(digits[8:12]), int(digits[12:14])
    if not (born.year + 15 <= year <= on.year + 1) or not (1 <= month <= 12 or month == 21):
        return blocks(
            "nip_tmt",
            "Angka ke-9 sampai ke-14 NIP bukan tahun dan bulan pengangkatan yang mungkin. "
            "Periksa lagi NIP.",
        )
    if digits[14] not in "12":
        return blocks(
            "nip_kelamin", "Angka ke-15 NIP harus 1 (laki-laki) atau 2 (perempuan). Periksa NIP."
        )
    return None


def _contradicted(digits: str, status: str, born: date | None) -> Finding | None:
    if born is not None and born != _day(digits[:8]):
        return warns(
            "nip_lahir",
            "NIP dan kolom Tanggal Lahir menyebut tanggal lahir yang berbeda. "
            "Periksa mana yang benar.",
        )
    contract = digits[12:14] == "21"
    if status in ("PNS", "PPPK") and contract != (status == "PPPK"):
        form = "PPPK" if contract else "PNS"
        return warns(
            "nip_status",
            f"NIP ini berbentuk NIP {form}, kolom status menyebut {status}. "
            "Periksa mana yang benar.",
        )
    return None


def _day(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None
