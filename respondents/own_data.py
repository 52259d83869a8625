"""What the lists hold about one person, for that person (UU PDP, right of access).

Lists only: whether somebody was drawn is not in it, and whether they answered nobody knows.
"""

from __future__ import annotations

import io
import json
from datetime import date
from typing import TypeAlias

from django.db import transaction
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from respondents.imports import columns
from respondents.models.lists import Upload
from respondents.models.objections import Objection
from respondents.models.offices import Office
from respondents.models.people import Person
from spi_portal.accounts.models import User
from spi_portal.audit import ledger, wording
from spi_portal.audit.extract import harmless
from spi_portal.audit.models.entries import Entry

Parts: TypeAlias = dict[str, list[dict[str, str]]]
NOTE = (
    "Ini semua yang tertulis tentang Anda di daftar responden. Portal tidak menyimpan apakah "
    "seseorang membuka, mulai, atau mengisi survei."
)


@transaction.atomic
def hand_over(person: Person, *, by: User) -> Parts:
    """The parts of the file, in the words of the lists; that it was made is written down."""
    ledger.record("desk.data_handed_over", person, by=by)
    return {
        "Di daftar": [_listed(person)],
        "Unggahan daftar ini": _uploads(person),
        "Keberatan": [_objection(one) for one in Objection.objects.filter(person=person)],
        "Dilihat dan diubah": _deeds(person),
    }


def as_json(parts: Parts) -> bytes:
    told: dict[str, object] = {"Catatan": NOTE, "Dibuat": timezone.localdate().isoformat()}
    return json.dumps(told | dict(parts), ensure_ascii=False, indent=2).encode()


def as_xlsx(parts: Parts) -> bytes:
    """A sheet for each part; no cell is a formula."""
    workbook = Workbook()
    first = workbook.active
    assert isinstance(first, Worksheet)  # noqa: S101  # a new workbook has one
    first.title = "Catatan"
    first.append([NOTE])
    for title, rows in parts.items():
        sheet = workbook.create_sheet(title)
        for line in ([list(rows[0])] if rows else []) + [list(row.values()) for row in rows]:
            sheet.append([harmless(cell) for cell in line])
    file = io.BytesIO()
    workbook.save(file)
    return file.getvalue()


def _listed(person: Person) -> dict[str, str]:
    told = {
        "Nama": person.name,
        "Kantor": person.office.name,
        "Daftar": person.get_kind_display(),
        "Golongan": person.category,
        "Jabatan atau lembaga": person.position,
        "Jenjang": person.level,
        "Unit": person.unit,
        "NIP": person.nip,
        "Nomor WhatsApp": person.phone,
        "Surel": person.email,
        "Mulai di instansi": _day(person.started_on),
        "Mulai di unit": _day(person.in_unit_since),
        "Tugas utama": {True: "ya", False: "tidak", None: ""}[person.main_task],
        "Layanan": person.service,
        "Tanggal layanan": _day(person.served_on),
        "Setuju dihubungi": _day(person.consent_on),
        "Keluar dari daftar": _day(person.left_on),
    }
    labels = {column.field: column.label for column in columns.TEMPLATES[person.kind]}
    labels["contact_basis"] = "Dasar kontak"
    return told | {
        f"Kolom lain: {labels.get(name, name)}": str(value)
        for name, value in person.further.items()
    }


def _uploads(person: Person) -> list[dict[str, str]]:
    """The files that made the person's list: the office's own, and those of offices above it."""
    above, at = [person.office_id], person.office
    while at.parent_id is not None:
        at = Office.objects.get(pk=at.parent_id)
        above.append(at.pk)
    used = Upload.objects.filter(
        office__in=above, kind=person.kind, state=Upload.State.TAKEN_OVER
    ).select_related("office")
    return [
        {
            "Tanggal": _day(timezone.localdate(upload.uploaded_at)),
            "Kantor": upload.office.name,
            "Berkas": upload.file_name,
        }
        for upload in used.defer("content")
    ]


def _objection(one: Objection) -> dict[str, str]:
    return {
        "Dicatat": _day(one.recorded_on),
        "Cara": one.get_channel_display(),
        "Ditarik": _day(one.withdrawn_on),
    }


def _deeds(person: Person) -> list[dict[str, str]]:
    entries = Entry.objects.filter(subject=ledger.reference(person))
    return [
        {"Tanggal": _day(timezone.localdate(entry.at)), "Apa": wording.deed(entry.verb)}
        for entry in entries
    ]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
