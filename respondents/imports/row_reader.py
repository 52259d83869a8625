"""One row while it is read: values come out, what is wrong with them is collected."""

from __future__ import annotations

import re
from datetime import date

from respondents import contacts, nip
from respondents.contacts import Reading
from respondents.findings import Finding, blocks, repairable, warns
from respondents.imports.cells import day_of, quoted, text_of
from respondents.imports.columns import BIRTH_DATE, TEMPLATES, Column
from respondents.imports.reading import Fault, Row

COLUMNS = {
    kind: {column.field: column for column in (*columns, BIRTH_DATE)}
    for kind, columns in TEMPLATES.items()
}
FORMULA_BEGINS = ("=", "@", "+", "-")
FORMULA_AS_TEXT = re.compile(r"^(?:[=@]\s*[A-Za-z(+\-]|[=+\-@].*\|.*!)")
FAILURES = frozenset(
    "#N/A #REF! #VALUE! #NAME? #DIV/0! #NULL! #NUM! #SPILL! #CALC! Err:502 Err:504 Err:508".split()
)
LONG_AGO = date(1950, 1, 1)


class RowReader:
    """Reads each field once; a field that is absent or wrong comes out empty."""

    def __init__(self, row: Row, *, kind: str, on: date) -> None:
        self.row = row
        self.on = on
        self.faults: list[Fault] = []
        self._columns = COLUMNS[kind]

    def note(self, field: str, finding: Finding | None) -> None:
        if finding is not None:
            self.faults.append(Fault(self.row.number, self._columns[field].name, finding))

    def column_name(self, field: str) -> str:
        return self._columns[field].name

    def text(self, field: str) -> str:
        column = self._columns[field]
        text = self._written(field)
        if text is None:
            return ""
        if text in ("", "-") and column.filled:
            self.note(field, _empty(column))
        if text[:1] in FORMULA_BEGINS and FORMULA_AS_TEXT.match(text):
            self.note(field, blocks("rumus_teks", FORMULA_TEXT))
            return ""
        if len(text) > column.limit:
            self.note(field, _too_long(column, text))
            return ""
        return "" if text == "-" else text

    def word(self, field: str) -> str:
        """The word of the column's vocabulary; for an unknown one the nearest, which is told."""
        column, text = self._columns[field], self.text(field)
        if not text or column.words is None:
            return ""
        word = column.words.recognise(text)
        if word is None:
            word = column.words.nearest(text)
            self.note(field, _unknown_word(column, text, nearest=word))
        return word

    def name(self) -> str:
        text = self.text("name")
        is_truth = isinstance(self.row.cells.get("name"), bool)
        if text and (is_truth or sum(letter.isalpha() for letter in text) < 2):
            self.note(
                "name",
                blocks("nama", "Sel ini tidak berisi nama orang. Tulis nama lengkapnya."),
            )
            return ""
        return " ".join(text.split())

    def day(self, field: str) -> date | None:
        """A day that is not ahead of the check; text like 12-03-2015 and serials are fine."""
        column, cell = self._columns[field], self.row.cells.get(field)
        is_day = isinstance(cell, date) and not self.row.formulas  # most of them
        if not is_day and self._written(field) is None:
            return None
        try:
            day = day_of(cell)
        except ValueError:
            self.note(field, _no_day(column, text_of(cell)))
            return None
        if day is None:
            self.note(field, _empty(column) if column.filled else None)
        elif day > self.on or day < LONG_AGO:
            self.note(field, _impossible_day(column, day, self.on))
            return None
        return day

    def born(self) -> date | None:
        """The birth date beside a NIP, where a file has one; unreadable ones do not matter."""
        try:
            return day_of(self.row.cells.get("born"))
        except ValueError:
            return None

    def further(self, *fields: str) -> dict[str, str]:
        """Columns that no rule reads, as far as they are filled."""
        read = {field: self._further(field) for field in fields}
        return {field: text for field, text in read.items() if text}

    def _further(self, field: str) -> str:
        return self.word(field) if self._columns[field].words else self.text(field)

    def phone(self) -> str:
        return self._contact("phone", contacts.read_phone(self._contact_text("phone")))

    def email(self) -> str:
        return self._contact("email", contacts.read_email(self._contact_text("email")))

    def nip(self, *, status: str) -> str:
        text = self._contact_text("nip")
        reading = nip.read(text, on=self.on, status=status, born=self.born())
        return self._contact("nip", reading)

    def _contact_text(self, field: str) -> str:
        text, column = self._written(field) or "", self._columns[field]
        if len(text) > column.limit:
            self.note(field, _too_long(column, text))
            return ""
        return text

    def _contact(self, field: str, reading: Reading) -> str:
        self.note(field, reading.finding)
        return reading.value

    def _written(self, field: str) -> str | None:
        """What stands in the cell; None, and told, for a formula that came to nothing."""
        text = text_of(self.row.cells.get(field))
        is_formula = bool(self.row.formulas) and field in self.row.formulas
        if (text[:1] in ("#", "E") and text in FAILURES) or (is_formula and not text):
            self.note(field, blocks("rumus_kosong", FORMULA_EMPTY))
            return None
        if is_formula:
            self.note(field, warns("rumus", FORMULA))
        return text


FORMULA = "Sel ini berisi rumus. Kami memakai nilainya. Periksa apakah nilainya benar."
FORMULA_EMPTY = (
    "Rumus di sel ini tidak menghasilkan nilai. "
    "Buka berkas di Excel, perbaiki rumusnya, lalu unggah lagi, atau ganti dengan nilainya."
)
FORMULA_TEXT = "Sel ini berisi rumus, bukan isinya. Ganti rumus dengan nilainya."


def _empty(column: Column) -> Finding:
    return blocks("kosong", f"{column.label} belum diisi. Isi kolom ini.")


def _too_long(column: Column, text: str) -> Finding:
    return blocks(
        "panjang",
        f"{column.label} ini {len(text)} huruf. Paling panjang {column.limit} huruf. Ringkaskan.",
    )


def _unknown_word(column: Column, text: str, *, nearest: str) -> Finding:
    found = f"{column.label} {quoted(text)} tidak dikenal."
    if nearest:
        return repairable("isian", f"{found} Maksudnya {quoted(nearest)}?", nearest)
    choices = ", ".join(column.words.choices) if column.words else ""
    return blocks("isian", f"{found} Pilih salah satu: {choices}.")


def _no_day(column: Column, text: str) -> Finding:
    return blocks(
        "tanggal",
        f"{column.label} {quoted(text)} bukan tanggal. "
        "Tulis hari-bulan-tahun, misalnya 12-03-2015.",
    )


def _impossible_day(column: Column, day: date, on: date) -> Finding:
    when = "belum terjadi" if day > on else "terlalu lama berlalu"
    return blocks(
        "tanggal_mustahil",
        f"{column.label} {day:%d-%m-%Y} {when}. Periksa tahunnya.",
    )
