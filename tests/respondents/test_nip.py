from __future__ import annotations

from datetime import date

import pytest

from respondents import nip

TODAY = date(2026, 6, 1)
GOOD = "198503122010012001"


def read(text, **given):
    return nip.read(text, on=TODAY, **given)


@pytest.mark.parametrize("written", [GOOD, "19850312 201001 2 001", "19850312.201001.2.001"])
def test_eighteen_digits_are_kept(written):
    reading = read(written, status="PNS")

    assert (reading.value, reading.finding) == (GOOD, None)


def test_the_form_of_a_contract_has_21_for_a_month():
    assert read("198503122023212001", status="PPPK").finding is None


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("1,98E+17", "nip_sci"),
        ("1.98503122010012E+17", "nip_sci"),
        ("19850312201001200", "nip_panjang"),
        ("1985031220100120011", "nip_panjang"),
        ("19850312201001200A", "nip_huruf"),
        (f"{GOOD} / 198503122010012002", "nip_dua"),
        ("198502312010012001", "nip_tanggal"),
        ("180003122010012001", "nip_tanggal"),
        ("201803122010012001", "nip_tanggal"),
        ("198503122010132001", "nip_tmt"),
        ("198503121990012001", "nip_tmt"),
        ("198503122040012001", "nip_tmt"),
        ("198503122010013001", "nip_kelamin"),
    ],
)
def test_a_broken_number_blocks(written, code):
    reading = read(written)

    assert (reading.value, reading.finding.code, reading.finding.severity) == ("", code, "blocks")


def test_digits_that_excel_lost_are_never_proposed():
    assert read("1,98E+17").finding.proposal == ""


@pytest.mark.parametrize(("number", "status"), [(GOOD, "PPPK"), ("198503122023212001", "PNS")])
def test_a_form_that_does_not_fit_the_status_warns(number, status):
    reading = read(number, status=status)

    assert reading.value == number
    assert (reading.finding.code, reading.finding.severity) == ("nip_status", "warns")


def test_another_birth_date_beside_it_warns_without_quoting_either():
    finding = read(GOOD, born=date(1985, 3, 13)).finding

    assert (finding.code, finding.severity) == ("nip_lahir", "warns")
    assert "1985" not in finding.message


def test_nobody_needs_one():
    assert read("-").finding is None
