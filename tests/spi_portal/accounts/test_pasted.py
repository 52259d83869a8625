"""What a pasted list is read as, and what each wrong line is told."""

from __future__ import annotations

import pytest

from spi_portal.accounts.permissions import Role
from spi_portal.staffing import pasted
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def dinkes(db):
    return make.office(code="DINKES", short_name="Dinkes")


def faults(line: str) -> str:
    (one,) = pasted.read(line)
    return " ".join(one.faults)


@pytest.mark.parametrize("mark", ["\t", ";", ",", " ; "])
def test_a_line_is_cut_at_tabs_semicolons_or_commas(dinkes, mark):
    (one,) = pasted.read(mark.join(["Rina Kartika", "Rina@Kota.go.id", "admin OPD", "dinkes"]))

    assert (one.name, one.email, one.role, one.office) == (
        "Rina Kartika", "rina@kota.go.id", Role.OPD_ADMIN, dinkes,
    )  # fmt: skip
    assert one.faults == []


def test_a_title_with_a_comma_stays_with_its_name(dinkes):
    (one,) = pasted.read("dr. Rina Kartika, M.Kes.; rina@kota.go.id; Kepala OPD; DINKES")

    assert one.name == "dr. Rina Kartika, M.Kes."
    assert one.faults == []


def test_headings_and_empty_lines_are_passed_over_and_lines_keep_their_numbers(dinkes):
    people = pasted.read("Nama;Surel;Peran;Kode\n\n;;;\nJoko;joko@kota.go.id;Pemeriksa;")

    assert [(one.number, one.name) for one in people] == [(4, "Joko")]


@pytest.mark.parametrize("role", list(Role))
def test_every_role_is_known_by_a_name(role):
    assert pasted.ROLE_OF[pasted.NAMES[role][0].casefold()] == role


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("; a@kota.go.id; Sekda", "Namanya kosong."),
        (f"{'A' * 121}; a@kota.go.id; Sekda", "Paling panjang 120."),
        ("Ani; ; Sekda", "Surelnya kosong."),
        ("Ani; ani-kota.go.id; Sekda", "“ani-kota.go.id” bukan alamat surel. Kami perlu alamat"),
        ("Ani; a@kota.go.id;", "Perannya kosong. Tulis salah satu: Operator"),
        ("Ani; a@kota.go.id; Bos", "Peran “Bos” tidak kami kenal."),
        ("Ani; a@kota.go.id; Admin OPD", "Admin OPD perlu kantor."),
        ("Ani; a@kota.go.id; Admin OPD; DINKS", "Kode OPD “DINKS” tidak ada. Mungkin maksudnya D"),
        ("Ani; a@kota.go.id; Sekda; DINKES", "tidak terikat satu kantor. Kosongkan kode OPD."),
        ("Ani, S.H., a@kota.go.id, Admin OPD, DINKES", "Baris ini punya 5 kolom."),
    ],
)
def test_a_wrong_line_is_told_what_we_found_and_what_we_need(dinkes, line, told):
    assert told in faults(line)


def test_an_address_twice_is_told_where_it_stood_first():
    _, second = pasted.read("Ani; a@kota.go.id; Sekda\nAnu; A@kota.go.id; Pemeriksa")

    assert "sudah ada di baris 1" in second.faults[0]


def test_an_address_with_an_account_is_told_whose(bayu):
    assert "sudah dipakai akun Bayu Saputra" in faults(f"Bayu; {bayu.email}; Sekda")
