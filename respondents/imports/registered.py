"""Rows of a file against the people who are on a list already.

Another office is never named: its lists are its own. Nobody is taken for somebody else by a name
alone, and nobody is merged: a row that may be somebody twice is blocked until the office says.
"""

from __future__ import annotations

from collections import defaultdict

from django.db import connection
from rapidfuzz import fuzz

from respondents.findings import Finding, blocks
from respondents.imports.checking import Checked
from respondents.imports.context import Context
from respondents.imports.duplicates import KNOWN_TO_BE_SHARED
from respondents.imports.reading import Fault
from respondents.kinds import Kind

# Of rapidfuzz's token_set_ratio: "Dewi C. Lestari" and "DEWI LESTARI, S.E." are above.
SAME_NAME = 85

BY_NIP = """
SELECT nip_index, office_id FROM respondents_person
WHERE left_on IS NULL AND nip_index = ANY(%s)
"""
BY_PHONE = """
SELECT phone_index, nip_index FROM respondents_person
WHERE left_on IS NULL AND kind = %s AND office_id = ANY(%s)
  AND nip_index IS NOT NULL AND phone_index = ANY(%s)
"""
# Staff of other offices, for a list of staff; the office's own staff, for one of its users.
STAFF = """
SELECT phone_index, email_index, name FROM respondents_person
WHERE left_on IS NULL AND kind = 'internal' AND (office_id = ANY(%(scope)s)) = %(own)s
  AND (phone_index = ANY(%(phones)s) OR email_index = ANY(%(emails)s))
"""
OTHER_LIST = blocks(
    "nip_opd_lain",
    "NIP ini sudah ada di daftar OPD lain. Satu pegawai hanya di satu OPD. "
    "Minta Inspektorat memindahkannya, atau lewati baris ini.",
)
ALIKE_ELSEWHERE = blocks(
    "orang_opd_lain",
    "Seseorang dengan nama mirip dan kontak yang sama sudah ada di daftar pegawai OPD lain. "
    "Bila orangnya sama, minta Inspektorat memindahkannya; bila berbeda, tulis kontaknya sendiri.",
)
OWN_STAFF = blocks(
    "pegawai_sendiri",
    "Seseorang dengan nama mirip dan kontak yang sama ada di daftar pegawai kantor ini. "
    "Pengguna layanan harus orang luar. Lewati baris ini, atau tulis kontaknya sendiri.",
)
NUMBER_OF_ANOTHER = blocks(
    "ganda",
    "Di data lama, nomor ini milik pegawai dengan NIP lain. "
    "Mana yang benar? Tulis nomor masing-masing.",
)


def mark(rows: list[Checked], *, context: Context) -> None:
    """Add what is found to the rows' faults. Call it where every office's people are seen.

    At most three queries, however many rows.
    """
    scope = set(context.branch)
    employees = [row for row in rows if row.candidate.kind == Kind.INTERNAL]
    users = [row for row in rows if row.candidate.kind == Kind.EXTERNAL]
    if employees:
        _mark_nips(employees, scope)
        _mark_numbers(employees, scope)
        _mark_alike(employees, scope, own=False, finding=ALIKE_ELSEWHERE)
    if users:
        _mark_alike(users, scope, own=True, finding=OWN_STAFF)


def _mark_nips(rows: list[Checked], scope: set[int]) -> None:
    by_nip = _by_index(rows, "nip")
    with connection.cursor() as cursor:
        cursor.execute(BY_NIP, [list(by_nip)])
        for nip, office in cursor.fetchall():
            for row in by_nip[bytes(nip)] if office not in scope else ():
                _note(row, "nip", OTHER_LIST)


def _mark_numbers(rows: list[Checked], scope: set[int]) -> None:
    """A number that the list knows as that of somebody with another NIP."""
    by_phone = _by_index(rows, "phone")
    with connection.cursor() as cursor:
        cursor.execute(BY_PHONE, [Kind.INTERNAL, list(scope), list(by_phone)])
        for phone, nip in cursor.fetchall():
            for row in by_phone[bytes(phone)]:
                if row.candidate.nip and bytes(nip) != row.index("nip"):
                    shared = "no_wa" in row.apart
                    _note(row, "no_wa", KNOWN_TO_BE_SHARED if shared else NUMBER_OF_ANOTHER)


def _mark_alike(rows: list[Checked], scope: set[int], *, own: bool, finding: Finding) -> None:
    """The same number or address under a name that is nearly the same."""
    by_phone, by_email = _by_index(rows, "phone"), _by_index(rows, "email")
    given: dict[str, bool | list[int] | list[bytes]] = {
        "scope": list(scope),
        "own": own,
        "phones": list(by_phone),
        "emails": list(by_email),
    }
    with connection.cursor() as cursor:
        cursor.execute(STAFF, given)
        for phone, email, name in cursor.fetchall():
            for column, sharing in (
                ("no_wa", by_phone.get(bytes(phone or b""), ())),
                ("email", by_email.get(bytes(email or b""), ())),
            ):
                for row in sharing:
                    if not row.is_blocked and _is_alike(row.candidate.name, name):
                        _note(row, column, finding)


def _is_alike(one: str, other: str) -> bool:
    names = (name.partition(",")[0].casefold() for name in (one, other))  # titles follow a comma
    return fuzz.token_set_ratio(*names) >= SAME_NAME


def _by_index(rows: list[Checked], column: str) -> dict[bytes, list[Checked]]:
    found: dict[bytes, list[Checked]] = defaultdict(list)
    for row in rows:
        if index := row.index(column):
            found[index].append(row)
    return found


def _note(row: Checked, column: str, finding: Finding) -> None:
    row.faults.append(Fault(row.candidate.row, column, finding))
