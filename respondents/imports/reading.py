"""A file as rows with our columns: which sheet, which header row, which column is which."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from respondents.findings import Finding, warns
from respondents.imports import columns as template
from respondents.imports import headings
from respondents.imports.cells import Cell, quoted, text_of
from respondents.imports.columns import Column
from respondents.imports.spreadsheets import Grid, grids_of
from respondents.imports.unreadable import Unreadable

HEADER_WITHIN = 40  # rows: titles and letterheads stand above a table, never this many
NIK_SHAPE = re.compile(r"^\d{6}(?:[0-6]\d|7[01])(?:0\d|1[0-2])\d{6}$")
BELOW_A_TABLE = ("jumlah", "total", "catatan", "keterangan", "ket.", "sumber:", "*")
DAYS_TO_1904 = 1462  # since 1900, as Excel counts
MOST_OF_A_REMARK = 2  # cells that a total or a remark fills
NAMES_AT_LEAST = 2  # headings that a header row must have


@dataclass(frozen=True, slots=True)
class Fault:
    """A finding and where it stands: `row` as the sheet numbers it, `column` as the template
    names it."""

    row: int
    column: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    cells: dict[str, Cell]  # by field
    formulas: frozenset[str]  # fields whose cell holds a formula


@dataclass(frozen=True, slots=True)
class Table:
    sheet: str
    columns: tuple[Column, ...]  # those that the file has
    rows: tuple[Row, ...]
    faults: tuple[Fault, ...]  # of the file as a whole

    def has(self, field: str) -> bool:
        return any(column.field == field for column in self.columns)


@dataclass(frozen=True, slots=True)
class Header:
    grid: Grid
    place: int  # index into grid.rows
    columns: dict[int, Column]  # by index into a row
    strangers: dict[int, str]  # headings that are none of ours


@dataclass(frozen=True, slots=True)
class Found:
    header: Header
    others: tuple[str, ...]  # other sheets that would have served


Known = dict[str, Column | None]  # by key of the heading; None: none of ours


def read(content: bytes, *, kind: str, known: Known | None = None) -> Table:
    """The table of `kind` in the file. Raises Unreadable with what its owner can do about it."""
    return table_of(find(content, kind=kind, known=known), kind=kind)


def find(content: bytes, *, kind: str, known: Known | None = None) -> Found:
    """Where the table begins, and which of its columns are ours by their headings.

    `known` are headings that its office has explained once; they come before our own synonyms.
    Raises Unreadable.
    """
    header, others = _find_header(grids_of(content), kind, template.by_key(kind) | (known or {}))
    _refuse_nik(header)
    _refuse_other_list(header, kind)
    return Found(header, tuple(others))


def table_of(found: Found, *, kind: str) -> Table:
    """Its rows. Raises Unreadable when a column is missing or comes twice."""
    header, others = found.header, found.others
    _refuse_twice(header)
    _refuse_missing(header, kind)
    rows = tuple(_rows(header))
    if not rows:
        raise Unreadable(
            "tanpa_baris",
            "Berkas ini hanya berisi judul kolom, belum ada orangnya. "
            "Isi mulai baris di bawah judul, lalu unggah lagi.",
        )
    faults = (*_unwanted(header), *_unread(others, header), *_hidden(rows, header))
    return Table(header.grid.name, tuple(header.columns.values()), rows, faults)


# --- The header row -----------------------------------------------------------------------


def _find_header(grids: list[Grid], kind: str, known: Known) -> tuple[Header, list[str]]:
    """The row with most of our headings, and the other sheets that would have served."""
    candidates = [_best_row(grid, known) for grid in grids]
    found = [header for header in candidates if len(header.columns) >= NAMES_AT_LEAST]
    if not found:
        names = ", ".join(c.name for c in template.TEMPLATES[kind] if c.expected)
        raise Unreadable(
            "judul",
            f"Kami tidak menemukan baris judul kolom. Kolom yang diperlukan: {names}. "
            "Gunakan templat dari portal, lalu unggah lagi.",
        )
    best = max(found, key=lambda header: len(header.columns))
    others = [
        header.grid.name
        for header in found
        if header is not best and len(header.columns) >= len(best.columns) - 1
    ]
    return best, others


def _best_row(grid: Grid, known: Known) -> Header:
    """Of rows with equally many headings, the first."""
    headers = [_header(grid, place, known) for place in range(min(HEADER_WITHIN, len(grid.rows)))]
    return max(headers, key=lambda header: len({c.field for c in header.columns.values()}))


def _header(grid: Grid, place: int, known: Known) -> Header:
    columns: dict[int, Column] = {}
    strangers: dict[int, str] = {}
    for index, spellings in headings.over(grid.rows, place):
        keys = map(template.heading_key, spellings)
        if column := next((known[key] for key in keys if key in known), None):
            columns[index] = column
        else:
            strangers[index] = spellings[-1]
    return Header(grid, place, columns, strangers)


# --- What refuses a whole file --------------------------------------------------------------


def _refuse_nik(header: Header) -> None:
    """By its heading, or by values that have the form of one (also under a wrong heading)."""
    for index, heading in header.strangers.items():
        if template.heading_key(heading) in template.NIK or _looks_like_nik(header, index):
            raise _nik(quoted(heading))
    for index, column in header.columns.items():
        if column.field in ("nip", "office_code", "name") and _looks_like_nik(header, index):
            raise _nik(quoted(column.name))


def _looks_like_nik(header: Header, index: int) -> bool:
    values = [
        text_of(row[index]).strip("'")
        for row in header.grid.rows[header.place + 1 : header.place + 201]
        if index < len(row) and row[index] not in (None, "")
    ]
    return bool(values) and sum(bool(NIK_SHAPE.match(v)) for v in values) * 2 > len(values)


def _nik(heading: str) -> Unreadable:
    return Unreadable(
        "nik",
        f"Kolom {heading} berisi NIK. Survei tidak memerlukan NIK dan tidak boleh menyimpannya. "
        "Hapus kolom itu, lalu unggah lagi.",
    )


def _refuse_twice(header: Header) -> None:
    seen: dict[str, int] = {}
    for index, column in header.columns.items():
        first = seen.setdefault(column.field, index)
        if first != index:
            raise Unreadable(
                "kolom_ganda",
                f"Kolom {column.label} ada dua kali, di kolom {column_letters(first)} dan "
                f"{column_letters(index)}. Hapus yang tidak dipakai, lalu unggah lagi.",
            )


def _refuse_other_list(header: Header, kind: str) -> None:
    """A complete list of another kind was handed in on the wrong page."""
    if not missing_from(header, kind):
        return
    for other, title in (("internal", "pegawai"), ("external", "pengguna layanan")):
        as_other = _best_row(header.grid, template.by_key(other))
        if other != kind and not missing_from(as_other, other):
            raise Unreadable(
                "daftar_lain",
                f"Berkas ini tampaknya daftar {title}. Unggah di halaman daftar itu.",
            )


def _refuse_missing(header: Header, kind: str) -> None:
    if missing := missing_from(header, kind):
        names = ", ".join(missing)
        raise Unreadable(
            "kolom_hilang",
            f"Kolom ini tidak ada: {names}. Tambahkan kolom itu di baris judul "
            f"(baris {header.place + 1}), atau pakai templat dari portal.",
        )


def missing_from(header: Header, kind: str) -> list[str]:
    """The template's names of expected columns that the file lacks."""
    present = {column.field for column in header.columns.values()}
    return [
        column.name
        for column in template.TEMPLATES[kind]
        if column.expected and column.field not in present and not _replaced(column, present)
    ]


