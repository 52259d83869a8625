"""Faults as they are kept for the pages: in the open, so a number or an address is masked."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db import connection

from respondents import contacts
from respondents.imports.reading import Fault
from respondents.models.lists import Upload

AT_ONCE = 10_000
# Six arrays instead of a statement with eight values for each fault: four times as fast.
INSERT = """
INSERT INTO respondents_fault
    (upload_id, office_id, "row", "column", code, severity, message, proposal)
SELECT %s, %s, told.* FROM unnest(
    %s::int[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[]) AS told
"""


def keep(upload: Upload, faults: Iterable[Fault]) -> None:
    told = [_told(fault) for fault in faults]
    with connection.cursor() as cursor:
        for begin in range(0, len(told), AT_ONCE):
            columns = map(list, zip(*told[begin : begin + AT_ONCE], strict=True))
            cursor.execute(INSERT, [upload.pk, upload.office_id, *columns])


def _told(fault: Fault) -> tuple[int, str, str, str, str, str]:
    finding = fault.finding
    return (
        fault.row,
        fault.column[:40],
        finding.code,
        finding.severity.value,
        finding.message[:300],
        MASKS.get(fault.column, str)(finding.proposal)[:200],
    )


def _nothing(_: str) -> str:
    return ""


MASKS: dict[str, Callable[[str], str]] = {
    "no_wa": contacts.mask_phone,
    "email": contacts.mask_email,
    "nip": _nothing,
}
