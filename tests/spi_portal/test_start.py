from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from respondents.models.lists import Upload
from spi_portal import outlook
from spi_portal.accounts.permissions import Role
from spi_portal.audit import approvals
from surveys import standing
from surveys.models.jobs import Job
from surveys.models.messages import Message
from surveys.models.waves import Wave
from tests import make
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


@pytest.mark.parametrize("state", [None, *Wave.State.values])
@pytest.mark.parametrize("role", list(Role))
def test_everybody_is_told_what_is_expected_in_every_season(client, role, state):
    if state:
        in_state(state)

    answer = sign_in(client, role).get("/")

    assert answer.status_code == 200
    assert answer.context["sentence"].endswith(".")
    assert "{" not in answer.context["sentence"]
    assert 2 <= len(answer.context["links"]) <= 5


@pytest.mark.parametrize("role", [Role.OPD_ADMIN, Role.OPD_HEAD])
def test_while_the_survey_runs_offices_have_nothing_to_do(client, role):
    in_state("open")

    assert HANDS_OFF in sign_in(client, role).get("/").text


def test_while_lists_are_open_an_admin_is_asked_to_mend_theirs(client):
    in_state("lists")

    answer = sign_in(client, Role.OPD_ADMIN).get("/")

    assert "Perbaiki daftar responden kantor Anda" in answer.text
    assert answer.context["links"][0].url == reverse("respondents:home")


@pytest.mark.parametrize("role", list(Role))
def test_every_place_it_offers_lets_that_role_in(client, role):
    in_state("published")
    sign_in(client, role)

    urls = [link.url for link in client.get("/").context["links"]]
    urls += [entry.url for entry in client.get("/").context["navigation"]]

    assert {url: client.get(url, follow=True).status_code for url in urls} == dict.fromkeys(
        urls, 200
    )


def test_it_speaks_of_the_wave_that_is_not_over():
    in_state("published", year=2025)
    running = in_state("open", year=2025)
    in_state("published", year=2026)

    assert outlook.sentence(make.user("Ratna", Role.OPERATOR), running).startswith(
        "Survei berjalan"
    )
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

        assert self.texts(client) == ["Putuskan: menarik sampel, gelombang 2026"]

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

    assert cost(client) == one <= 32


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

    def test_offices_see_nothing_of_running_the_survey(self, client, bayu):
        client.force_login(bayu)

        urls = [entry.url for entry in client.get("/").context["navigation"]]

        assert not [url for url in urls if url.startswith("/kelola/")]
