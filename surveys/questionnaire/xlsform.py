"""An XLSForm workbook (https://xlsform.org) read as an instrument, or refused with reasons.

pyxform must be able to convert the workbook, so that every other ODK tool can open it. What
this version does not understand is refused and never ignored; docs/instrument.md lists it.
"""

from __future__ import annotations

import re
from pathlib import Path

from pyxform.errors import PyXFormError
from pyxform.xls2xform import convert

from surveys.questionnaire import choice_lists, item_rows, outline, workbook
from surveys.questionnaire.faults import Fault, Faults, InstrumentRefused
from surveys.questionnaire.instrument import (
    DECLINED,
    KINDS,
    Choice,
    Instrument,
    Item,
    Kind,
    Section,
    Text,
)
from surveys.questionnaire.outline import SectionRows
from surveys.questionnaire.paging import MOST_ITEMS
from surveys.questionnaire.row_answers import Surroundings
from surveys.questionnaire.wording import LABELS, LANGUAGE_NAMES, TITLES, wording
from surveys.questionnaire.workbook import NOTES, Sheet

MOST_ITEMS_IN_ALL = 200  # a packed sheet has to fit the constant length of a draft

_SETTINGS = (*TITLES.values(), "form_id", "version", "default_language")
_FIXED_SHEETS = {
    "survey": (item_rows.REQUIRED_COLUMNS, item_rows.COLUMNS),
    "choices": (choice_lists.REQUIRED_COLUMNS, choice_lists.COLUMNS),
    "settings": (tuple(TITLES.values()), _SETTINGS),
}
_WORD = re.compile(r"[A-Za-z_][\w.-]*")
_PYXFORM_ROW = re.compile(r"^\[row : (\d+)\]\s*")
_PYXFORM_SHEET = re.compile(r"the '(survey|choices|settings)' sheet")


def read(source: Path | bytes, kind: Kind) -> Instrument:
    """Raises InstrumentRefused with every fault that was found."""
    raw = source if isinstance(source, bytes) else source.read_bytes()
    faults = Faults()
    book = workbook.read(raw, faults)
    columns = _filtering(book)
    _check_sheets(book, columns, faults)
    faults.refuse_any()
    title = _title(book["settings"], kind, faults)
    lists = choice_lists.read(book["choices"], faults, columns=columns)
    rows = outline.read(book["survey"], faults)
    sections = _sections(rows, lists, faults)
    _check_whole(rows, sections, faults)
    faults.refuse_any()
    _convert(raw)
    return Instrument(kind=kind, title=title, sections=sections)


def _filtering(book: dict[str, Sheet]) -> frozenset[str]:
    """The methodologist's own columns of the choices sheet that a choice filter names."""
    if "survey" not in book or "choices" not in book:
        return frozenset()
    filters = " ".join(row.text("choice_filter") for row in book["survey"].rows)
    own = set(book["choices"].columns) - set(choice_lists.COLUMNS)
    return frozenset(own.intersection(_WORD.findall(filters)))


def _check_sheets(book: dict[str, Sheet], filtering: frozenset[str], faults: Faults) -> None:
    for name, (required, known) in _FIXED_SHEETS.items():
        if name not in book:
            faults.add_cell(name, "", f"lembar {name} tidak ada")
        else:
            own = tuple(filtering) if name == "choices" else ()
            _check_columns(book[name], required, (*known, *own), faults)
    for name, sheet in book.items():
        if name not in _FIXED_SHEETS and sheet.columns:
            faults.add_cell(name, "", f"lembar {name} tidak dikenal; catatan diawali {NOTES}")


def _check_columns(
    sheet: Sheet, required: tuple[str, ...], known: tuple[str, ...], faults: Faults
) -> None:
    for heading in required:
        if heading not in sheet.columns:
            faults.add(sheet, heading, f"kolom {heading} tidak ada")
    for heading in sheet.columns:
        if heading not in known and any(row.text(heading) for row in sheet.rows):
            faults.add(sheet, heading, f"kolom {heading} tidak didukung pada versi ini")


