"""The pages of offices that are renamed, merged or split."""

from __future__ import annotations

import pytest
from django.urls import reverse

from respondents import freezing
from respondents.models.offices import Office
from respondents.models.people import Person
from respondents.models.successions import Succession
from tests import make
from tests.surveys.steps import playing

pytestmark = pytest.mark.django_db
LAW = {"tanggal": "2026-03-02", "dasar": "Perda 3/2026"}
SURE = {"langkah": "catat"}


@pytest.fixture
def page(client, ratna):
    client.force_login(ratna)
    return client


@pytest.fixture
def trade():
    office = make.office(code="DAGANG", name="Dinas Perdagangan", short_name="Disdag")
    make.person(office=office, unit="Bidang Ekspor")
    make.person(office=office, unit="Bidang Logam")
    return office


@pytest.fixture
def industry():
    return make.office(code="INDUSTRI", name="Dinas Perindustrian", short_name="Disperin")


def url(way):
    return reverse("surveys:restructure", args=[way])


def test_a_merger_is_looked_at_and_then_done(page, trade, industry):
    given = LAW | {"kantor": "DAGANG", "penerus": "INDUSTRI"}
    seen = page.post(url("gabung"), given).text
    assert "2 orang dan 0 unit Dinas Perdagangan pindah ke <b>Dinas Perindustrian</b>" in seen
    assert "pembanding, bila ada, dihapus" in seen
    assert not Succession.objects.exists()

    done = page.post(url("gabung"), given | SURE, follow=True).text

    assert "Disdag digabung ke Disperin; 2 orang ikut pindah." in done
    assert "Perda 3/2026" in done
    assert set(Person.objects.values_list("office__code", flat=True)) == {"INDUSTRI"}


def test_a_renamed_office_keeps_its_people(page, trade):
    given = LAW | {"kantor": "DAGANG", "kode": "DAGIN", "nama": "Dinas Dagin", "nama_pendek": "D"}
    assert "menjadi <b>Dinas Dagin</b>" in page.post(url("ganti-nama"), given).text

    page.post(url("ganti-nama"), given | SURE)

    assert Person.objects.filter(office__name="Dinas Dagin").count() == 2


def test_a_split_asks_for_each_desk(page, trade, industry):
    given = LAW | {"kantor": "DAGANG"}
    seen = page.post(url("pecah"), given)
    assert "Bidang Ekspor (1 orang, pegawai)" in seen.text
    assert "pembanding, bila ada, dihapus" in seen.text
    export, metal = (bound.html_name for bound in seen.context["places"])

    half = page.post(url("pecah"), given | SURE | {export: "INDUSTRI"})
    assert half.status_code == 422
    assert not Succession.objects.exists()

    page.post(url("pecah"), given | SURE | {export: "INDUSTRI", metal: "DAGANG"})

    assert Person.objects.get(unit="Bidang Ekspor").office == industry
    assert Succession.objects.count() == 2


def test_a_split_that_was_answered_on_an_older_page_is_looked_at_again(page, trade, industry):
    given = LAW | {"kantor": "DAGANG"}
    make.person(office=trade, unit="Bidang Sandang")
    export, metal, textile = (
        bound.html_name for bound in page.post(url("pecah"), given).context["places"]
    )
    answers = {export: "INDUSTRI", metal: "DAGANG", textile: "DAGANG"}
    Person.objects.filter(unit="Bidang Ekspor").delete()

    late = page.post(url("pecah"), given | SURE | answers | {metal: "INDUSTRI"})

    assert late.status_code == 422
    assert "berubah sesudah halaman ini dibuat" in late.text
    asked = {bound.html_name: bound.value() for bound in late.context["places"]}
    assert asked == {metal: "INDUSTRI", textile: "DAGANG"}  # each as it was answered
    assert not Succession.objects.exists()
    page.post(url("pecah"), given | SURE | asked)
    assert Person.objects.get(unit="Bidang Logam").office == industry


def test_between_the_freeze_and_the_figures_it_is_refused(page, trade, industry, ratna):
    wave = playing.lists(ratna, offices=(30,))
    playing.freeze(wave, by=ratna)

    answer = page.post(url("gabung"), LAW | SURE | {"kantor": "DAGANG", "penerus": "INDUSTRI"})

    assert answer.status_code == 422
    assert f"dibekukan untuk gelombang {wave}" in answer.text
    assert not Succession.objects.exists()
    assert "Belum dapat dicatat" in page.get(reverse("surveys:restructurings")).text
    assert freezing.standing() is not None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"dasar": ""}, "Isi nomor peraturannya."),
        ({"tanggal": "2999-01-01"}, "Tanggal ini belum tiba."),
        ({"kantor": "TIDAK-ADA"}, "Pilih kantornya."),
        ({"penerus": "DAGANG", **SURE}, "dirinya sendiri"),
    ],
)
def test_what_is_wrong_is_said_and_stays_filled_in(page, trade, industry, given, said):
    typed = LAW | {"kantor": "DAGANG", "penerus": "INDUSTRI"} | given
    answer = page.post(url("gabung"), typed)

    assert answer.status_code == 422
    assert said in answer.text
    assert not Succession.objects.exists()
    assert Office.objects.get(code="DAGANG").valid_to is None


def test_another_way_does_not_exist(page):
    assert page.get(url("hapus")).status_code == 404
