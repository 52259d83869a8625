"""What everybody is told on their first page, in every season."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reports.models.publications import Publication
from reports.models.runs import IndexRun
from spi_portal.accounts.permissions import Role
from spi_portal.audit import approvals
from surveys import standing
from surveys.models.waves import Wave
from tests import make
from tests.reports import scenes
from tests.spi_portal.first_pages import sign_in, upload
from tests.surveys.wave_pages import in_state

pytestmark = pytest.mark.django_db


HANDS_OFF = "Anda tidak perlu melakukan apa pun, dan jangan meminta bukti pengisian."


SEASONS = {
    "daftar": "lists",
    "siap": "issued",
    "lapangan": "open",
    "hitung": "closed",
    "hasil": "published",
    "tindak lanjut": "published",
}
# What the first page says begins so; a season that a role shares with another is said once.
TABLE: dict[str, dict[Role, str]] = {
    "daftar": {
        Role.OPERATOR: "Perangkat daerah sedang memperbaiki daftar. Bantu yang tertinggal",
        Role.HEAD: "Perangkat daerah sedang memperbaiki daftar. Bantu yang tertinggal",
        Role.OPD_ADMIN: "Daftar pegawai belum diunggah, dan 1 hal lain. Selesaikan sebelum",
        Role.OPD_HEAD: "Daftar kantor Anda belum siap: daftar pegawai belum diunggah",
        Role.SEKDA: "Perangkat daerah sedang memperbaiki daftar. Tidak ada yang perlu",
        Role.SEKDA_DELEGATE: "Perangkat daerah sedang memperbaiki daftar. Tidak ada yang perlu",
        Role.AUDITOR: "Daftar responden sedang diperbaiki. Jejaknya dapat Anda baca",
        Role.SYSTEM: "Survei sedang disiapkan",
    },
    "siap": {
        Role.OPERATOR: "Tautan sudah siap. Survei dapat dibuka",
        Role.HEAD: "Tautan sudah siap. Survei dapat dibuka",
        Role.OPD_ADMIN: "Daftar sudah dibekukan dan survei disiapkan. Tidak ada yang perlu",
        Role.OPD_HEAD: "Daftar sudah dibekukan dan survei disiapkan. Tidak ada yang perlu",
        Role.SEKDA: "Survei sedang disiapkan dan dibuka",
        Role.SEKDA_DELEGATE: "Survei sedang disiapkan dan dibuka",
        Role.AUDITOR: "Survei sedang disiapkan dan dibuka",
        Role.SYSTEM: "Survei sedang disiapkan dan dibuka",
    },
    "lapangan": {
        Role.OPERATOR: "Survei berjalan sampai",
        Role.HEAD: "Survei berjalan sampai",
        Role.OPD_ADMIN: f"Survei berjalan. {HANDS_OFF}",
        Role.OPD_HEAD: f"Survei berjalan. {HANDS_OFF}",
        Role.SEKDA: "Survei berjalan sampai",
        Role.SEKDA_DELEGATE: "Survei berjalan sampai",
        Role.AUDITOR: "Survei berjalan sampai",
        Role.SYSTEM: "Survei berjalan sampai",
    },
    "hitung": {
        Role.OPERATOR: "Survei sudah ditutup. Minta persetujuan untuk menghitung",
        Role.HEAD: "Survei sudah ditutup. Minta persetujuan untuk menghitung",
        Role.OPD_ADMIN: "Survei sudah ditutup dan sedang dihitung. Hasil terbit",
        Role.OPD_HEAD: "Survei sudah ditutup dan sedang dihitung. Hasil terbit",
        Role.SEKDA: "Survei sudah ditutup dan sedang dihitung. Hasil terbit",
        Role.SEKDA_DELEGATE: "Survei sudah ditutup dan sedang dihitung. Hasil terbit",
        Role.AUDITOR: "Survei sudah ditutup dan sedang dihitung. Hasil terbit",
        Role.SYSTEM: "Survei sudah ditutup dan sedang dihitung. Tidak ada yang perlu",
    },
    "hasil": {
        Role.OPERATOR: "Hasil sudah terbit. Bantu setiap kantor",
        Role.HEAD: "Hasil sudah terbit. Bantu setiap kantor",
        Role.OPD_ADMIN: "Hasil survei sudah terbit. Baca hasil kantor Anda",
        Role.OPD_HEAD: "Hasil survei sudah terbit. Baca hasil kantor Anda",
        Role.SEKDA: "Hasil survei sudah terbit. Baca dasbor",
        Role.SEKDA_DELEGATE: "Hasil survei sudah terbit. Baca dasbor",
        Role.AUDITOR: "Hasil survei sudah terbit. Angka dan jejaknya",
        Role.SYSTEM: "Hasil survei sudah terbit. Tidak ada yang perlu",
    },
    "tindak lanjut": {
        Role.OPERATOR: "Waktunya tindak lanjut: tanyakan kemajuan setiap kantor",
        Role.HEAD: "Waktunya tindak lanjut: tanyakan kemajuan setiap kantor",
        Role.OPD_ADMIN: "Waktunya tindak lanjut: perbaiki lebih dulu",
        Role.OPD_HEAD: "Waktunya tindak lanjut: perbaiki lebih dulu",
        Role.SEKDA: "Waktunya tindak lanjut: tanyakan kemajuan kantor",
        Role.SEKDA_DELEGATE: "Waktunya tindak lanjut: tanyakan kemajuan kantor",
        Role.AUDITOR: "Waktunya tindak lanjut. Angka dan jejaknya",
        Role.SYSTEM: "Survei tahun ini sudah selesai. Tidak ada yang perlu",
    },
}


def in_season(season: str, by) -> Wave:
    wave = in_state(SEASONS[season])
    if season in ("hasil", "tindak lanjut"):
        published(wave, by=by, days_ago=46 if season == "tindak lanjut" else 44)
    return wave


def published(wave: Wave, *, by, days_ago: int) -> None:
    run = IndexRun.objects.create(wave=wave, figures={}, weight_set=scenes.weight_set())
    publication = Publication.objects.create(wave=wave, run=run, figures={}, published_by=by)
    at = timezone.now() - timedelta(days=days_ago)
    Publication.objects.filter(pk=publication.pk).update(published_at=at)


@pytest.mark.parametrize("season", list(SEASONS))
@pytest.mark.parametrize("role", list(Role))
def test_everybody_is_told_what_is_expected_in_every_season(client, ratna, role, season):
    in_season(season, ratna)

    answer = sign_in(client, role).get("/")

    assert answer.status_code == 200
    assert answer.context["sentence"].startswith(TABLE[season][role])
    assert answer.context["sentence"].endswith(".")
    assert "{" not in answer.context["sentence"]
    assert 2 <= len(answer.context["links"]) <= 5


@pytest.mark.parametrize("role", list(Role))
def test_before_the_first_survey_it_says_so(client, role):
    answer = sign_in(client, role).get("/")

    assert answer.context["sentence"].endswith(".")
    assert answer.context["strip"] == ()


@pytest.mark.parametrize("season", list(SEASONS))
def test_the_strip_shows_where_in_the_year_we_are(client, ratna, season):
    in_season(season, ratna)
    client.force_login(ratna)

    strip = client.get("/").context["strip"]

    assert [one.label for one in strip if one.is_now] == [
        {"siap": "Lapangan"}.get(season, season.capitalize())
    ]
    assert all(one.when for one in strip)


@pytest.mark.parametrize("role", list(Role))
def test_every_place_it_offers_lets_that_role_in(client, role):
    in_state("published")
    sign_in(client, role)

    urls = [link.url for link in client.get("/").context["links"]]
    urls += [entry.url for entry in client.get("/").context["navigation"]]

    assert {url: client.get(url, follow=True).status_code for url in urls} == dict.fromkeys(
        urls, 200
    )


def test_it_speaks_of_the_wave_that_is_not_over(client, ratna):
    in_state("published", year=2025)
    running = in_state("open", year=2025)
    in_state("published", year=2026)
    client.force_login(ratna)

    assert client.get("/").context["sentence"].startswith("Survei berjalan")
    assert standing.current() == running


def cost(client) -> int:
    client.get("/")
    with CaptureQueriesContext(connection) as captured:
        client.get("/")
    return len(captured)


def test_it_costs_the_same_for_one_or_many(client, hadi, ratna):
    client.force_login(hadi)
    approvals.ask("draw", "2026", reason="Sesuai jadwal", by=ratna)
    in_state("open"), upload("checked")
    one = cost(client)
    for number in range(2):
        approvals.ask("draw", f"2027-{number}", reason="Sesuai jadwal", by=ratna)
        in_state("open"), upload("checked")

    assert cost(client) == one <= 36


@pytest.mark.parametrize("state", ["lists", "open"])
@pytest.mark.parametrize("role", list(Role))
def test_it_costs_the_same_for_three_offices_or_thirty_four(client, role, state):
    wave = in_state(state)
    sign_in(client, role)
    offices = [make.office() for _ in range(3)]
    make.person(office=offices[0]), upload("checked", office=offices[0])
    few = cost(client)
    offices += [make.office() for _ in range(31)]
    group = wave.groups.create(kind="internal", name="-", population=25, invited=25)
    group.offices.set(offices)
    for office in offices[3:]:
        make.person(office=office), upload("checked", office=office)

    assert cost(client) == few <= 44
