"""Faulty rows that an office took to Excel and brings back: which upload they mend, and how."""

from __future__ import annotations

import re

from respondents.imports import columns as template
from respondents.imports.cells import text_of
from respondents.imports.reading import Found
from respondents.imports.template_files import MARK_OF_REPAIRS, Extra
from respondents.models.lists import Upload

SHEET = re.compile(rf"^{MARK_OF_REPAIRS} (\d{{1,18}})$")


def upload_of(upload: Upload, found: Found) -> Upload | None:
    """The upload of the same list that the file names, while it still waits for repairs."""
    named = SHEET.match(found.header.grid.name)
    if named is None or _place_of_number(found) is None:
        return None
    waiting = Upload.objects.of(upload.office, upload.kind).filter(state=Upload.State.CHECKED)
    return waiting.select_related("office").defer("content").filter(pk=int(named[1])).first()


def cells_of(found: Found, *, kind: str) -> dict[int, dict[str, str]]:
    """Texts by field of our rows, by the number that the row had in the first file."""
    header, number = found.header, _place_of_number(found)
    ours = {column.field for column in template.TEMPLATES[kind]}
    cells: dict[int, dict[str, str]] = {}
    for row in header.grid.rows[header.place + 1 :]:
        told = text_of(row[number]) if number is not None and number < len(row) else ""
        if told.isdecimal() and len(told) < 10:
            cells[int(told)] = {
                column.field: text_of(row[place]) if place < len(row) else ""
                for place, column in header.columns.items()
                if column.field in ours
            }
    return cells


def _place_of_number(found: Found) -> int | None:
    key = template.heading_key(Extra.ROW)
    strangers = found.header.strangers.items()
    return next((place for place, name in strangers if template.heading_key(name) == key), None)