def _replaced(column: Column, present: set[str]) -> bool:
    """One way to reach people is enough: a list with addresses may lack numbers."""
    return column.field == "phone" and "email" in present


def column_letters(index: int) -> str:
    """The index of a column as a sheet names it: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


# --- Rows -------------------------------------------------------------------------------------


def _rows(header: Header) -> Iterator[Row]:
    above = header.grid.rows[max(header.place - 1, 0) : header.place + 1]
    for place in range(header.place + 1, len(header.grid.rows)):
        cells = header.grid.rows[place]
        if cells not in above and not _is_no_person(cells, header):
            yield _row(header, place, cells)


def _row(header: Header, place: int, cells: list[Cell]) -> Row:
    values: dict[str, Cell] = {}
    formulas = set()
    known = header.grid.known
    for index, column in header.columns.items():
        values[column.field] = cells[index] if index < len(cells) else None
        if known.formulas and (place + 1, index + 1) in known.formulas:
            formulas.add(column.field)
    if known.since_1904:
        _count_from_1900(values)
    return Row(place + 1, values, frozenset(formulas))


def _count_from_1900(values: dict[str, Cell]) -> None:
    """Days that are stored as days are right already; bare numbers are not."""
    for field in template.DAYS:
        if isinstance(number := values.get(field), float):
            values[field] = number + DAYS_TO_1904


def _is_no_person(cells: list[Cell], header: Header) -> bool:
    """Empty, a line of column numbers, or what stands below a table: totals and remarks."""
    width = len(cells)
    words = [
        isinstance(cell := cells[i], str) and cell[:1].isalpha()
        for i in header.columns
        if i < width
    ]
    if sum(words) > MOST_OF_A_REMARK:
        return False
    ours = [text_of(cells[i]) if i < len(cells) else "" for i in header.columns]
    filled = [text for text in ours if text]
    if not filled:
        return True
    if all(re.fullmatch(r"\(?\d{1,2}\)?", text) for text in filled) and len(filled) > 1:
        return True
    first = next((text for cell in cells if (text := text_of(cell))), "").casefold()
    return len(filled) <= MOST_OF_A_REMARK and first.startswith(BELOW_A_TABLE)


# --- What is worth a word ------------------------------------------------------------------------


def _unwanted(header: Header) -> Iterator[Fault]:
    names = [h for h in header.strangers.values() if template.heading_key(h) in template.NOT_WANTED]
    names += [c.label for c in header.columns.values() if c is template.BIRTH_DATE]
    for name in names:
        yield Fault(
            header.place + 1,
            name[:40],
            warns(
                "kolom_tidak_perlu",
                f"Kolom {quoted(name)} tidak diperlukan survei. Kami tidak menyimpannya. "
                "Lain kali hapus saja.",
            ),
        )


def _unread(others: Iterable[str], header: Header) -> Iterator[Fault]:
    for name in others:
        yield Fault(
            header.place + 1,
            "",
            warns(
                "lembar_lain",
                f"Lembar {quoted(name)} juga berisi daftar. Kami hanya membaca lembar "
                f"{quoted(header.grid.name)}. Gabungkan dalam satu lembar bila perlu.",
            ),
        )


def _hidden(rows: tuple[Row, ...], header: Header) -> Iterator[Fault]:
    """A filter that is still on hides people from whoever looks through the list."""
    hidden = [row.number for row in rows if row.number in header.grid.known.hidden_rows]
    if hidden:
        yield Fault(
            hidden[0],
            "",
            warns(
                "baris_tersembunyi",
                f"Lembar ini punya {len(hidden)} baris tersembunyi yang ikut dibaca, mulai baris "
                f"{hidden[0]}. Tampilkan di Excel, lalu hapus yang tidak perlu.",
            ),
        )
