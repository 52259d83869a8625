"""What somebody typed to put themselves forward, and what is wrong with it.

Only the form is checked here: whether a number can be called and an address be written to.
The rules of lists (respondents/contacts.py) are the registry's, of which this server holds
nothing; the registrar applies them to what arrives.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from surveys.box.inbox import Candidacy

FIELDS = ("nama", "wa", "surel", "tanggal", "setuju", "nonce")
AT_MOST = {"nama": 100, "wa": 30, "surel": 120, "tanggal": 10}
_MOBILE = (
    phonenumbers.PhoneNumberType.MOBILE,
    phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """The fields of the form as they were sent, blanks trimmed."""

    name: str
    phone: str
    email: str
    served_on: str  # ISO 8601, as a date field sends it
    agrees: bool


def earliest(today: date) -> date:
    """The first day of service that counts: twelve months ago."""
    try:
        return today.replace(year=today.year - 1)
    except ValueError:  # 29 February
        return today.replace(year=today.year - 1, day=28)


def check(typed: Typed, *, point: str, today: date) -> tuple[Candidacy | None, dict[str, str]]:
    """The candidacy, or None with a sentence for each field that is wrong."""
    phone, email, served_on = _phone(typed.phone), _email(typed.email), _day(typed.served_on)
    wrong = {
        "nama": _wrong_name(typed.name),
        "tanggal": _wrong_day(served_on, today),
        "wa": _wrong_phone(typed, phone),
        "surel": _wrong_email(typed, email),
        "setuju": ""
        if typed.agrees
        else _("Tanpa persetujuan Anda kami tidak boleh menyimpan data ini."),
    }
    wrong = {field: sentence for field, sentence in wrong.items() if sentence}
    if wrong or served_on is None:
        return None, wrong
    return Candidacy(
        point=point,
        name=typed.name,
        phone=phone,
        email=email,
        served_on=served_on,
        consent_on=today,
    ), {}


def too_long() -> dict[str, str]:
    """Said when an envelope has no room: names in scripts of three bytes a letter."""
    return {"nama": _("Nama ini terlalu panjang. Ringkaskan.")}


def _wrong_name(name: str) -> str:
    if sum(letter.isalpha() for letter in name) < 2:
        return _("Tulis nama Anda.")
    return _("Nama ini terlalu panjang. Ringkaskan.") if len(name) > AT_MOST["nama"] else ""


def _wrong_day(day: date | None, today: date) -> str:
    if day is None:
        return _("Pilih tanggal Anda dilayani.")
    if day > today:
        return _("Tanggal ini belum terjadi. Pilih tanggal Anda dilayani.")
    if day < earliest(today):
        return _("Tanggal ini lebih dari 12 bulan lalu. Survei hanya tentang 12 bulan terakhir.")
    return ""


def _wrong_phone(typed: Typed, phone: str) -> str:
    if not typed.phone and not typed.email:
        return _("Tulis nomor WhatsApp atau alamat surel, cukup salah satu.")
    if typed.phone and not phone:
        return _("Ini bukan nomor ponsel Indonesia. Tulis angkanya saja, mulai dengan 08.")
    return ""


def _wrong_email(typed: Typed, email: str) -> str:
    if typed.email and not email:
        return _("Alamat surel ini tidak lengkap. Bentuknya nama@contoh.id, tanpa spasi.")
    return ""


def _phone(text: str) -> str:
    """As +62…, or '' when it is no Indonesian mobile number."""
    if not text or len(text) > AT_MOST["wa"]:
        return ""
    try:
        number = phonenumbers.parse(f"0{text}" if text.startswith("8") else text, "ID")
    except phonenumbers.NumberParseException:
        return ""
    is_mobile = phonenumbers.number_type(number) in _MOBILE
    if number.country_code != 62 or not is_mobile:
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _email(text: str) -> str:
    if not text or len(text) > AT_MOST["surel"]:
        return ""
    try:
        validate_email(text)
    except ValidationError:
        return ""
    return text.casefold()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
