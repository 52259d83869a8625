"""Rows of a file against the people who are on a list already."""

from __future__ import annotations

from django.db import connection

from respondents import secrecy
from respondents.findings import blocks
from respondents.imports.checking import Checked
from respondents.imports.context import Context
from respondents.imports.duplicates import KNOWN_TO_BE_SHARED
from respondents.imports.reading import Fault
from respondents.kinds import Kind

BY_NIP = """
SELECT nip_index, office_id FROM respondents_person
WHERE left_on IS NULL AND nip_index = ANY(%s)
"""
BY_PHONE = """
SELECT phone_index, nip_index FROM respondents_person
WHERE left_on IS NULL AND kind = %s AND office_id = ANY(%s)
  AND nip_index IS NOT NULL AND phone_index = ANY(%s)
"""


def mark(rows: list[Checked], *, context: Context) -> None:
    """Add what is found to the rows' faults. Call it where every office's people are seen.

    Two queries, however many rows. Another office is never named: its lists are its own.
    """
    scope = set(context.unit_by_code.values())
    employees = [row for row in rows if row.candidate.kind == Kind.INTERNAL]
    by_nip = {_index(row, "nip"): row for row in employees if row.candidate.nip}
    by_phone = {_index(row, "phone"): row for row in employees if row.candidate.phone}
    with connection.cursor() as cursor:
        cursor.execute(BY_NIP, [list(by_nip)])
        for nip, office in cursor.fetchall():
            if office not in scope:
                _on_another_list(by_nip[bytes(nip)])
        cursor.execute(BY_PHONE, [Kind.INTERNAL, list(scope), list(by_phone)])
        for phone, nip in cursor.fetchall():
            row = by_phone[bytes(phone)]
            is_another = bool(row.candidate.nip) and bytes(nip) != _index(row, "nip")
            if is_another:
                _number_of_another(row)


def _index(row: Checked, column: str) -> bytes:
    return secrecy.blind_index(getattr(row.candidate, column), column=column) or b""


def _on_another_list(row: Checked) -> None:
    finding = blocks(
        "nip_opd_lain",
        "NIP ini sudah ada di daftar OPD lain. Satu pegawai hanya di satu OPD. "
        "Minta Inspektorat memindahkannya, atau hapus baris ini.",
    )
    row.faults.append(Fault(row.candidate.row, "nip", finding))


def _number_of_another(row: Checked) -> None:
    if "no_wa" in row.apart:
        row.faults.append(Fault(row.candidate.row, "no_wa", KNOWN_TO_BE_SHARED))
        return
    finding = blocks(
        "ganda",
        "Di data lama, nomor ini milik pegawai dengan NIP lain. "
        "Mana yang benar? Tulis nomor masing-masing.",
    )
    row.faults.append(Fault(row.candidate.row, "no_wa", finding))