def _title(sheet: Sheet, kind: Kind, faults: Faults) -> Text:
    if len(sheet.rows) != 1:
        faults.add_cell("settings", "", "lembar settings harus berisi tepat satu baris")
        return {}
    row = sheet.rows[0]
    if row.text("form_id") in KINDS and row.text("form_id") != kind:
        faults.add(row, "form_id", f"kuesioner {row.text('form_id')}, bukan {kind}")
    if row.text("default_language") not in ("", LANGUAGE_NAMES["id"]):
        faults.add(row, "default_language", f"harus {LANGUAGE_NAMES['id']}")
    return wording(row, TITLES, faults)


def _sections(
    rows: list[SectionRows], lists: dict[str, tuple[Choice, ...]], faults: Faults
) -> tuple[Section, ...]:
    names = frozenset(section.group.text("name") for section in rows)
    items: tuple[Item, ...] = ()
    sections = []
    for section in rows:
        group = section.group
        condition = item_rows.condition(group, group.text("relevant"), items, faults)
        start = len(items)
        for row in section.items:
            around = Surroundings(lists=lists, sections=names, condition=condition, earlier=items)
            items += (item_rows.item(row, around, faults),)
        title = wording(group, LABELS, faults)
        sections.append(Section(name=group.text("name"), title=title, items=items[start:]))
    return tuple(sections)


def _check_whole(rows: list[SectionRows], sections: tuple[Section, ...], faults: Faults) -> None:
    items = [item for section in sections for item in section.items]
    if not 1 <= len(items) <= MOST_ITEMS_IN_ALL:
        faults.add_cell("survey", "", f"kuesioner harus berisi 1 sampai {MOST_ITEMS_IN_ALL} butir")
    elif not _asks_consent(items[0]):
        faults.add_cell(
            "survey", "", f"butir pertama harus screening persetujuan, dengan ends {DECLINED}"
        )
    for section in rows[:1]:
        _check_first_page(section, faults)
    for section in rows[1:]:
        for row in section.items:
            if row.text("role") == "screening":
                faults.add(row, "role", "butir screening hanya pada bagian pertama")
    for section in rows:
        _check_pressure(section, is_last=section is rows[-1], faults=faults)


def _asks_consent(item: Item) -> bool:
    return item.role == "screening" and DECLINED in {choice.ends for choice in item.choices}


def _check_first_page(section: SectionRows, faults: Faults) -> None:
    """Screening is one page, so that nobody answers more before it than they must."""
    if len(section.items) > MOST_ITEMS:
        faults.add(section.group, "type", f"bagian pertama paling banyak {MOST_ITEMS} butir")
    for row in section.items:
        if row.text("relevant"):
            faults.add(row, "relevant", "bagian pertama satu halaman, maka tanpa syarat")


def _check_pressure(section: SectionRows, *, is_last: bool, faults: Faults) -> None:
    """What is told under "Ditekan?" is one item, alone in a section after all others."""
    for row in section.items:
        if row.text("role") == "pressure" and not (is_last and len(section.items) == 1):
            faults.add(row, "role", "butir pressure berdiri sendiri di bagian terakhir")


def _convert(raw: bytes) -> None:
    try:
        convert(raw, file_type=".xlsx")
    except PyXFormError as error:
        raise InstrumentRefused((_pyxform_fault(str(error)),)) from error


def _pyxform_fault(message: str) -> Fault:
    sheet = _PYXFORM_SHEET.search(message)
    row = _PYXFORM_ROW.match(message)
    return Fault(
        sheet=sheet.group(1) if sheet else "survey",
        cell=f"A{row.group(1)}" if row else "",
        message=f"ditolak pembaca XLSForm: {_PYXFORM_ROW.sub('', message)}",
    )
