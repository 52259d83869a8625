"""The pages under /kelola/akun/, as the Inspektorat uses them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from respondents.models.duties import Duty
from spi_portal.accounts.models import State, User
from spi_portal.accounts.permissions import Role
from spi_portal.audit.models.approvals import Approval
from spi_portal.post.models import OfficialLetter
from tests import make

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
DECREE = {"sk": "800/12/2026", "tanggal_sk": "2026-07-01", "sampai": ""}


@pytest.fixture
def desk(client, ratna):
    client.force_login(ratna)
    return client


def url(name: str, *args: object) -> str:
    return reverse(f"staffing:{name}", args=args)


def cost(client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


class TestList:
    def test_it_says_who_is_what_where_and_until_when(self, desk, bayu):
        User.objects.filter(pk=bayu.pk).update(valid_until=date(2030, 12, 31))

        text = desk.get(url("accounts")).text

        for told in ("Bayu Saputra", bayu.email, "Admin OPD", "31 Desember 2030", "Aktif"):
            assert told in text
        assert bayu.duty_set.get().office.short_name in text

    @pytest.mark.parametrize(
        ("given", "shown"),
        [
            ({"cari": "bayu"}, {"Bayu Saputra"}),
            ({"cari": "nobody"}, set()),
            ({"peran": "operator"}, {"Ratna Wulandari"}),
            ({"keadaan": "ended"}, {"Citra Lestari"}),
            ({"keadaan": "active", "peran": "opd_admin"}, {"Bayu Saputra"}),
        ],
    )
    def test_it_is_filtered(self, desk, bayu, citra, yesterday, given, shown):
        User.objects.filter(pk=citra.pk).update(valid_until=yesterday)

        page = desk.get(url("accounts"), given).context["page"]

        assert {user.name for user in page} == shown

    def test_it_costs_the_same_for_one_or_many(self, desk, bayu):
        one = cost(desk, url("accounts"))
        for number in range(4):
            make.user(f"Admin {number}", Role.OPD_ADMIN, of=make.office())

        assert cost(desk, url("accounts")) == one <= 13


class TestInvite:
    def send(self, desk, text: str, step: str = "periksa", **given):
        data = DECREE | {"daftar": text, "langkah": step} | given
        return desk.post(url("invite"), data, follow=True)

    def test_checking_sends_nothing(self, desk):
        answer = self.send(desk, "Ani; a@kota.go.id; Staf Sekda")

        assert answer.status_code == 200
        assert "Undang 1 orang" in answer.text
        assert not User.objects.filter(name="Ani").exists()

    def test_a_wrong_line_is_shown_with_its_number_and_cannot_be_sent(self, desk):
        text = "Ani; a@kota.go.id; Staf Sekda\nBudi; b@kota.go.id; Bos"

        for step in ("periksa", "undang"):
            answer = self.send(desk, text, step)

            assert answer.status_code == 422
            assert "Peran “Bos” tidak kami kenal." in answer.text
            assert 'value="undang"' not in answer.text
        assert not OfficialLetter.objects.exists()

    def test_inviting_makes_accounts_and_letters(self, desk):
        office = make.office(code="DINKES")
        text = "Ani; a@kota.go.id; Admin OPD; DINKES\nBudi; b@kota.go.id; Pemeriksa"

        answer = self.send(desk, text, "undang")

        assert "1 surat dikirim. 1 akun menunggu orang kedua" in answer.text
        assert Duty.objects.get(user__name="Ani").office == office
        assert OfficialLetter.objects.get().to == "a@kota.go.id"
        assert (
            Approval.objects.get().reason == "Budi menjadi Pemeriksa, SK 800/12/2026, 1 Juli 2026."
        )

    def test_without_a_decree_nobody_is_invited(self, desk):
        answer = self.send(desk, "Ani; a@kota.go.id; Staf Sekda", "undang", sk="")

        assert answer.status_code == 422
        assert not User.objects.filter(name="Ani").exists()


class TestAccount:
    def test_its_history_tells_what_was_asked_and_done(self, desk, invite, grant, client):
        user = invite(Role.AUDITOR)
        grant()

        text = desk.get(url("account", user.pk)).text

        for told in ("Riwayat", "Mengundang", "Meminta persetujuan: memberi peran", "Menyetujui"):
            assert told in text
        assert "Buka akun dan kirim surat" in text

    def test_with_the_grant_the_letter_leaves(self, desk, invite, grant):
        user = invite(Role.AUDITOR)
        grant()

        answer = desk.post(url("admit", user.pk), follow=True)

        assert "Akun dibuka, dan surat dikirim" in answer.text
        user.refresh_from_db()
        assert user.state == State.INVITED

    def test_without_it_the_page_says_so(self, desk, invite):
        user = invite(Role.AUDITOR)

        answer = desk.post(url("admit", user.pk), follow=True)

        assert "belum disetujui orang kedua" in answer.text
        assert not OfficialLetter.objects.exists()

    def test_ones_own_offers_nothing_to_change(self, desk, ratna):
        text = desk.get(url("account", ratna.pk)).text

        assert "Ini akun Anda sendiri." in text
        assert "Akhiri akun" not in text

    @pytest.mark.parametrize(
        ("name", "given"),
        [
            ("role", {"peran": "head"}),
            ("role", {"peran": "sekda_delegate"}),
            ("end", {"sekarang": "on"}),
            ("password", {"cara": "kenal"}),
            ("ask_factor", {"cara": "kenal"}),
            ("reset_factor", {}),
            ("send_again", {}),
            ("admit", {}),
        ],
    )
    def test_ones_own_is_not_changed_by_sending_it_either(self, desk, ratna, name, given):
        Authenticator.objects.create(user=ratna, type="totp", data={"secret": "x"})
        before = User.objects.filter(pk=ratna.pk).values().get()

        desk.post(url(name, ratna.pk), given)

        assert User.objects.filter(pk=ratna.pk).values().get() == before
        assert Authenticator.objects.filter(user=ratna).exists()
        assert not Approval.objects.exists()

    def test_a_role_is_asked_for_then_given(self, desk, bayu, grant):
        asked = desk.post(url("role", bayu.pk), {"peran": "auditor"}, follow=True)
        assert "Orang kedua memutuskannya" in asked.text
        grant()

        desk.post(url("role", bayu.pk), {"peran": "auditor"})

        bayu.refresh_from_db()
        assert bayu.role == Role.AUDITOR

    @pytest.mark.parametrize(
        ("name", "given", "told"),
        [
            ("end", {}, "Isi hari terakhir, atau pilih tutup sekarang juga."),
            ("end", {"hari_terakhir": "kemarin"}, "Isi tanggal, misalnya 31-12-2026."),
            ("end", {"hari_terakhir": "2020-01-01"}, "Hari terakhir tidak boleh sebelum hari ini."),
            ("password", {}, "Tulis dulu bagaimana Anda memastikan siapa yang meminta."),
            ("role", {"peran": "opd_admin"}, "Bayu Saputra sudah Admin OPD."),
        ],
    )
    def test_what_is_missing_is_said(self, desk, bayu, name, given, told):
        assert told in desk.post(url(name, bayu.pk), given, follow=True).text

    def test_a_second_persons_page_asks_in_words(self, client, hadi, invite):
        user = invite(Role.AUDITOR)
        client.force_login(hadi)

        assert f"Memberi peran Pemeriksa: {user.email}" in client.get("/kelola/persetujuan/").text
        told = f"Menunggu keputusan Anda: memberi peran Pemeriksa: {user.email}"
        assert told in client.get("/").text

    def test_the_asker_finds_it_pending(self, desk, invite):
        user = invite(Role.AUDITOR)

        (matter,) = desk.get("/").context["pending"]

        assert matter.url == url("account", user.pk)


class TestHandOver:
    @pytest.fixture
    def duty(self, bayu):
        return bayu.duty_set.get()

    def send(self, desk, duty, **given):
        data = {"cara": "serah", "kepada": "", "nama": "", "surel": "", "sampai": "", **given}
        return desk.post(url("hand_over", duty.pk), DECREE | data, follow=True)

    def test_to_somebody_new(self, desk, duty, today, bayu):
        answer = self.send(
            desk, duty, nama="Dewi", surel="dewi@kota.go.id", mulai=(today + DAY).isoformat()
        )

        assert "Akun lama ikut berakhir." in answer.text
        new = User.objects.get(name="Dewi")
        assert new.role == Role.OPD_ADMIN
        assert new.duty_set.get().valid_from == today + DAY
        assert OfficialLetter.objects.get().to == "dewi@kota.go.id"
        bayu.refresh_from_db()
        assert bayu.valid_until == today

    def test_to_somebody_with_an_account(self, desk, duty, citra, today):
        self.send(desk, duty, kepada=citra.pk, mulai=today.isoformat())

        assert citra.duty_set.filter(office=duty.office).exists()

    def test_an_acting_official(self, desk, duty, today, bayu):
        answer = self.send(
            desk, duty, cara="plh", nama="Dewi", surel="dewi@kota.go.id",
            mulai=today.isoformat(), sampai=(today + 30 * DAY).isoformat(),
        )  # fmt: skip

        acting = User.objects.get(name="Dewi").duty_set.get()
        assert "bertugas sementara" in answer.text
        assert (acting.is_acting, acting.valid_until) == (True, today + 30 * DAY)
        assert acting.user.valid_until == today + 30 * DAY
        duty.refresh_from_db()
        assert duty.valid_until is None

    def test_nobody_is_invited_when_the_office_does_not_reach_them(self, desk, duty, yesterday):
        answer = self.send(
            desk, duty, nama="Dewi", surel="dewi@kota.go.id", mulai=yesterday.isoformat()
        )

        assert answer.status_code == 422
        assert "mulai hari ini atau sesudahnya" in answer.text
        assert not User.objects.filter(name="Dewi").exists()
        assert not OfficialLetter.objects.exists()

    @pytest.mark.parametrize(
        ("given", "told"),
        [
            ({}, "Tulis namanya."),
            ({"nama": "Dewi", "surel": "x"}, "Tulis alamat surel seperti nama@kota.go.id."),
            ({"cara": "plh", "nama": "Dewi", "surel": "d@k.go.id"}, "memerlukan hari terakhir"),
        ],
    )
    def test_what_is_missing_is_said(self, desk, duty, today, given, told):
        assert told in self.send(desk, duty, mulai=today.isoformat(), **given).text
