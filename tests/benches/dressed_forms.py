"""A form of others in our frame: consent first, both languages, roles, and one section.

What the form asks, its conditions and its choices stay as they are, so that they are looked at
and not only the columns that ours must have.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

from openpyxl import Workbook
from python_calamine import CalamineWorkbook

Line = dict[str, str]

LANGUAGES = ("Bahasa Indonesia (id)", "English (en)")
LABELS = tuple(f"label::{language}" for language in LANGUAGES)
AS_THEY_ARE = (
    *("type", "name", "required", "relevant", "constraint", "calculation", "choice_filter"),
    *("default", "parameters", "appearance"),
)
CONSENT = (("ya", "Ya", ""), ("tidak", "Tidak", "91"))
OF_CHOICES = ("list_name", "list name", "name", "value")
UNSEEN = ("label", "image", "audio", "video", "media", "caption")


def dress(raw: bytes) -> bytes | None:
    """None for a form without a sheet `survey`. Raises CalamineError."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
    sheets = {name: list(_lines(book, name)) for name in book.sheet_names}
    if "survey" not in sheets:
        return None
    made = Workbook()
    made.remove(made.active)
    _write(made, "survey", _survey(sheets["survey"]))
    _write(made, "choices", _choices(sheets.get("choices", [])))
    settings = {"form_title": "Contoh", "form_title_en": "Sample"}
    _write(made, "settings", [settings])
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def _lines(book: CalamineWorkbook, name: str) -> Iterator[Line]:
    rows = book.get_sheet_by_name(name).to_python()
    headings = [str(heading).strip() for heading in rows[0]] if rows else []
    for row in rows[1:]:
        line = {head: _text(cell) for head, cell in zip(headings, row, strict=False) if head}
        if any(line.values()):
            yield line


def _survey(lines: Sequence[Line]) -> list[Line]:
    """Groups without a condition are left out: everything stands in one section."""
    frame = [
        _item("begin_group", "frame_s", "", ""),
        _item("select_one frame_consent", "frame_c", "screening", "yes"),
        {"type": "end_group"},
        _item("begin_group", "frame_q", "", ""),
    ]
    asked = [_dressed(line) for line in lines if not _is_plain_group(line)]
    return [*frame, *asked, {"type": "end_group"}]


def _item(kind: str, name: str, role: str, required: str) -> Line:
    return {
        **dict.fromkeys(LABELS, "Tanya"),
        "type": kind,
        "name": name,
        "role": role,
        "required": required,
        **dict.fromkeys(("dimension", "indicator"), ""),
    }


def _is_plain_group(line: Line) -> bool:
    kind = line.get("type", "").replace(" ", "_")
    return kind in ("begin_group", "end_group") and not line.get("relevant")


def _dressed(line: Line) -> Line:
    kept = {name: line[name] for name in AS_THEY_ARE if line.get(name)}
    label = _label(line) or "Tanya"
    return {**kept, **dict.fromkeys(LABELS, label), "role": "information"}


def _choices(lines: Sequence[Line]) -> list[Line]:
    consent = [
        {
            "list_name": "frame_consent",
            "name": code,
            "score": "",
            "ends": ends,
            **dict.fromkeys(LABELS, label),
        }
        for code, label, ends in CONSENT
    ]
    return [*consent, *(_choice(line) for line in lines)]


def _choice(line: Line) -> Line:
    own = {
        name: cell
        for name, cell in line.items()
        if name not in OF_CHOICES and not name.lower().startswith(UNSEEN)
    }
    return {
        **own,
        "list_name": line.get("list_name") or line.get("list name", ""),
        "name": line.get("name") or line.get("value", ""),
        **dict.fromkeys(LABELS, _label(line) or "Pilihan"),
        **dict.fromkeys(("score", "ends"), ""),
    }


def _label(line: Line) -> str:
    return next((text for name, text in line.items() if name.startswith("label") and text), "")


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _write(book: Workbook, name: str, lines: Sequence[Line]) -> None:
    sheet = book.create_sheet(name)
    headings = list(dict.fromkeys(heading for line in lines for heading in line))
    sheet.append(headings)
    for line in lines:
        sheet.append([line.get(heading) or None for heading in headings])
