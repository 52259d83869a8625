"""The tree of offices, brought up to date from a table of its own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from django.db import transaction
from django.utils import timezone

from respondents.imports.cells import Cell, text_of
from respondents.imports.spreadsheets import grids_of
from respondents.models.offices import Office
from respondents.models.successions import Succession
from respondents.vocabulary import YES_NO, key_of
from spi_portal.accounts.models import User
from spi_portal.audit import ledger

COLUMNS = ("code", "name", "short_name", "kind", "parent_code")  # a table has at least these
MOST = 0.5  # of the offices: a table that names them is one of all
CODE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")  # stands in addresses of pages


class WrongTable(Exception):
    """The table is refused as a whole; `faults` says every line and why."""

    def __init__(self, faults: Sequence[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = list(faults)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    number: int  # as the sheet numbers it
    code: str
    name: str
    short_name: str
    kind: str
    parent_code: str
    services: list[str] = field(default_factory=list)
    organiser: bool | None = None  # None: the table does not say


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    added: int
    changed: int
    unchanged: int


def read(content: bytes) -> list[Line]:
    """Lines of a CSV or xlsx with a header row. Raises WrongTable, or Unreadable for the file."""
    grids = grids_of(content)
    rows = grids[0].rows if grids else []
    headings = [text_of(cell).casefold() for cell in rows[0]] if rows else []
    if missing := [name for name in COLUMNS if name not in headings]:
        raise WrongTable([f"Baris 1: kolom {name} tidak ada." for name in missing])
    lines = [
        _line(number, dict(zip(headings, cells, strict=False)))
        for number, cells in enumerate(rows[1:], start=2)
        if any(text_of(cell) for cell in cells)
    ]
    if not lines:
        raise WrongTable(["Tabel ini hanya berisi judul kolom. Isi satu baris untuk tiap kantor."])
    return lines


@transaction.atomic
def bring_up_to_date(
    lines: Sequence[Line], *, organisers: Sequence[str] = (), by: User | str
) -> Tally:
    """Add and change offices by code; those that the table does not name stay as they are.

    `organisers` are the codes of offices that run the survey and stand outside its ranking, on
    top of what the table's own column says. Raises WrongTable, and then nothing has changed.
    """
    lines = [_organiser(line, organisers) for line in lines]
    present = {office.code: office for office in Office.objects.all()}
    faults = [
        *_faults(lines, present),
        *_unknown(organisers, lines, present),
        *_renamed(lines, present),
    ]
    if faults:
        raise WrongTable(faults)
    outcome = Counter(_save(line, present) for line in _parents_first(lines))
    tally = Tally(
        added=outcome["added"], changed=outcome["changed"], unchanged=outcome["unchanged"]
    )
    ledger.record(
        "offices.imported", "respondents.office", by=by, added=tally.added, changed=tally.changed
    )
    return tally


# --- Reading ------------------------------------------------------------------------------


def _line(number: int, cells: dict[str, Cell]) -> Line:
    text = {heading: text_of(cell) for heading, cell in cells.items()}
    organiser = YES_NO.recognise(text.get("organiser", ""))
    return Line(
        number=number,
        code=text["code"],
        name=text.get("name", ""),
        short_name=text.get("short_name", "") or text.get("name", ""),
        kind=text.get("kind", "").casefold(),
        parent_code=text.get("parent_code", ""),
        services=[name.strip() for name in text.get("services", "").split(";") if name.strip()],
        organiser=None if organiser is None else organiser == "Ya",
    )


def _organiser(line: Line, organisers: Sequence[str]) -> Line:
    return replace(line, organiser=True) if line.code in organisers else line


# --- Faults -------------------------------------------------------------------------------


def _faults(lines: Sequence[Line], present: dict[str, Office]) -> Iterator[str]:
    first_with: dict[str, int] = {}
    parent_of = {office.code: _code(office.parent_id, present) for office in present.values()}
    parent_of |= {line.code: line.parent_code for line in lines}
    today = timezone.localdate()
    closed = {code for code, office in present.items() if office.is_closed_on(today)}
    for line in lines:
        faults = (
            *_faults_alone(line), *_faults_in_tree(line, parent_of), *_closed(line, closed),
        )  # fmt: skip
        for fault in faults:
            yield f"Baris {line.number}: {fault}"
        if line.code and first_with.setdefault(line.code, line.number) != line.number:
            yield (
                f"Baris {line.number}: kode {line.code} sudah dipakai di baris "
                f"{first_with[line.code]}. Satu kode untuk satu kantor."
            )
    yield from _roots(lines, present)


def _faults_alone(line: Line) -> Iterator[str]:
    if not CODE.match(line.code):
        yield f"kode “{line.code}” harus 1 sampai 40 huruf, angka, titik, atau tanda hubung."
    if not line.name:
        yield "nama kantor kosong."
    if len(line.name) > 200 or len(line.short_name) > 80:
        yield "nama paling panjang 200 huruf, dan nama pendek 80."
    if line.kind not in Office.Kind.values:
        kinds = ", ".join(Office.Kind.values)
        yield f"jenis “{line.kind}” tidak dikenal. Pilih salah satu: {kinds}."


def _faults_in_tree(line: Line, parent_of: dict[str, str]) -> Iterator[str]:
    if line.kind == Office.Kind.CITY:
        if line.parent_code:
            yield f"{line.code} adalah kotanya sendiri, jadi tidak berinduk."
    elif not line.parent_code:
        yield f"{line.code} perlu parent_code: hanya kota (pemda) yang tidak berinduk."
    elif line.parent_code not in parent_of:
        yield f"induk {line.parent_code} tidak ada di tabel ini dan belum dikenal."
    elif _is_its_own_ancestor(line.code, parent_of):
        yield f"{line.code} berada di bawah dirinya sendiri: induknya berputar."


def _closed(line: Line, closed: Collection[str]) -> Iterator[str]:
    """Told again, a merged office would lie below the city and not below its successor."""
    if line.code in closed:
        yield f"{line.code} sudah tidak berlaku; hapus barisnya."
    elif line.parent_code in closed:
        yield f"induk {line.parent_code} sudah tidak berlaku; tulis kantor penerusnya."


def _is_its_own_ancestor(code: str, parent_of: dict[str, str]) -> bool:
    above, seen = parent_of.get(code, ""), set[str]()
    while above and above not in seen:
        if above == code:
            return True
        seen.add(above)
        above = parent_of.get(above, "")
    return False


def _roots(lines: Sequence[Line], present: dict[str, Office]) -> Iterator[str]:
    known = [office.code for office in present.values() if office.kind == Office.Kind.CITY]
    for line in lines:
        if line.kind == Office.Kind.CITY and known and line.code not in known:
            yield f"Baris {line.number}: kota sudah ada, yaitu {known[0]}. Kota hanya satu."
        elif line.kind == Office.Kind.CITY:
            known.append(line.code)


def _renamed(lines: Sequence[Line], present: dict[str, Office]) -> Iterator[str]:
    """A new office where an old one is no longer told: who was it?

    An office that is told anew is empty, and last year's figures stay with the old one. Asked
    when the name is the same, and when a table of (nearly) all offices leaves one out.
    """
    told = {line.code for line in lines}
    new = [line for line in lines if line.code not in present]
    left_out = [office for code, office in present.items() if code not in told and _is_open(office)]
    by_name = {key_of(office.name): office for office in left_out}
    yield from _former_codes(new)
    for line in new:
        if office := by_name.pop(key_of(line.name), None):
            yield (
                f"Baris {line.number}: {line.name} sudah ada dengan kode {office.code}. Bila "
                "hanya kodenya yang berganti, catat di Perubahan kantor, supaya daftarnya ikut."
            )
    if new and len(told & set(present)) >= MOST * len(present):
        for office in by_name.values():
            yield (
                f"Tabel ini menambah kantor baru dan tidak lagi menyebut {office.name} "
                f"({office.code}). Bila berganti nama, digabung, atau dipecah, catat dulu di "
                "Perubahan kantor. Bila masih ada, tulis juga di tabel."
            )


def _former_codes(new: Sequence[Line]) -> Iterator[str]:
    """Figures of before a renaming stand under the old code: they are of nobody else."""
    former = {
        one.former_code.casefold(): one.successor
        for one in Succession.objects.filter(how=Succession.How.RENAMED).select_related("successor")
    }
    for line in new:
        if office := former.get(line.code.casefold()):
            yield (
                f"Baris {line.number}: {line.code} adalah kode lama {office.name}, dan hasil "
                f"lamanya memakai kode itu. Tulis {office.code} bila kantornya sama, atau kode "
                "lain bila kantornya baru."
            )


def _is_open(office: Office) -> bool:
    return office.is_open_on(timezone.localdate())


def _unknown(
    organisers: Sequence[str], lines: Sequence[Line], present: dict[str, Office]
) -> Iterator[str]:
    known = {line.code for line in lines} | set(present)
    for code in organisers:
        if code not in known:
            yield f"Penyelenggara {code} tidak ada di tabel ini dan belum dikenal."


# --- Saving ---------------------------------------------------------------------------------


def _parents_first(lines: Sequence[Line]) -> list[Line]:
    """In an order in which every parent is there before its units."""
    by_code = {line.code: line for line in lines}

    def depth(line: Line) -> int:
        return 1 + depth(by_code[line.parent_code]) if line.parent_code in by_code else 0

    return sorted(lines, key=depth)


def _save(line: Line, present: dict[str, Office]) -> str:
    values = {
        "name": line.name,
        "short_name": line.short_name,
        "kind": line.kind,
        "parent_id": present[line.parent_code].pk if line.parent_code else None,
        "services": line.services,
    }
    if line.organiser is not None:
        values["is_organiser"] = line.organiser
    office = present.get(line.code)
    if office is None:
        present[line.code] = Office.objects.create(code=line.code, **values)
        return "added"
    if all(getattr(office, name) == value for name, value in values.items()):
        return "unchanged"
    for name, value in values.items():
        setattr(office, name, value)
    office.save()
    return "changed"


def _code(pk: int | None, present: dict[str, Office]) -> str:
    return next((office.code for office in present.values() if office.pk == pk), "")
