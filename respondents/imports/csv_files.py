"""CSV as it comes: any delimiter, with or without BOM, in the encodings Excel writes."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator

from respondents.imports import file_types
from respondents.imports.cells import Cell
from respondents.imports.unreadable import Unreadable

WIDE = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
DELIMITERS = ";,\t|"
LONGEST_CELL = 10_000  # characters: an unclosed quotation mark swallows the rest of a file
COLUMNS_AT_MOST = 16_384  # as in Excel
LINES_AT_MOST = 1_100_000  # empty ones too: Excel has 1,048,576
EMPTY: list[Cell] = []  # stands for each of the empty lines, of which there may be a million


def rows_of(content: bytes) -> list[list[Cell]]:
    """Every line as its cells; a line's place is its number. Raises Unreadable."""
    text = _decoded(content).replace("\0", "")
    if text.count("\n") > LINES_AT_MOST or text.count("\r") > LINES_AT_MOST:
        raise file_types.too_many()
    mark = _delimiter(text)
    return list(_rows(text, mark))


def _rows(text: str, mark: str) -> Iterator[list[Cell]]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    line = widest = 0
    try:
        for row in reader:
            widest = max(widest, len(row))
            if reader.line_num > line + 1 and _swallows_rows(row, mark, widest):
                raise _unclosed(line + 1)
            line = reader.line_num
            yield row[:COLUMNS_AT_MOST] if any(row) else EMPTY  # type: ignore[misc]
    except csv.Error as fault:
        raise _unclosed(line + 1) from fault


def _swallows_rows(row: list[str], mark: str, widest: int) -> bool:
    """Whether a cell goes on over lines that look like rows of their own."""
    further = (line for cell in row if "\n" in cell for line in cell.split("\n")[1:])
    return any(line.count(mark) * 2 >= max(widest - 1, 2) for line in further)


def _unclosed(line: int) -> Unreadable:
    return Unreadable(
        "kutip",
        f"Satu sel di baris {line} terlalu panjang. Mungkin tanda kutip di situ tidak ditutup. "
        "Perbaiki baris itu, lalu unggah lagi.",
    )


def _decoded(content: bytes) -> str:
    for bom, encoding in WIDE.items():
        if content.startswith(bom):
            return content[len(bom) :].decode(encoding, errors="replace")
    for first_byte, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if content[first_byte:400:2].count(0) > len(content[:400]) // 3:
            return content.decode(encoding, errors="replace")
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:  # some lines may be UTF-8 all the same: files are put together
        return "\n".join(map(_line, content.split(b"\n")))


def _line(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    """The mark that cuts most of the first lines into the same number of cells."""
    lines = [line for line in text[:100_000].splitlines()[:30] if line.strip()]
    declared = lines[0].casefold() if lines else ""
    if declared.startswith("sep=") and len(declared) == 5:
        return declared[-1]
    return max(DELIMITERS, key=lambda mark: sorted(line.count(mark) for line in lines)[-3:])
