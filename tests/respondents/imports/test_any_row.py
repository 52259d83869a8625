"""Whatever stands in a cell: a check tells it, short and without quoting a contact."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from respondents import contacts, criteria
from respondents.imports import checking
from respondents.imports.columns import BIRTH_DATE, ROSTER, TEMPLATES
from respondents.imports.context import Context
from respondents.imports.reading import Row, Table
from respondents.imports.titles import TITLES
from respondents.models.offices import Office

ON = date(2026, 6, 1)
NUMBER = re.compile(r"\d[\d .\-]*\d")
ADDRESS = re.compile(r"\w@\w")
OURS = "nama@contoh.id"  # how the sentence about addresses says what one looks like
ALL = {kind: (*columns, BIRTH_DATE) for kind, columns in TEMPLATES.items() if kind != ROSTER}

# What lists really hold, so that more than the first rule is reached.
KNOWN = st.sampled_from(
    "Ya|tidak|PNS|pppk|PNSS|Eselon 4|eselom III|Pelaksna|L|Perempuan|masyarkat|vendor|Ombudsmn|"
    "Sekretariat|Pusk. Melati|Puskesmas Melti|DISDIK|DISDK|DISHUB|Izin praktek|12-03-2015|"
    "40179|31-02-2010|1 Januari 2020|01/13/2020|Ya, 12-03-2026|20200101|198503122010011001|"
    "198503122023212001|081200000147|81200000147|+62 812-0000-0147|0812 / 0813|021 5551234|"
    "+60123456789|8,12E+11|0800000000000|orang@contoh.id|orang@gmial.com|a@b|a@b.id; c@d.id|"
    "=SUM(A1)|#N/A|-|tidak ada".split("|")
)
NUMBERS = st.floats() | st.integers(-(10**20), 10**20).map(float)
DAYS = st.dates() | st.datetimes() | st.times() | st.timedeltas()
TEXTS = st.text(max_size=200) | st.text(alphabet="0123456789 +-./()@,;eE", max_size=40)
CELLS = st.none() | st.booleans() | KNOWN | TEXTS | NUMBERS | DAYS


@st.composite
def rows(draw: st.DrawFn) -> tuple[str, Row]:
    kind = draw(st.sampled_from(sorted(ALL)))
    fields = [column.field for column in ALL[kind]]
    cells = draw(st.fixed_dictionaries({field: CELLS for field in fields}))
    formulas = draw(st.frozensets(st.sampled_from(fields), max_size=2))
    return kind, Row(7, cells, formulas)


def check(kind: str, row: Row) -> checking.Checked:
    table = Table("", ALL[kind], (row,), ())
    return checking.check(row, table=table, kind=kind, context=context())


def context() -> Context:
    office = Office(pk=1, code="DISDIK", short_name="Disdik", name="Dinas Pendidikan")
    names = {"dinaspendidikan": "Dinas Pendidikan", "puskesmasmelati": "Puskesmas Melati"}
    return Context(
        office=office,
        branch=frozenset({1, 2}),
        unit_by_code={"disdik": 1, "pkm-melati": 2},
        unit_by_name=dict.fromkeys(names, 1),
        written=names,
        service_by_key={"izinpraktik": "Izin praktik"},
        codes_elsewhere=frozenset({"dishub"}),
        on=ON,
        criteria=criteria.usual(),
    )


@settings(max_examples=150, deadline=None)
@given(rows())
def test_any_row_is_checked_and_told_without_its_contacts(drawn):
    for fault in check(*drawn).faults:
        message = fault.finding.message

        assert fault.row == 7
        assert fault.finding.code in TITLES
        assert len(message) <= 300
        assert message.endswith((".", "?"))
        assert all(sum(map(str.isdigit, found)) <= 8 for found in NUMBER.findall(message))
        assert not ADDRESS.search(message.replace(OURS, "")), message


@settings(max_examples=50, deadline=None)
@given(rows())
def test_checking_twice_tells_the_same(drawn):
    assert check(*drawn) == check(*drawn)


@settings(max_examples=150, deadline=None)
@given(rows())
def test_a_proposal_mends_its_cell(drawn):
    kind, row = drawn
    for fault in check(kind, row).faults:
        if fault.finding.severity != "repairable":
            continue
        field = next(column.field for column in ALL[kind] if column.name == fault.column)
        mended = Row(7, row.cells | {field: fault.finding.proposal}, row.formulas)

        left = [f.finding.code for f in check(kind, mended).faults if f.column == fault.column]

        assert fault.finding.code not in left


# --- Numbers ----------------------------------------------------------------------------------

DIGITS = st.text(alphabet="0123456789", max_size=16)
MARKS = st.text(alphabet="0123456789 +-./()eE", max_size=24)
BEGINS = st.sampled_from(["", "0", "62", "+62", "0062", "8", "08", "628", "+628", "0804", "0809"])
PHONES = st.builds(str.__add__, BEGINS, DIGITS) | MARKS


@settings(max_examples=600, deadline=None)
@given(PHONES)
def test_the_short_way_says_what_the_tables_say(text):
    text = contacts.whole(text.strip(" ."))

    assert contacts.read_phone(text) == contacts.read_uncommon_phone(text)


@pytest.mark.parametrize("begin", ["0", "62", "+62", ""])
def test_the_short_way_says_what_the_tables_say_of_every_prefix_and_length(begin):
    for prefix in range(800, 900):
        for length in range(4, 13):
            text = f"{begin}{prefix}{'1' * length}"

            assert contacts.read_phone(text) == contacts.read_uncommon_phone(text), text


ADDRESSES = st.emails() | st.text(alphabet="ab0._-+@", max_size=24).map("{}.id".format)


@settings(max_examples=300, deadline=None)
@given(ADDRESSES)
def test_the_short_way_says_what_django_says(text):
    text = text.strip(" .,-<>;'`\"").casefold()

    if text.count("@") == 1:
        assert contacts.read_email(text) == contacts.read_uncommon_email(text)


@settings(max_examples=200, deadline=None)
@given(PHONES)
def test_the_right_form_of_a_number_stays_as_it_is(text):
    value = contacts.read_phone(text).value

    assert contacts.read_phone(value) == contacts.Reading(value)
