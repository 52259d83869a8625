"""Somebody on two lists: found by contact and a likely name, never by a name alone."""

from __future__ import annotations

from datetime import date

import pytest

from respondents import access
from respondents.imports import registered
from respondents.imports.candidates import Candidate
from respondents.imports.checking import Checked
from respondents.imports.context import Context
from tests import make

pytestmark = pytest.mark.django_db
PHONE, EMAIL = "+6281200003118", "dewi@contoh.id"


@pytest.fixture
def office():
    return make.office()


def found(office, *, kind="internal", **values):
    row = Checked(Candidate(row=2, kind=kind, office_id=office.pk, **values))
    with access.acting("test"):
        registered.mark([row], context=Context.of(office, on=date(2026, 6, 1)))
    return [(fault.column, fault.finding.code) for fault in row.faults]


@pytest.mark.parametrize(
    "name", ["Dewi Contoh Lestari", "DEWI CONTOH LESTARI, S.E.", "Dewi C. Lestari", "Dewi Lestari"]
)
def test_staff_of_another_office_under_nearly_the_same_name(office, name):
    make.person(name="Dewi Contoh Lestari", phone=PHONE, email="")

    assert found(office, name=name, phone=PHONE) == [("no_wa", "orang_opd_lain")]


def test_by_address_too(office):
    make.person(name="Dewi Contoh Lestari", phone="", email=EMAIL)

    assert found(office, name="Dewi Lestari", email=EMAIL) == [("email", "orang_opd_lain")]


def test_another_name_is_somebody_else(office):
    make.person(name="Dewi Contoh Lestari", phone=PHONE)

    assert found(office, name="Budi Santoso", phone=PHONE) == []


def test_a_name_alone_is_nobody(office):
    make.person(name="Dewi Contoh Lestari", phone=PHONE)

    assert found(office, name="Dewi Contoh Lestari", phone="+6281200003119") == []


def test_who_left_there_may_be_here(office):
    make.person(name="Dewi Contoh Lestari", phone=PHONE, left_on=date(2026, 1, 1))

    assert found(office, name="Dewi Contoh Lestari", phone=PHONE) == []


def test_the_office_s_own_list_is_not_another(office):
    make.person(office=office, name="Dewi Contoh Lestari", phone=PHONE)

    assert found(office, name="Dewi Contoh Lestari", phone=PHONE) == []


def test_staff_of_the_office_are_no_users_of_it(office):
    unit = make.office(parent=office)
    make.person(office=unit, name="Dewi Contoh Lestari", phone=PHONE)

    told = found(office, kind="external", name="Dewi Lestari", phone=PHONE)
    assert told == [("no_wa", "pegawai_sendiri")]


def test_staff_of_another_office_may_be_users_here(office):
    make.person(name="Dewi Contoh Lestari", phone=PHONE)

    assert found(office, kind="external", name="Dewi Contoh Lestari", phone=PHONE) == []


def test_somebody_may_be_a_user_of_two_offices(office):
    make.person(kind="external", name="Dewi Contoh Lestari", phone=PHONE)

    assert found(office, kind="external", name="Dewi Contoh Lestari", phone=PHONE) == []


def test_two_rows_with_one_nip_that_is_elsewhere_are_both_told(office):
    make.person(nip="198503122010012001")
    rows = [
        Checked(Candidate(row=n, kind="internal", office_id=office.pk, nip="198503122010012001"))
        for n in (2, 3)
    ]

    with access.acting("test"):
        registered.mark(rows, context=Context.of(office, on=date(2026, 6, 1)))

    assert [len(row.faults) for row in rows] == [1, 1]
