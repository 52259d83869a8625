"""The survey sheet as sections with rows: what kind of row each one is, and its name."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from surveys.questionnaire.faults import Faults
from surveys.questionnaire.wording import HINTS
from surveys.questionnaire.workbook import Row, Sheet

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
_SELECT_ONE = re.compile(r"select_one (\S+)")
_PRIVACY = "tidak ada yang dicatat tentang waktu, tempat, atau perangkat responden"
_REASONS = {
    "text": "jawaban bebas dapat membuka siapa yang menulis, maka tidak ada",
    "note": "keterangan ditulis pada kolom hint butir yang bersangkutan",
    "select_multiple": "satu butir punya satu jawaban; pecah menjadi beberapa butir Ya/Tidak",
    "rank": "satu butir punya satu jawaban",
    "integer": "angka ditanyakan sebagai pilihan rentang",
    "decimal": "angka ditanyakan sebagai pilihan rentang",
    "range": "angka ditanyakan sebagai pilihan rentang",
    "date": "tanggal ditanyakan sebagai pilihan rentang",
    "calculate": "nilai dihitung sesudah survei ditutup, dari kolom score",
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
    *("required", "role", "dimension", "indicator", "expected", "status", "source"),
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
    """The list of choices of a select_one row."""
    match = _SELECT_ONE.fullmatch(row.text("type"))
    return match.group(1) if match else ""


def _is_item(row: Row, faults: Faults) -> bool:
    if list_name(row):
        return True
    kind = row.text("type").split(" ")[0]
    reason = _REASONS.get(kind, "yang ada: select_one DAFTAR, begin_group, end_group")
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
