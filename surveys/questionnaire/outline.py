"""The survey sheet as sections with rows: what kind of row each one is, and its name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from surveys.questionnaire.faults import Faults
from surveys.questionnaire.instrument import ASKS, Asks
from surveys.questionnaire.wording import CONSTRAINT_MESSAGES, HINTS, REQUIRED_MESSAGES
from surveys.questionnaire.workbook import Row, Sheet

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
_SELECT = re.compile(r"(select_one|select_multiple) (\S+?)( or_other)?")
_PRIVACY = "tidak ada yang dicatat tentang waktu, tempat, atau perangkat responden"
_KNOWN = (
    "yang ada: select_one DAFTAR, select_multiple DAFTAR, integer, decimal, range, date, note, "
    "calculate, begin_group, end_group"
)
_REASONS = {
    "text": "jawaban bebas dapat membuka siapa yang menulis, maka tidak ada",
    "rank": "urutan tidak dapat ditulis dalam satu jawaban; pecah menjadi beberapa butir",
    "time": "jam yang tepat dapat membuka siapa yang menjawab; pakai pilihan rentang",
    "datetime": "saat yang tepat dapat membuka siapa yang menjawab; pakai date",
    "dateTime": "saat yang tepat dapat membuka siapa yang menjawab; pakai date",
    "barcode": "jawaban bebas dapat membuka siapa yang menulis, maka tidak ada",
    "acknowledge": "tulis sebagai select_one dengan satu pilihan setuju dan satu menolak",
    "select_one_external": "pilihan ditulis pada lembar choices",
    "select_one_from_file": "pilihan ditulis pada lembar choices",
    "select_multiple_from_file": "pilihan ditulis pada lembar choices",
    "begin_repeat": "bagian yang berulang tidak ada",
    "end_repeat": "bagian yang berulang tidak ada",
    "start": _PRIVACY,
    "end": _PRIVACY,
    "today": _PRIVACY,
    "deviceid": _PRIVACY,
    "audit": _PRIVACY,
    "geopoint": _PRIVACY,
    "geotrace": _PRIVACY,
    "geoshape": _PRIVACY,
    "image": "berkas dari responden tidak diterima",
    "audio": "berkas dari responden tidak diterima",
    "video": "berkas dari responden tidak diterima",
    "file": "berkas dari responden tidak diterima",
}
_FOR_ITEMS = (
    *HINTS.values(),
    *CONSTRAINT_MESSAGES.values(),
    *REQUIRED_MESSAGES.values(),
    *("required", "role", "dimension", "indicator", "expected", "status", "source"),
    *("constraint", "calculation", "choice_filter", "default", "parameters"),
)


@dataclass(slots=True, kw_only=True)
class SectionRows:
    """A begin_group row and the item rows up to its end_group."""

    group: Row
    items: list[Row] = field(default_factory=list)


def read(sheet: Sheet, faults: Faults) -> list[SectionRows]:
    """Sections in order. Rows of other types are faults and left out."""
    sections: list[SectionRows] = []
    current: SectionRows | None = None
    for row in sheet.rows:
        kind = row.text("type")
        if kind == "begin_group":
            if current is not None:
                faults.add(row, "type", "begin_group sebelum end_group: bagian tidak bertingkat")
            current = SectionRows(group=row)
            sections.append(current)
        elif kind == "end_group":
            _close(row, current, faults)
            current = None
        elif _is_item(row, faults):
            _place(row, current, faults)
    if current is not None:
        faults.add(current.group, "type", "begin_group tanpa end_group")
    _check_names(sections, faults)
    return sections


def list_name(row: Row) -> str:
    """The list of choices of a select row; '' for other rows."""
    match = _SELECT.fullmatch(row.text("type"))
    return match.group(2) if match else ""


def has_other(row: Row) -> bool:
    match = _SELECT.fullmatch(row.text("type"))
    return bool(match and match.group(3))


def asks(row: Row) -> Asks | None:
    """What an item row asks for; None for a row of a type that does not exist."""
    match = _SELECT.fullmatch(row.text("type"))
    kind = match.group(1) if match else row.text("type")
    if kind not in ASKS or (kind.startswith("select_") and not match):
        return None
    return kind


def _is_item(row: Row, faults: Faults) -> bool:
    if asks(row):
        return True
    kind = row.text("type").split(" ")[0]
    reason = _REASONS.get(kind, _KNOWN)
    faults.add(row, "type", f"jenis «{row.text('type')}» tidak didukung: {reason}")
    return False


def _place(row: Row, section: SectionRows | None, faults: Faults) -> None:
    if section is None:
        faults.add(row, "type", "butir di luar begin_group … end_group")
    else:
        section.items.append(row)


def _close(row: Row, section: SectionRows | None, faults: Faults) -> None:
    if section is None:
        faults.add(row, "type", "end_group tanpa begin_group")
    elif not section.items:
        faults.add(section.group, "type", "bagian tanpa butir")
    for heading in row.columns:
        if heading not in ("type", "name") and row.text(heading):
            faults.add(row, heading, "end_group tidak punya isi lain")


def _check_names(sections: list[SectionRows], faults: Faults) -> None:
    taken: set[str] = set()
    for section in sections:
        for heading in _FOR_ITEMS:
            if section.group.text(heading):
                faults.add(section.group, heading, "hanya diisi pada butir, bukan pada begin_group")
        for row in (section.group, *section.items):
            name = row.text("name")
            if not _NAME.fullmatch(name):
                faults.add(row, "name", "nama diawali huruf, lalu huruf, angka, garis bawah")
            elif name.lower() in taken:
                faults.add(row, "name", f"nama {name} sudah dipakai")
            taken.add(name.lower())
