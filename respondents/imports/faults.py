"""A fault as it is kept for the pages: in the open, so a number or an address is masked."""

from __future__ import annotations

from collections.abc import Callable

from respondents import contacts
from respondents.imports.reading import Fault as Found
from respondents.models.lists import Fault, Upload


def kept(upload: Upload, fault: Found) -> Fault:
    finding = fault.finding
    return Fault(
        upload=upload,
        office_id=upload.office_id,
        row=fault.row,
        column=fault.column[:40],
        code=finding.code,
        severity=finding.severity,
        message=finding.message[:300],
        proposal=MASKS.get(fault.column, str)(finding.proposal)[:200],
    )


def _nothing(_: str) -> str:
    return ""


MASKS: dict[str, Callable[[str], str]] = {
    "no_wa": contacts.mask_phone,
    "email": contacts.mask_email,
    "nip": _nothing,
}
