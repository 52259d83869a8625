from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import translation

from spi_portal.ui import formats


@pytest.mark.parametrize(
    ("value", "places", "written"),
    [
        (1234567, 0, "1.234.567"),
        (74.65, 1, "74,7"),
        (Decimal("72.95"), 1, "73,0"),
        (-0.04, 1, "0,0"),
        (-1234.5, 1, "−1.234,5"),
        (None, 1, "–"),
    ],
)
def test_numbers_have_a_decimal_comma(value: float, places: int, written: str) -> None:
    assert formats.number(value, places) == written


@pytest.mark.parametrize(("language", "written"), [("id", "9.635"), ("en", "9,635")])
def test_a_page_in_two_languages_groups_thousands_as_each_does(language: str, written: str) -> None:
    with translation.override(language):
        assert formats.grouped(9635) == written


def test_a_half_is_rounded_up_as_people_do() -> None:
    assert formats.rounded(0.125, 2) == Decimal("0.13")


def test_a_change_shows_its_direction() -> None:
    assert [formats.signed(v) for v in (1.94, -0.42, 0.04)] == ["+1,9", "−0,4", "0,0"]


def test_a_share_is_written_in_per_cent() -> None:
    assert formats.percent(0.623, 1) == "62,3%"


def test_money_is_whole_rupiah() -> None:
    assert formats.rupiah(1250000) == "Rp1.250.000"


def test_a_day_has_its_indonesian_name() -> None:
    assert formats.weekday(dt.date(2026, 11, 25)) == "Rabu, 25 November 2026"


def test_an_instant_is_told_in_the_citys_time(settings: object) -> None:
    at = dt.datetime(2026, 11, 25, 20, 5, tzinfo=dt.UTC)
    assert formats.moment(at) == "26 November 2026 pukul 04.05"


def test_a_bare_time_is_left_as_it_is() -> None:
    assert formats.clock(dt.time(7, 30)) == "07.30"


@pytest.mark.parametrize(
    "write",
    [
        formats.signed,
        formats.percent,
        formats.rupiah,
        formats.day,
        formats.weekday,
        formats.clock,
        formats.moment,
    ],
)
def test_nothing_is_a_dash(write: object) -> None:
    assert write(None) == "–"
