"""Numbers and addresses: the one right way to write each, and what is wrong with the others.

Pure: text in, value and finding out. A value is '' where none can be used. No message quotes
a number or an address, for messages are kept in the open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType
from rapidfuzz.distance import OSA

from respondents.findings import Finding, blocks, repairable, warns

REGION = "ID"
SCIENTIFIC = re.compile(r"^\d(?:[.,]\d+)?[eE]\+?\d{1,2}$")
BETWEEN_TWO = re.compile(r"[/;,|\n&]|\b(?:atau|dan)\b", re.IGNORECASE)
NOTHING = frozenset({"", "-", "--", "–", "—", "n/a", "tidak ada", "tdk ada", "kosong", "nihil"})
MOBILE = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
# Nearly all numbers look like this; phonenumbers says the same of them, many times slower.
COMMON = re.compile(
    r"(?=\+?\d+(?:[ .\-]\d+){0,3}$)(\+62|62|0|)[ .\-]?(8[1-35-9](?:[ .\-]?\d){7,10})", re.ASCII
)
WITHOUT_MARKS = str.maketrans("", "", " .-")
MOBILE_BEGINS = re.compile(r"(?<!\d)(?:\+?62|0)8[\d.\-]{7,}")
SHORTEST_NUMBER, LONGEST_NUMBER = 10, 13  # digits, written nationally (08…)
SHORTEST_OFFICE_LINE = 7  # digits, with or without its area

# Nearly all addresses look like this; Django says of all of them that they are right.
COMMON_ADDRESS = re.compile(
    r"(?=.{6,64}$)[a-z0-9_]+(?:[.\-][a-z0-9_]+)*@(?:[a-z0-9]+\.)+[a-z]{2,24}", re.ASCII
)
GOOD_DOMAINS = (
    "gmail.com", "yahoo.com", "yahoo.co.id", "ymail.com", "outlook.com", "outlook.co.id",
    "hotmail.com", "live.com", "icloud.com",
)  # fmt: skip
# One letter wrong, missing, doubled or swapped with the next: safe to suspect in these only, for
# names like live.com have neighbours that exist.
EASILY_MISTYPED = (
    "gmail.com", "yahoo.com", "yahoo.co.id", "outlook.com", "outlook.co.id", "hotmail.com",
    "icloud.com",
)  # fmt: skip
ALIKE_AND_REAL = frozenset({"mail.com", "email.com"})
MISTYPED_DOMAINS = {  # further off
    "gmail.id": "gmail.com",
    "gmail.co.id": "gmail.com",
    "gemail.com": "gmail.com",
    "googlemail.co": "gmail.com",
    "yahoo.id": "yahoo.co.id",
    "hotmail.co.id": "hotmail.com",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """The value in its one right form ('' if there is none to use), and what is to be said."""

    value: str = ""
    finding: Finding | None = None


def read_phone(text: str) -> Reading:
    """A mobile number as +62…: Indonesian, or '' with the reason."""
    text = whole(text.strip(" '\"`."))
    if common := COMMON.fullmatch(text):
        number = common[2].translate(WITHOUT_MARKS)
        return Reading(f"+62{number}", None if common[1] else _zero_restored(f"0{number}"))
    return read_uncommon_phone(text)


def read_uncommon_phone(text: str) -> Reading:
    """The same for every way of writing, by the tables of numbers of the whole world."""
    if text.casefold() in NOTHING:
        return Reading()
    if wrong := _not_one_number(text):
        return Reading(finding=wrong)
    national = _national(text)
    mobile = _mobile(national)
    if not mobile:
        return Reading(finding=_why_not_mobile(text, national))
    return Reading(mobile, _zero_restored(national) if text.startswith("8") else None)


def _not_one_number(text: str) -> Finding | None:
    if SCIENTIFIC.match(text):
        return blocks(
            "wa_sci",
            "Nomor berubah bentuk karena format Excel. Ubah kolom nomor menjadi Teks, "
            "tulis lagi nomornya, lalu unggah lagi.",
        )
    if holds_two(text, longest=LONGEST_NUMBER):
        return blocks(
            "wa_dua", "Ada dua nomor dalam satu sel. Tulis satu nomor yang aktif WhatsApp."
        )
    if not re.search(r"\d", text) or re.search(r"[^\W\d_]{3,}", text):
        return blocks(
            "wa_huruf", "Sel ini tidak berisi nomor ponsel. Tulis angkanya saja, mulai dengan 08."
        )
    return None


def whole(text: str) -> str:
    """Digits as Excel exports a column of numbers, without its ".0"."""
    return text[:-2] if text.endswith(".0") and text[:-2].isdigit() else text


def holds_two(text: str, *, longest: int) -> bool:
    """More digits than one number has, and a mark (or a second 08) where the next begins."""
    parts = [part for part in BETWEEN_TWO.split(text) if len(_digits(part)) >= 4]
    if len(parts) > 1 and len(_digits(text)) > longest:
        return True
    return len(MOBILE_BEGINS.findall(text)) > 1


def _national(text: str) -> str:
    """The digits as dialled inside the country. 62…, 0062…, +620… and 8… are common for 08…."""
    digits = _digits(text)
    if text.startswith("+62") or digits.startswith(("62", "0062")):
        digits = digits.removeprefix("00").removeprefix("62").lstrip("0")
    return digits if digits.startswith("0") else f"0{digits}"


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _mobile(national: str) -> str:
    number = _parsed(national)
    if number is None or phonenumbers.number_type(number) not in MOBILE:
        return ""
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _parsed(text: str) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(text, REGION)
    except NumberParseException:
        return None


def _zero_restored(national: str) -> Finding:
    return repairable(
        "wa_nol",
        "Nomor ini kehilangan angka 0 di depan (format sel Excel). "
        "Kami usulkan menambahkan kembali angka 0 itu.",
        national,
    )


def _why_not_mobile(text: str, national: str) -> Finding:
    if _is_foreign(text):
        return blocks(
            "wa_asing",
            "Ini nomor luar negeri. Undangan hanya dikirim ke nomor ponsel Indonesia. "
            "Ganti nomornya.",
        )
    if not national.startswith("08") and len(national) >= SHORTEST_OFFICE_LINE:
        return blocks(
            "wa_kantor",
            "Ini nomor telepon kantor. Undangan survei hanya bisa dikirim ke nomor ponsel pribadi.",
        )
    return _wrong_length(written=len(_digits(text)), national=len(national))


def _is_foreign(text: str) -> bool:
    if not text.startswith(("+", "00")):
        return False
    number = _parsed("+" + _digits(text).lstrip("0"))
    valid = number is not None and phonenumbers.is_valid_number(number)
    return number is not None and valid and number.country_code != 62


def _wrong_length(*, written: int, national: int) -> Finding:
    if national > LONGEST_NUMBER:
        return blocks(
            "wa_panjang",
            f"Nomor ini {written} angka. Nomor ponsel Indonesia 10–13 angka. "
            "Hapus angka yang lebih.",
        )
    if national < SHORTEST_NUMBER:
        return blocks(
            "wa_pendek",
            f"Nomor ini hanya {written} angka. Nomor ponsel Indonesia 10–13 angka. "
            "Lengkapi nomornya.",
        )
    return blocks(
        "wa_salah",
        "Awalan nomor ini tidak dipakai operator mana pun. Nomor ponsel mulai dengan 08. "
        "Periksa lagi nomornya.",
    )


def read_email(text: str) -> Reading:
    """An address in lower case. A probable typing error only warns: the address may be real."""
    text = text.strip(" '\"`<>;,.").casefold().removeprefix("mailto:")
    if text in NOTHING:
        return Reading()
    if text.count("@") > 1:
        return Reading(
            finding=blocks(
                "surel_dua", "Ada dua alamat surel dalam satu sel. Tulis satu alamat saja."
            )
        )
    if COMMON_ADDRESS.fullmatch(text):
        return Reading(text, _mistyped(text))
    return read_uncommon_email(text)


def read_uncommon_email(text: str) -> Reading:
    """The same for every address, by Django's rules."""
    try:
        validate_email(text)
    except ValidationError:
        return Reading(
            finding=blocks(
                "surel_salah",
                "Ini bukan alamat surel yang lengkap. Alamat berbentuk nama@contoh.id, "
                "tanpa spasi. Perbaiki atau kosongkan.",
            )
        )
    return Reading(text, _mistyped(text))


def _mistyped(address: str) -> Finding | None:
    name, _, domain = address.rpartition("@")
    right = _meant_domain(domain)
    if not right:
        return None
    return warns(
        "surel_ketik",
        f"Alamat ini berakhir @{domain}. Mungkin maksudnya @{right}. Periksa ejaannya.",
        f"{name}@{right}",
    )


@lru_cache(maxsize=1024)
def _meant_domain(domain: str) -> str:
    """The great domain that is one slip of a finger away, or ''."""
    if domain in GOOD_DOMAINS or domain in ALIKE_AND_REAL:
        return ""
    near = (good for good in EASILY_MISTYPED if OSA.distance(domain, good, score_cutoff=1) <= 1)
    return MISTYPED_DOMAINS.get(domain) or next(near, "")


def mask_phone(phone: str) -> str:
    """ "+6281200003434" is shown as "08•• •••• 34"."""
    return f"08•• •••• {phone[-2:]}" if phone else ""


def mask_email(address: str) -> str:
    """ "budi@contoh.id" is shown as "b•••@contoh.id"."""
    name, at, domain = address.partition("@")
    return f"{name[:1]}•••@{domain}" if at else ""
