from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from respondents import access
from respondents.models.offices import Office
from spi_portal.accounts.permissions import Role
from spi_portal.audit.models.entries import Entry
from surveys import corrections
from surveys.models.groups import FrameEntry
from surveys.models.waves import Wave
from tests import make
from tests.surveys.steps import playing

pytestmark = pytest.mark.django_db
NIP, OTHER = "198503122010011001", "198503122010011002"
PAGE = "/kelola/mutasi/"


@pytest.fixture
def operator(client, ratna):
    client.force_login(ratna)
    return client


@pytest.fixture
def new():
    return make.office(code="BARU", short_name="Kantor Baru")


@pytest.fixture
def somebody(new):
    return make.person(nip=NIP, name="Dewi Contoh", office=make.office(short_name="Kantor Lama"))


def check(client, table: str = f"{NIP}\tBARU", **given):
    today = timezone.localdate().isoformat()
    return client.post(PAGE, {"nomor": "800/12", "tanggal": today, "tabel": table} | given)


def move(client, table: str = f"{NIP}\tBARU", **given):
    """As the page's own form sends it after the preview."""
    seal = check(client, table).context["seal"]
    return check(client, table, langkah="pindahkan", sidik=seal, **given)


class TestThePage:
    def test_the_preview_shows_old_and_new_and_changes_nothing(self, operator, somebody, new):
        answer = check(operator)

        assert answer.status_code == 200
        for word in ("Dewi Contoh", "Kantor Lama", "Kantor Baru"):
            assert word in answer.text
        somebody.refresh_from_db()
        assert somebody.office != new
        assert not Entry.objects.filter(verb="people.transferred").exists()

    def test_one_press_moves_them(self, operator, somebody, new, as_app_staff):
        assert move(operator).status_code == 302

        with access.acting("tests"):
            somebody.refresh_from_db()
        assert somebody.office == new

    def test_a_faulty_row_is_a_sentence_and_holds_all_of_it(self, operator, somebody, new):
        table = f"{NIP}\tBARU\n{OTHER}\tBARU"

        answer = move(operator, table)

        assert answer.status_code == 422
        assert "NIP ini tidak ada di daftar mana pun." in answer.text
        assert "1 baris tidak dapat dipakai" in answer.text
        assert table.splitlines()[1] in answer.text
        somebody.refresh_from_db()
        assert somebody.office != new

    def test_it_can_be_left_out(self, operator, somebody, new):
        assert move(operator, f"{NIP}\tBARU\n{OTHER}\tBARU", lewati="on").status_code == 302

        somebody.refresh_from_db()
        assert somebody.office == new

    def test_without_the_preview_nothing_moves(self, operator, somebody, new):
        assert check(operator, langkah="pindahkan").status_code == 422

        somebody.refresh_from_db()
        assert somebody.office != new

    def test_a_small_file_is_read_like_a_pasted_table(self, operator, somebody):
        file = SimpleUploadedFile("sk.csv", f"NIP;Kantor\n{NIP};BARU\n".encode())

        answer = check(operator, "", berkas=file)

        assert "Dewi Contoh" in answer.text
        assert f"{NIP}\tBARU" in answer.text

    @pytest.mark.parametrize("given", [{"nomor": ""}, {"tanggal": "besok"}, {"tabel": ""}])
    def test_what_is_wrong_is_said_and_the_rest_kept(self, operator, given):
        answer = check(operator, **({"tabel": f"{NIP}\tBARU"} | given))

        assert answer.status_code == 422
        assert ("800/12" in answer.text) == ("nomor" not in given)
        assert (NIP in answer.text) == ("tabel" not in given)

    def test_a_decree_of_tomorrow_is_not_applied_today(self, operator, somebody):
        tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()

        assert check(operator, tanggal=tomorrow).status_code == 422

    def test_a_file_that_is_too_large_is_refused(self, operator):
        file = SimpleUploadedFile("sk.csv", b"x" * 1_000_001)

        answer = check(operator, "", berkas=file)

        assert (answer.status_code, "lebih dari 1 MB" in answer.text) == (422, True)


class TestAfterTheFreeze:
    def test_the_frame_stays_and_it_counts_once_for_all_its_rows(self, operator, ratna):
        wave = playing.lists(ratna, offices=(30,))
        office = Office.objects.opds().get()
        first = make.person(office=office, nip=NIP)
        make.person(office=office, nip=OTHER)
        make.office(code="BARU")
        playing.freeze(wave, by=ratna)

        assert f"pembekuan gelombang {wave.slug}" in check(operator).text
        move(operator, f"{NIP}\tBARU\n{OTHER}\tBARU")

        assert FrameEntry.objects.get(person=first).office == office
        assert corrections.number(wave) == 1
        for role in (Role.SEKDA, Role.AUDITOR, Role.OPERATOR):
            operator.force_login(make.user("Penonton", role))
            page = operator.get(reverse("surveys:wave", args=[wave.slug])).text
            assert "Perbaikan sesudah daftar dibekukan: <b>1</b>" in page

    def test_before_it_nothing_is_counted(self, operator, ratna, somebody):
        wave = playing.lists(ratna, offices=(30,))
        move(operator)
        playing.freeze(wave, by=ratna)

        assert corrections.number(wave) == 0

    def test_a_pilot_freezes_nobody_s_lists_so_nothing_is_counted_for_it(
        self, operator, ratna, somebody
    ):
        pilot = playing.lists(ratna)
        Wave.objects.filter(pk=pilot.pk).update(is_pilot=True)
        pilot.refresh_from_db()
        playing.freeze(pilot, by=ratna)

        move(operator)

        assert corrections.number(pilot) == 0

    def test_what_was_mended_before_the_freeze_was_taken_back_is_not_counted(
        self, operator, ratna, somebody
    ):
        wave = playing.frozen(ratna)
        move(operator)
        assert corrections.number(wave) == 1

        undo = reverse("surveys:undo", args=[wave.slug])
        operator.post(undo, {"kode": wave.slug})
        playing.freeze(wave, by=ratna)

        assert corrections.number(wave) == 0
