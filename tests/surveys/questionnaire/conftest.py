from __future__ import annotations

import io
from pathlib import Path
from random import Random

import pytest
from openpyxl import Workbook

from surveys import questionnaire as package
from surveys.questionnaire import xlsform
from surveys.questionnaire.instrument import KINDS, Choice, Instrument, Item, Section
from surveys.questionnaire.path import Questionnaire
from surveys.questionnaire.xlsform import InstrumentRefused

INSTRUMENTS = Path(package.__file__).parents[1] / "instruments"

SURVEY = """
type | name | label::Bahasa Indonesia (id) | label::English (en) | hint::Bahasa Indonesia (id) | \
hint::English (en) | required | relevant | dimension | indicator | role | expected | status | source
begin_group | SCR | Penyaring | Screening
select_one consent | s1 | Bersedia? | Willing? | | | yes | | | Persetujuan | screening
select_one eligible | s2 | Layak? | Eligible? | | | yes | | | Kelayakan | screening
end_group
begin_group | TRN | Transparansi | Transparency
select_one often | q1 | Seberapa sering? | How often? | | | yes | | TRN | Frekuensi | \
index | | T | S1
select_one form | q2 | Bentuk apa? | What form? | Pilih | Choose | no | ${q1} = 'sering' | | | \
information
end_group
"""
CHOICES = """
list_name | name | label::Bahasa Indonesia (id) | label::English (en) | score | ends
consent | ya | Ya | Yes
consent | tidak | Tidak | No | | 91
eligible | ya | Ya | Yes
eligible | tidak | Tidak | No | | 92
often | jarang | Jarang | Rarely | 10000
often | sering | Sering | Often | 0
often | tidak_tahu | Tidak tahu | Do not know
form | uang | Uang | Money
form | barang | Barang | Goods
"""
SETTINGS = """
form_title | form_title_en | form_id | default_language
Kuesioner | Questionnaire | internal | Bahasa Indonesia (id)
"""


PLAIN = {"id": "Tanya?", "en": "Ask?", "role": "information", "required": "no"}
LANGUAGES = {"id": "Bahasa Indonesia (id)", "en": "English (en)"}
COLUMN_NAMES = {
    **{code: f"label::{name}" for code, name in LANGUAGES.items()},
    **{
        f"{kind}_{code}": f"{kind}_message::{name}"
        for kind in ("constraint", "required")
        for code, name in LANGUAGES.items()
    },
}


class Book:
    """A small workbook that is in order, to be spoilt one cell at a time."""

    def __init__(self, survey: str = SURVEY, choices: str = CHOICES) -> None:
        self.workbook = Workbook()
        self.workbook.remove(self.workbook.active)
        for name, text in (("survey", survey), ("choices", choices), ("settings", SETTINGS)):
            sheet = self.workbook.create_sheet(name)
            for line in text.strip().splitlines():
                cells = [cell.strip() for cell in line.split("|")]
                sheet.append([int(cell) if cell.isdigit() else cell or None for cell in cells])

    def add(self, **cells: object) -> Book:
        """One more item at the end of the second section, by column; an underscore is a colon."""
        sheet = self.workbook["survey"]
        heads = {str(cell.value): cell.column for cell in sheet[1]}
        end = sheet.max_row
        for name, value in {**PLAIN, "name": f"n{end}", **cells}.items():
            heading = COLUMN_NAMES.get(name, name)
            if heading not in heads:
                heads[heading] = sheet.max_column + 1
                sheet.cell(1, heads[heading], heading)
            sheet.cell(end, heads[heading], value)
        sheet.cell(end + 1, 1, "end_group")
        return self

    def put(self, address: str, value: object) -> Book:
        sheet, cell = address.split("!")
        self.workbook[sheet][cell] = value
        return self

    def bytes(self) -> bytes:
        target = io.BytesIO()
        self.workbook.save(target)
        return target.getvalue()

    def read(self) -> Instrument:
        return xlsform.read(self.bytes(), "internal")

    def faults(self) -> list[str]:
        """Every fault as "sheet cell: message"; none if the workbook is read."""
        try:
            self.read()
        except InstrumentRefused as refused:
            return [str(fault) for fault in refused.faults]
        return []


@pytest.fixture
def book() -> Book:
    return Book()


@pytest.fixture(scope="session")
def questionnaires() -> dict[str, Questionnaire]:
    return {kind: Questionnaire(xlsform.read(INSTRUMENTS / f"{kind}.xlsx", kind)) for kind in KINDS}


@pytest.fixture(params=KINDS)
def questionnaire(request: pytest.FixtureRequest, questionnaires) -> Questionnaire:
    return questionnaires[request.param]


@pytest.fixture
def rng() -> Random:
    return Random(2026)


@pytest.fixture(scope="session")
def make_item():
    def make(name: str, *codes: str, relevant: str | None = None, required: bool = True, ends=None):
        return Item(
            name=name,
            label={"id": name, "en": name},
            choices=tuple(
                Choice(code=code, label={"id": code, "en": code}, ends=(ends or {}).get(code))
                for code in codes or ("ya", "tidak")
            ),
            role="information",
            relevant=relevant,
            required=required,
        )

    return make


@pytest.fixture(scope="session")
def make_questionnaire():
    def make(*sections: list[Item]) -> Questionnaire:
        made = tuple(
            Section(name=f"S{number}", title={"id": "Bagian", "en": "Part"}, items=tuple(items))
            for number, items in enumerate(sections)
        )
        title = {"id": "Judul", "en": "Title"}
        return Questionnaire(Instrument(kind="internal", title=title, sections=made))

    return make
