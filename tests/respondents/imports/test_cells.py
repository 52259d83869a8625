from __future__ import annotations

from datetime import date, datetime

import pytest

from respondents.imports import cells


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        ("  Ayu  ", "Ayu"),
        ("０８１２３", "08123"),
        ("\u200f0812\u200e", "0812"),
        ("Ayu\0 Contoh", "Ayu Contoh"),
        ("Ayu\u00a0Contoh", "Ayu Contoh"),
        (81234567890.0, "81234567890"),
        (198503122010012001.0, "1,98503E+17"),
        (0.5, "0.5"),
        (True, "Ya"),
        (False, "Tidak"),
        (datetime(2026, 3, 12, 8, 30), "12-03-2026"),  # noqa: DTZ001  # a sheet knows no zones
    ],
)
def test_a_cell_as_text(cell, text):
    assert cells.text_of(cell) == text


@pytest.mark.parametrize(
    "cell",
    [
        date(2015, 3, 12),
        datetime(2015, 3, 12, 8, 30),  # noqa: DTZ001
        42075.0,
        "42075",
        "12-03-2015",
        "12/3/2015",
        "12.03.2015",
        "2015-03-12",
        "2015-03-12 08:30",
        "20150312",
        "12/03/15",
        "12 Maret 2015",
        "Kamis, 12 Maret 2015",
        "12-Mar-15",
    ],
)
def test_a_day_however_it_is_stored(cell):
    assert cells.day_of(cell) == date(2015, 3, 12)


@pytest.mark.parametrize(
    "cell", ["13/25/2015", "31-02-2015", "tahun 2015", "2015", "12 Maret", True, 3.0, "12-03-201"]
)
def test_what_is_no_day_is_refused(cell):
    with pytest.raises(ValueError):  # noqa: PT011  # any of the ways in which a day is none
        cells.day_of(cell)


def test_an_empty_cell_is_no_day_and_no_error():
    assert cells.day_of(None) is cells.day_of("-") is None


def test_a_quotation_hides_what_may_be_a_number():
    assert cells.quoted("hub. 0812 0000 0147") == "“hub. …”"
    assert cells.quoted("31-02-2015") == "“31-02-2015”"
    assert len(cells.quoted("x" * 500)) == 43
