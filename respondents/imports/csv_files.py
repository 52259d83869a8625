"""CSV as it comes: any delimiter, with or without BOM, in the encodings Excel writes."""

from __future__ import annotations

import csv
import io

from respondents.imports import file_types
from respondents.imports.cells import Cell

BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
DELIMITERS = ";,\t|"
LONGEST_CELL = 10_000  # characters: an unclosed quotation mark swallows the rest of a file


def rows_of(content: bytes) -> list[list[Cell]]:
    """Every line as its cells; a line's place is its number. Raises Unreadable."""
    text = _decoded(content).replace("\0", "")
    csv.field_size_limit(LONGEST_CELL)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
        return [list(row) for row in rows]
    except csv.Error as fault:
        raise file_types.broken() from fault


def _decoded(content: bytes) -> str:
    for bom, encoding in BOMS:
        if content.startswith(bom):
            return content.decode(encoding, errors="replace")
    if content[1:400:2].count(0) > len(content[:400]) // 3:
        return content.decode("utf-16-le", errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    """The mark that cuts most of the first lines into the same number of cells."""
    lines = [line for line in text.splitlines()[:30] if line.strip()]
    declared = lines[0].casefold() if lines else ""
    if declared.startswith("sep=") and len(declared) == 5:
        return declared[-1]
    return max(DELIMITERS, key=lambda mark: sorted(line.count(mark) for line in lines)[-3:])
