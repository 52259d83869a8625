from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from reports.models.publications import Publication
from reports.models.runs import IndexRun
from respondents.models.duties import Duty
from respondents.models.lists import Upload
from spi_portal.accounts.permissions import Role
from spi_portal.audit import approvals
from spi_portal.audit.models.approvals import Approval
from surveys import standing
from surveys.models.inspections import Inspection
from surveys.models.jobs import Job
from surveys.models.messages import Message
from surveys.models.waves import Wave
from tests import make
from tests.reports import scenes
from tests.surveys.steps import playing

pytestmark = pytest.mark.django_db
HANDS_OFF = "Anda tidak perlu melakukan apa pun, dan jangan meminta bukti pengisian."


def sign_in(client, role: Role):
    offices = (Role.OPD_ADMIN, Role.OPD_HEAD)
    user = make.user("Pemegang Peran", role, of=make.office() if role in offices else None)
    client.force_login(user)
    return client


def in_state(state: str, **given) -> Wave:
    values = {"frame_root": b"root", "draw_randomness": "48 13 77"} if state != "lists" else {}
    return make.wave(state=state, **(values | given))


def upload(state: str, **given) -> Upload:
    values = {"office": make.office(), "kind": "internal", "file_name": "a.xlsx", "file_hash": b"0"}
    problem = "Bukan berkas Excel." if state == "unreadable" else ""
    return Upload.objects.create(state=state, problem=problem, **(values | given))


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


class TestListsOfAnOffice:
    @pytest.fixture(autouse=True)
    def wave(self):
        return in_state("lists")

    def office_of(self, user):
        return user.duty_set.get().office

    def listed(self, office) -> None:
        make.person(office=office)
        make.person(office=office, kind="external")
        make.signed(office)

    def said(self, client, user):
        client.force_login(user)
        return client.get("/").context

    def test_rows_with_faults_are_counted_and_led_to(self, client, bayu):
        office = self.office_of(bayu)
        self.listed(office)
        faulty = upload("checked", office=office, rows=40, ready=28)

        context = self.said(client, bayu)

        assert context["sentence"].startswith("12 baris daftar pegawai perlu diperbaiki.")
        assert [one.url for one in context["pending"]] == [
            reverse("respondents:upload", args=[faulty.pk])
        ]
        assert context["pending"][0].since == faulty.uploaded_at

    def test_a_checked_list_still_has_to_be_used(self, client, bayu):
        office = self.office_of(bayu)
        self.listed(office)
        upload("checked", office=office, rows=3, ready=3)

        assert "sudah diperiksa tetapi belum dipakai" in self.said(client, bayu)["sentence"]

    def test_lists_in_use_ask_for_nothing(self, client, bayu):
        self.listed(self.office_of(bayu))

        context = self.said(client, bayu)

        assert context["sentence"].startswith("Daftar kantor Anda sudah dipakai, 2 orang.")
        assert context["pending"] == []

    def test_a_list_that_nobody_vouches_for_waits_for_its_head(self, client, bayu):
        office = self.office_of(bayu)
        head = make.user("Kepala Kantor", Role.OPD_HEAD, of=office)
        self.listed(office)
        make.person(office=office)

        context = self.said(client, bayu)
        assert context["sentence"].startswith("Daftar pegawai menunggu tanda tangan kepala kantor.")
        assert context["pending"][0].url == f"/opd/{office.code}/pegawai/tanda-tangan/"
        assert "menunggu tanda tangan Anda" in self.said(client, head)["sentence"]

    def test_a_file_in_a_workers_hands_is_waited_for(self, client, bayu):
        office = self.office_of(bayu)
        upload("waiting", office=office)
        upload("waiting", office=office, kind="external")

        assert "sedang diperiksa" in self.said(client, bayu)["sentence"]

    def test_the_head_reads_the_same_of_it(self, client, bayu):
        office = self.office_of(bayu)
        head = make.user("Kepala Kantor", Role.OPD_HEAD, of=office)
        self.listed(office)
        upload("checked", office=office, rows=40, ready=28)

        assert "belum siap: 12 baris daftar pegawai" in self.said(client, head)["sentence"]

    def test_a_unit_needs_no_list_of_users(self, client):
        unit = make.office(parent=make.office())
        make.person(office=unit)
        head = make.user("Lurah", Role.OPD_HEAD, of=unit)

        assert self.said(client, head)["sentence"].startswith("Daftar kantor Anda memuat 1 orang")

    def test_lists_of_other_offices_are_not_told(self, client, bayu, citra):
        self.listed(self.office_of(bayu))
        upload("unreadable", office=self.office_of(citra))

        assert self.said(client, bayu)["pending"] == []


