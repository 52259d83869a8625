"""A decree that moves people between offices (SK mutasi): one correction for all its rows."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from respondents import freezing, nip, secrecy
from respondents.imports.cells import Cell, text_of
from respondents.imports.spreadsheets import grids_of
from respondents.imports.unreadable import Unreadable
from respondents.kinds import Kind
from respondents.models.offices import Office
from respondents.models.people import Person
from spi_portal.accounts.models import User
from spi_portal.audit import ledger
from spi_portal.ui import formats

ROWS_AT_MOST = 500
COLUMNS = ("nip", "kantor", "unit", "jabatan")
ALSO = {"kode kantor": "kantor", "kode": "kantor", "unit kerja": "unit"}  # other headings


class NotPossible(Exception):
    """The message is for the user; nobody was moved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One row of the table, as it was written."""

    number: int  # from 1, as the table numbers it
    nip: str
    code: str  # of the new office
    unit: str
    position: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One row against the lists: who moves from where to where, or why not."""

    line: Line
    person: Person | None
    office: Office | None  # the new one
    fault: str = ""  # a sentence; '' when the row can be applied


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    moved: int
    left_out: int


def read(content: bytes) -> list[Line]:
    """Rows of a pasted table or a small file, with a row of headings or in the order of COLUMNS.

    Raises Unreadable.
    """
    grids = grids_of(content)
    numbered = enumerate(grids[0].rows, start=1) if grids else ()
    rows = [(number, row) for number, row in numbered if any(map(text_of, row))]
    headings = _headings(rows[0][1]) if rows else None
    body = rows if headings is None else rows[1:]
    if not body:
        raise Unreadable("kosong", "Tabel ini belum berisi baris. Isi NIP dan kode kantor baru.")
    if len(body) > ROWS_AT_MOST:
        told = f"Tabel ini memuat {formats.number(len(body))} baris. Paling banyak {ROWS_AT_MOST}."
        raise Unreadable("terlalu_banyak", f"{told} Bagi menurut lampiran SK-nya.")
    return [_line(number, headings, row) for number, row in body]


def as_text(content: bytes) -> str:
    """A file's first sheet as a table that can be pasted. Raises Unreadable."""
    grids = grids_of(content)
    rows = grids[0].rows if grids else []
    return "\n".join("\t".join(" ".join(text_of(cell).split()) for cell in row) for row in rows)


def plan(lines: Sequence[Line]) -> list[Move]:
    """Every row against the lists as they stand; two queries, however many rows."""
    today = timezone.localdate()
    numbers = [nip.read(line.nip, on=today) for line in lines]
    indexes = [secrecy.blind_index(one.value, column="nip") for one in numbers]
    listed = Person.objects.on_lists().of_kind(Kind.INTERNAL).select_related("office")
    found = listed.filter(nip_index__in=[index for index in indexes if index])
    people = {bytes(person.nip_index or b""): person for person in found}
    offices = {office.code.casefold(): office for office in Office.objects.open_on(today)}
    first_with: dict[bytes, int] = {}
    moves = []
    for line, number, index in zip(lines, numbers, indexes, strict=True):
        person = people.get(index) if index else None
        office = offices.get(line.code.casefold())
        fault = number.finding.message if number.finding and not number.value else ""
        fault = fault or _fault(line, index, person, office, first_with)
        if index:
            first_with.setdefault(index, line.number)
        moves.append(Move(line=line, person=person, office=office, fault=fault))
    return moves


def seal_of(moves: Sequence[Move]) -> str:
    """What was seen in a preview, as one short text: it changes when the lists do."""
    seen = "\n".join(
        f"{move.line}|{move.person and (move.person.pk, move.person.office_id)}|{move.fault}"
        for move in moves
    )
    return hashlib.sha256(seen.encode()).hexdigest()[:16]


@transaction.atomic
def apply(
    lines: Sequence[Line],
    *,
    decree: str,
    decree_on: date,
    seen: str,
    without_faulty: bool = False,
    by: User,
) -> Outcome:
    """Move the people: office, unit and position, and since when they are in the unit.

    `seen` is the seal of the preview; `without_faulty` leaves out the rows that cannot be
    applied. While lists are frozen the frame stays as it is, and this counts as one correction.
    Raises NotPossible.
    """
    moves = plan(lines)
    if seal_of(moves) != seen:
        raise NotPossible("Daftar berubah sesudah pratinjau ini dibuat. Periksa lagi barisnya.")
    good = [move for move in moves if not move.fault]
    left_out = len(moves) - len(good)
    if not good:
        raise NotPossible("Tidak ada baris yang dapat dipakai.")
    if left_out and not without_faulty:
        raise NotPossible(
            f"{left_out} baris tidak dapat dipakai, jadi belum ada yang dipindahkan. Perbaiki "
            "barisnya, atau centang bahwa baris itu dilewati."
        )
    for move in good:
        if move.person and move.office:  # without a fault both are known
            _move(move.person, move.office, move.line, decree_on)
    after = freezing.as_correction()
    ledger.record(
        "people.transferred", f"respondents.decree {decree}", by=by, decree=decree,
        decree_on=decree_on.isoformat(), people=len(good), left_out=left_out, **after,
    )  # fmt: skip
    return Outcome(moved=len(good), left_out=left_out)


def _headings(row: Sequence[Cell]) -> list[str] | None:
    """What each column is; None when the first row is one of people already."""
    names = [text_of(cell).casefold().strip() for cell in row]
    names = [ALSO.get(name, name) for name in names]
    return names if "nip" in names and "kantor" in names else None


def _line(number: int, headings: list[str] | None, row: Sequence[Cell]) -> Line:
    cells = dict(zip(headings or COLUMNS, map(text_of, row), strict=False))
    return Line(
        number=number,
        nip=cells.get("nip", ""),
        code=cells.get("kantor", "").strip(),
        unit=cells.get("unit", "")[:160],
        position=cells.get("jabatan", "")[:160],
    )


def _fault(
    line: Line,
    index: bytes | None,
    person: Person | None,
    office: Office | None,
    first_with: dict[bytes, int],
) -> str:
    if not index:
        return "NIP belum diisi. Isi NIP-nya."
    if index in first_with:
        return f"NIP ini sudah ada di baris {first_with[index]}. Hapus salah satunya."
    if person is None:
        return "NIP ini tidak ada di daftar mana pun. Periksa NIP-nya, atau unggah daftarnya dulu."
    if office is None or office.parent_id is None:
        code = line.code or "(kosong)"
        return f"Kode kantor {code} tidak dikenal. Pakai kode seperti di Pengaturan kota."
    if office.pk == person.office_id:
        return f"Orang ini sudah tercatat di {office.short_name}. Hapus barisnya."
    return ""


def _move(person: Person, office: Office, line: Line, decree_on: date) -> None:
    """The unit is that of the decree, else none: the old one belongs to the old office."""
    person = Person.objects.select_for_update().get(pk=person.pk)
    person.office = office
    person.unit = line.unit
    person.position = line.position or person.position
    person.in_unit_since = decree_on
    person.save(update_fields=["office", "unit", "position", "in_unit_since"])
