from __future__ import annotations

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from spi_portal.accounts.permissions import Role
from spi_portal.audit.models.entries import Entry
from surveys.models.kpk import KpkContact, KpkHandOver, KpkReturn, KpkSurvey
from surveys.models.waves import Wave
from tests import make
from tests.surveys.steps import playing

pytestmark = pytest.mark.django_db
LIST = b"nama,nip\nAyu,1\n"


@pytest.fixture
def wave(ratna) -> Wave:
    return playing.lists(ratna)


@pytest.fixture
def operator(client, ratna):
    client.force_login(ratna)
    return client


def part(wave: Wave, name: str) -> str:
    return reverse("surveys:kpk_part", args=[wave.slug, name])


def page(client, wave: Wave) -> str:
    return client.get(reverse("surveys:kpk", args=[wave.slug])).text


def test_letter_period_and_figures_are_kept_and_shown(operator, wave):
    operator.post(part(wave, "surat"), {"letter": "B/12/KPK/2027", "letter_on": "2027-04-05"})
    operator.post(part(wave, "waktu"), {"field_from": "2027-07-17", "field_until": "2027-09-30"})
    operator.post(part(wave, "laporan"), {"index": "74,12", "mcsp": "81,5"})

    text = page(operator, wave)
    for said in ("B/12/KPK/2027", "17 Juli 2027", "74,12", "81,50"):
        assert said in text
    assert Entry.objects.filter(verb="kpk.changed").count() == 3
    assert "B/12/KPK/2027" in operator.get(reverse("surveys:wave", args=[wave.slug])).text


@pytest.mark.parametrize(
    ("name", "given", "said"),
    [
        ("waktu", {"field_from": "2027-07-17"}, "Isi kedua tanggal"),
        ("waktu", {"field_from": "2027-07-17", "field_until": "2027-07-01"}, "sesudah mulai"),
        ("waktu", {"field_from": "kapan"}, "Isi tanggal, misalnya"),
        ("laporan", {"index": "101"}, "100"),
        ("tim", {"name": "Ayu"}, "Jabatan"),
        ("serah-terima", {"rows": "3"}, "Pilih berkas yang diserahkan."),
    ],
)
def test_what_is_wrong_is_said_at_its_field(operator, wave, name, given, said):
    answer = operator.post(part(wave, name), given)

    assert (answer.status_code, said in answer.text) == (422, True)
    assert not Entry.objects.filter(verb__startswith="kpk.").exists()


def test_saving_the_same_again_writes_nothing_down(operator, wave):
    operator.post(part(wave, "surat"), {"letter": "B/12"})
    operator.post(part(wave, "surat"), {"letter": "B/12"})

    assert Entry.objects.filter(verb="kpk.changed").count() == 1
    assert KpkSurvey.objects.count() == 1


def test_a_handed_over_list_leaves_its_mark_and_not_itself(operator, wave):
    office = make.office(name="Dinas Kesehatan")
    given = {
        "office": office.pk, "kind": "internal", "rows": "1", "letter": "700/3",
        "handed_on": "2027-06-30", "recipient": "Direktorat Monitoring KPK",
        "berkas": SimpleUploadedFile("dinkes.csv", LIST),
    }  # fmt: skip
    operator.post(part(wave, "serah-terima"), given)

    row = KpkHandOver.objects.get()
    assert row.digest == hashlib.sha256(LIST).hexdigest()
    text = page(operator, wave)
    assert row.digest in text
    assert "Ratna Wulandari" in text
    assert "Ayu" not in text


def test_returned_rows_wait_until_they_are_replied_to(operator, wave):
    given = {
        "office": make.office().pk, "kind": "internal", "rows": "12",
        "fault": "Nomor tidak aktif", "returned_on": "2027-07-02",
    }  # fmt: skip
    operator.post(part(wave, "dikembalikan"), given)
    assert "Belum dijawab" in page(operator, wave)

    row = KpkReturn.objects.get()
    reply = given | {"replied_on": "2027-07-09", "reply": "Sudah diganti"}
    operator.post(reverse("surveys:kpk_row", args=[wave.slug, "dikembalikan", row.pk]), reply)

    text = page(operator, wave)
    assert "Belum dijawab" not in text
    assert "Sudah diganti" in text


def test_a_row_that_is_taken_back_stays_in_the_ledger(operator, wave):
    operator.post(part(wave, "tim"), {"name": "Ayu", "post": "Auditor", "task": "Koordinator"})
    (entry,) = Entry.objects.filter(verb="kpk.added")
    row = reverse("surveys:kpk_removal", args=[wave.slug, "tim", KpkContact.objects.get().pk])

    operator.post(row)

    assert "Ayu" not in page(operator, wave)
    assert Entry.objects.get(verb="kpk.removed").details["row"] == entry.details["row"]


def test_who_watches_reads_it_and_is_offered_nothing(client, wave, ratna):
    client.force_login(make.user("Tegar", Role.AUDITOR))

    text = page(client, wave)

    assert "Survei KPK" in text
    assert part(wave, "surat") not in text


def test_it_costs_the_same_for_one_row_or_many(
    operator, wave, ratna, django_assert_max_num_queries
):
    for number in range(12):
        KpkReturn.objects.create(
            wave=wave, office=make.office(), kind="internal", rows=number + 1, fault="x",
            returned_on="2027-07-01", recorded_by=ratna,
        )  # fmt: skip
    with django_assert_max_num_queries(20):
        page(operator, wave)
