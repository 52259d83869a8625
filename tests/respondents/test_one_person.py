from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from respondents import freezing
from respondents.models.people import Person
from spi_portal.accounts.permissions import Role
from spi_portal.audit.models.entries import Entry
from tests import make
from tests.respondents.test_repair_pages import AsStaff

pytestmark = pytest.mark.django_db

TYPED = {
    "name": "Ayu Contoh",
    "nip": "198503122010012001",
    "category": "PNS",
    "position": "Analis",
    "level": "Pelaksana",
    "unit": "Sekretariat",
    "started_on": "2010-01-01",
    "in_unit_since": "2020-01-01",
    "main_task": "Ya",
    "phone": "0812 0000 3118",
    "email": "ayu@contoh.id",
}


@pytest.fixture
def mine():
    return make.office()


@pytest.fixture
def page(mine):
    client = AsStaff()
    client.force_login(make.user("Bayu Admin", Role.OPD_ADMIN, of=mine))
    return client


@pytest.fixture
def inspector(ratna):
    client = AsStaff()
    client.force_login(ratna)
    return client


def url(name, *args):
    return reverse(f"respondents:{name}", args=args)


def add(page, office, **given):
    return page.post(url("person_add", office.code, "pegawai"), TYPED | given)


def change(page, office, person, **given):
    address = url("person_change", office.code, "pegawai", person.pk)
    return page.post(address, TYPED | {"nip": "", "phone": "", "email": ""} | given)


def test_somebody_is_added(page, mine):
    answer = add(page, mine)

    person = Person.objects.get()
    assert answer.status_code == 302
    assert (person.name, person.phone, person.nip) == (
        "Ayu Contoh", "+6281200003118", "198503122010012001",
    )  # fmt: skip
    assert (person.office, person.started_on, person.main_task) == (mine, date(2010, 1, 1), True)
    assert Entry.objects.get(verb="person.added").subject == f"respondents.person {person.pk}"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"name": ""}, "Nama belum diisi"),
        ({"phone": "0812"}, "Nomor ini hanya 4 angka"),
        ({"phone": "0542 733120", "email": ""}, "nomor telepon kantor"),
        ({"phone": "", "email": ""}, "Undangan perlu salah satunya"),
        ({"email": "ayu"}, "bukan alamat surel"),
        ({"in_unit_since": "2009-01-01"}, "lebih awal daripada"),
        ({"started_on": "2999-01-01"}, "belum terjadi"),
        ({"nip": "12"}, "NIP"),
        ({"unit": "x" * 200}, "160"),
        ({"category": "Raja"}, "Masukkan pilihan yang valid"),
    ],
)
def test_a_fault_is_told_at_its_field_and_what_was_typed_stays(page, mine, given, sentence):
    answer = add(page, mine, **given)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="Analis"' in answer.text
    assert not Person.objects.exists()


def test_a_number_of_somebody_else_is_asked_about(page, mine):
    make.person(office=mine, name="Budi Contoh", phone="+6281200003118")

    refused = add(page, mine)
    assert "sudah dipakai Budi Contoh" in refused.text
    assert "memang dipakai dua orang" in refused.text
    add(page, mine, orang_lain="on")

    assert Person.objects.count() == 2


def test_a_nip_is_on_one_list_only(page, mine):
    make.person(office=make.office(name="Dinas Rahasia"), nip=TYPED["nip"])

    answer = add(page, mine)

    assert "NIP ini sudah ada di daftar OPD lain" in answer.text
    assert "Rahasia" not in answer.text


def test_contacts_are_not_shown_and_stay_unless_they_are_typed(page, mine):
    person = make.person(office=mine, phone="+6281200003434", email="lama@contoh.id")
    text = page.get(url("person_change", mine.code, "pegawai", person.pk)).text
    assert "3434" not in text
    assert "lama@" not in text

    change(page, mine, person, position="Kepala Seksi", email="baru@contoh.id")

    person.refresh_from_db()
    assert (person.position, person.phone, person.email) == (
        "Kepala Seksi", "+6281200003434", "baru@contoh.id",
    )  # fmt: skip


def test_the_ledger_names_the_columns_and_no_value(page, mine):
    person = make.person(office=mine, position="Staf")

    change(page, mine, person, email="baru@contoh.id")

    entry = Entry.objects.get(verb="person.changed")
    assert {"Jabatan", "Surel", "Nama"} <= set(entry.details["what"])
    assert "baru@" not in str(entry.details)


def test_nothing_changed_is_no_entry(page, mine):
    add(page, mine)
    change(page, mine, Person.objects.get())

    assert not Entry.objects.filter(verb="person.changed").exists()


def test_somebody_leaves_with_a_reason(page, mine):
    person = make.person(office=mine)
    address = url("person_remove", mine.code, "pegawai", person.pk)

    assert "Pilih alasannya" in page.post(address, follow=True).text
    assert Person.objects.on_lists().count() == 1
    page.post(address, {"mengapa": "pensiun"})

    person.refresh_from_db()
    assert person.left_why == "pensiun"
    assert person.left_on is not None
    assert page.post(address, {"mengapa": "pensiun"}).status_code == 404


def test_somebody_of_another_office_does_not_exist(page, mine):
    theirs = make.person()

    for name in ("person_change", "person_remove"):
        address = url(name, mine.code, "pegawai", theirs.pk)
        assert page.post(address, {"mengapa": "salah"}).status_code == 404


class TestWhileFrozen:
    @pytest.fixture(autouse=True)
    def frozen(self):
        freezing.freeze(wave="2026", title="Survei 2026")

    def test_the_office_changes_nothing(self, page, mine):
        person = make.person(office=mine)

        assert "Daftar dibekukan" in add(page, mine).text
        address = url("person_remove", mine.code, "pegawai", person.pk)
        assert "Daftar dibekukan" in page.post(address, {"mengapa": "salah"}, follow=True).text

        assert list(Person.objects.on_lists()) == [person]

    def test_the_inspektorat_corrects_with_a_reason_and_it_counts(self, inspector, mine):
        assert "Pilih alasannya" in add(inspector, mine).text
        add(inspector, mine, alasan="sk")

        entry = Entry.objects.get(verb="person.added")
        assert entry.details["frozen_for"] == "2026"
        assert entry.details["reason"] == "Ada surat keputusan"

    def test_afterwards_all_is_as_before(self, page, mine):
        freezing.thaw(wave="2026")

        assert add(page, mine).status_code == 302
