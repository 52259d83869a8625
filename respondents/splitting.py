"""One file of the personnel office for the whole city, split into a list for each OPD.

Every OPD gets an upload of its own that waits for its repairs, as if it had handed it in itself.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.utils import timezone

from respondents import lists
from respondents.findings import blocks
from respondents.imports import reading
from respondents.imports.cells import quoted, text_of
from respondents.imports.reading import Fault, Row
from respondents.lists import Report
from respondents.models.offices import Office
from respondents.vocabulary import key_of
from spi_portal.accounts.models import User


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one OPD got of the file."""

    office: Office
    upload: int
    report: Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    rows: dict[int, list[Row]]  # by key of the OPD
    nowhere: tuple[Row, ...]  # rows whose office nobody could tell


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    shares: tuple[Share, ...]
    unplaced: tuple[Fault, ...]  # rows whose office nobody could tell

    @property
    def rows(self) -> int:
        return sum(share.report.rows for share in self.shares) + len(self.unplaced)


def split(
    content: bytes,
    *,
    file_name: str,
    kind: str,
    units: Mapping[str, str],
    by: User | str,
    on: date | None = None,
) -> Split:
    """Give each row to the OPD of its code, else of its unit.

    `units` are codes of offices by what the file calls a unit, for names that the tree does not
    know. Raises Unreadable.
    """
    table = reading.read(content, kind=kind)
    placed = place(table, units)
    opds = Office.objects.filter(pk__in=placed.rows).order_by("code")
    given = _Given(content=content, file_name=file_name, kind=kind, by=by, on=on)
    shares = [given.to(opd, replace(table, rows=tuple(placed.rows[opd.pk]))) for opd in opds]
    unplaced = tuple(_unplaced(row) for row in placed.nowhere)
    return Split(shares=tuple(shares), unplaced=unplaced)


def place(table: reading.Table, units: Mapping[str, str]) -> Placed:
    """Which row is whose: by its code, else by its unit. `units` as in `split`."""
    whose = _Places.of_today(units)
    rows: dict[int, list[Row]] = defaultdict(list)
    nowhere = []
    for row in table.rows:
        if opd := whose.opd_of(row):
            rows[opd].append(row)
        else:
            nowhere.append(row)
    return Placed(rows=dict(rows), nowhere=tuple(nowhere))


def names_of_opds() -> dict[str, int]:
    """Keys of the OPDs by every name, as it is written, that they and their units go by."""
    known = _Places.of_today({}).opd_by_key
    names = Office.objects.values_list("name", "short_name")
    return {name: known[key_of(name)] for both in names for name in both if key_of(name) in known}


def called(row: Row) -> str:
    """What the file calls the row's unit; its code where it names none."""
    return " ".join(
        (text_of(row.cells.get("unit")) or text_of(row.cells.get("office_code"))).split()
    )


def digest_of(content: bytes, opd: Office) -> bytes:
    """The same file, but another upload for each OPD."""
    return hashlib.sha256(opd.code.encode() + content).digest()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """The file, and who gave it."""

    content: bytes
    file_name: str
    kind: str
    by: User | str
    on: date | None

    def to(self, opd: Office, table: reading.Table) -> Share:
        upload, report = lists.hand_in(
            table,
            file_name=self.file_name,
            digest=digest_of(self.content, opd),
            office=opd,
            kind=self.kind,
            by=self.by,
            on=self.on,
        )
        return Share(office=opd, upload=upload.pk, report=report)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Places:
    """OPDs by everything that a file may call them or their units."""

    opd_by_key: dict[str, int]

    @classmethod
    def of_today(cls, units: Mapping[str, str]) -> _Places:
        offices = {office.pk: office for office in Office.objects.all()}
        by_key: dict[str, int] = {}
        ambiguous = set()
        today = timezone.localdate()
        for office in offices.values():
            opd = _opd_above(office, offices)
            if opd and not offices[opd].is_open_on(today):
                continue
            for name in (office.code, office.name, office.short_name) if opd else ():
                if by_key.setdefault(key_of(name), opd or 0) != opd:
                    ambiguous.add(key_of(name))  # two OPDs have a "Sekretariat"
        known = {key: opd for key, opd in by_key.items() if key not in ambiguous}
        told = {
            key_of(name): opd
            for name, code in units.items()
            if (opd := by_key.get(key_of(code))) is not None  # an office that is gone tells nothing
        }
        return cls(opd_by_key=known | told)

    def opd_of(self, row: Row) -> int | None:
        for field in ("office_code", "unit"):
            if opd := self.opd_by_key.get(key_of(text_of(row.cells.get(field)))):
                return opd
        return None


def _opd_above(office: Office, offices: Mapping[int, Office]) -> int | None:
    """The office below the city that this one reports under; none for the city itself."""
    while office.parent_id and offices[office.parent_id].parent_id:
        office = offices[office.parent_id]
    return office.pk if office.parent_id else None


def _unplaced(row: Row) -> Fault:
    unit = quoted(called(row))
    return Fault(
        row.number,
        "unit_kerja",
        blocks(
            "unit_tanpa_opd",
            f"Unit {unit} bukan bagian OPD mana pun yang dikenal. Isi kode_opd, atau sebutkan "
            "unit itu dalam daftar padanan.",
        ),
    )