def test_a_small_office_is_told_with_whom_it_is_reported(client):
    wave = in_state("frozen")
    district = make.office(short_name="Kec. Utara")
    villages = [make.office(short_name=f"Kel. {n}", parent=district) for n in ("Mawar", "Melati")]
    group = wave.groups.create(kind="internal", opd=district, name="-", population=25, invited=25)
    group.offices.set(villages)
    client.force_login(make.user("Lurah", Role.OPD_HEAD, of=villages[0]))

    told = "Jawaban pegawai Kel. Mawar dilaporkan bersama Kel. Melati, di hasil Kec. Utara."
    assert client.get("/").context["reported"] == [told]


def test_an_office_with_a_group_of_its_own_is_told_nothing_of_it(client, bayu):
    wave = in_state("frozen")
    office = bayu.duty_set.get().office
    group = wave.groups.create(kind="internal", opd=office, name="-", population=25, invited=25)
    group.offices.set([office])
    client.force_login(bayu)

    assert client.get("/").context["reported"] == []


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


class TestPending:
    @pytest.fixture
    def wave(self):
        return in_state("open")

    def texts(self, client) -> list[str]:
        return [matter.text for matter in client.get("/").context["pending"]]

    def test_nothing_pending_is_said(self, client, ratna, wave):
        client.force_login(ratna)

        assert "Tidak ada. Semua yang dapat dikerjakan" in client.get("/").text

    def test_a_request_of_another_waits_for_the_second_person(self, client, ratna, hadi):
        approvals.ask("draw", "2026", reason="Sesuai jadwal", by=ratna)
        client.force_login(hadi)

        assert self.texts(client) == ["Menunggu keputusan Anda: menarik sampel, gelombang 2026"]

    def test_ones_own_request_is_shown_as_waiting(self, client, ratna):
        approvals.ask("draw", "2026", reason="Sesuai jadwal", by=ratna)
        client.force_login(ratna)

        assert self.texts(client) == ["Menunggu orang kedua: menarik sampel"]

    def test_lists_with_trouble_are_counted_by_their_last_upload(self, client, ratna):
        mended = make.office()
        upload("checked", office=mended)
        upload("taken_over", office=mended)
        upload("unreadable")
        upload("checked")
        client.force_login(ratna)

        assert self.texts(client) == ["2 daftar bermasalah atau belum dipakai"]

    def test_a_job_that_failed_is_shown(self, client, ratna, wave):
        Job.objects.create(
            wave=wave, step="renew", state="failed", due_at=timezone.now(), problem="NoDisk"
        )
        client.force_login(ratna)

        assert self.texts(client) == ["Gagal: memperbarui pengumuman"]

    def test_messages_that_failed_are_counted(self, client, ratna):
        playing.opened(ratna)
        Message.objects.update(state="failed", failure="Alamat ditolak (kode 550).")
        client.force_login(ratna)

        assert self.texts(client) == ["30 pesan tidak sampai"]

    @pytest.mark.parametrize("role", [Role.OPD_ADMIN, Role.OPD_HEAD, Role.SEKDA_DELEGATE])
    def test_it_is_of_those_alone_who_can_do_something(self, client, role, ratna, wave):
        approvals.ask("draw", "2026", reason="Sesuai jadwal", by=ratna)
        upload("unreadable")

        assert self.texts(sign_in(client, role)) == []

    def test_a_day_of_the_calendar_that_passed_is_told(self, client, ratna):
        late = timezone.now() - timedelta(days=3)
        in_state("frozen", opens_at=late)
        client.force_login(ratna)

        (matter,) = client.get("/").context["pending"]
        assert matter.text.startswith("Survei berjalan: lewat")
        assert timezone.localdate(matter.since) == timezone.localdate(late)

    def test_offices_without_a_list_are_named(self, client, ratna):
        in_state("lists")
        make.office(short_name="Dinkes")
        client.force_login(ratna)

        assert "1 OPD belum punya daftar pegawai: Dinkes" in self.texts(client)

    @pytest.mark.parametrize(("days", "told"), [(14, 1), (15, 0), (-1, 0)])
    def test_accounts_and_duties_that_end_soon_are_told(self, client, ratna, bayu, days, told):
        end = timezone.localdate() + timedelta(days=days)
        type(bayu).objects.filter(pk=bayu.pk).update(valid_until=end)
        duties = Duty.objects.filter(user=bayu)
        duties.update(valid_from=end - timedelta(days=30), valid_until=end)
        client.force_login(ratna)

        lines = ["1 akun segera berakhir", "1 tugas untuk kantor segera berakhir"]
        assert self.texts(client) == lines * told

    def test_a_server_that_is_not_ready_is_told(self, client, ratna):
        now = timezone.now()
        inspection = Inspection.objects.create(state="done", asked_at=now, due_at=now, done_at=now)
        inspection.findings.create(subject="disk", state="missing", measured="-", advice="Tambah.")
        inspection.findings.create(subject="spf", state="good", measured="-")
        client.force_login(ratna)

        assert self.texts(client) == ["Kesiapan server: 1 hal belum baik"]

    def test_the_oldest_comes_first_and_each_says_since_when(self, client, ratna, hadi):
        in_state("frozen", opens_at=timezone.now() - timedelta(days=3))
        asked = approvals.ask("draw", "2026", reason="Sesuai jadwal", by=ratna)
        Approval.objects.filter(pk=asked.pk).update(asked_at=timezone.now() - timedelta(days=5))
        upload("unreadable")
        client.force_login(hadi)

        answer = client.get("/")

        assert [one.text.split()[0] for one in answer.context["pending"]] == [
            "Menunggu",
            "Survei",
            "1",
        ]
        assert answer.text.count(" Sejak ") == 3

    def test_there_are_never_more_than_seven(self, client, ratna, hadi):
        for number in range(9):
            approvals.ask("draw", f"2026-{number}", reason="Sesuai jadwal", by=ratna)
        client.force_login(hadi)

        assert len(self.texts(client)) == 7


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


class TestProfile:
    def test_it_says_who_one_is_and_for_which_office(self, client, bayu):
        client.force_login(bayu)

        text = client.get(reverse("profile")).text

        assert "Bayu Saputra" in text
        assert "Admin OPD" in text
        assert bayu.duty_set.get().office.name in text

    def test_it_leads_to_password_second_factor_and_devices(self, client, ratna):
        client.force_login(ratna)
        names = ("account_change_password", "mfa_index", "usersessions_list")

        text = client.get(reverse("profile")).text

        assert all(f'href="{reverse(name)}"' in text for name in names)
        assert {client.get(reverse(name)).status_code for name in names} == {200}


class TestMenu:
    def current(self, client, path: str) -> list[str]:
        return [entry.label for entry in client.get(path).context["navigation"] if entry.current]

    @pytest.mark.parametrize(
        ("path", "label"),
        [("/", "Beranda"), ("/kelola/", "Gelombang"), ("/kelola/jejak/", "Jejak audit")],
    )
    def test_one_line_is_the_page_that_is_shown(self, client, hadi, path, label):
        client.force_login(hadi)

        assert self.current(client, path) == [label]

    def test_a_page_below_belongs_to_its_line(self, client, hadi):
        client.force_login(hadi)
        wave = make.wave()

        assert self.current(client, reverse("surveys:groups", args=[wave.slug])) == ["Gelombang"]

    @pytest.mark.parametrize("role", [Role.OPD_ADMIN, Role.OPD_HEAD])
    def test_an_office_finds_its_results_there(self, client, role):
        sign_in(client, role)

        labels = [entry.label for entry in client.get("/").context["navigation"]]

        assert "Hasil" in labels

    def test_offices_see_nothing_of_running_the_survey(self, client, bayu):
        client.force_login(bayu)

        urls = [entry.url for entry in client.get("/").context["navigation"]]

        assert not [url for url in urls if url.startswith("/kelola/")]
