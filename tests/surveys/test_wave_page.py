"""The page of one wave: what it says in each state, to whom, and of nobody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from respondents.models.people import Person
from spi_portal.accounts.permissions import Role
from spi_portal.ui import formats
from surveys import box_keys
from surveys.models.groups import AnonymityGroup
from surveys.models.invitations import Invitation
from surveys.models.jobs import Job
from surveys.models.manifests import WaveKey
from surveys.models.messages import Message
from surveys.models.waves import Wave
from tests import make
from tests.surveys.steps import playing
from tests.surveys.wave_pages import cost, in_state, page, take

pytestmark = pytest.mark.django_db


WORDS_OF_STATE = {
    "lists": "Bekukan daftar",
    "frozen": "Minta persetujuan",
    "drawn": "Siapkan tautan",
    "issued": "Buka survei sekarang",
    "open": "Kirim pengingat",
    "closed": "Minta persetujuan",
    "counted": "Periksa hasil",
    "published": "Gelombang ini selesai",
}


class TestPage:
    def test_every_state_has_its_words(self):
        assert set(WORDS_OF_STATE) == set(Wave.State.values)

    @pytest.mark.parametrize(("state", "words"), WORDS_OF_STATE.items())
    def test_it_shows_the_step_that_comes_next(self, operator, state, words):
        wave = in_state(state)
        WaveKey.objects.create(wave=wave, public_key=bytes(32))

        answer = operator.get(page(make.lawful(wave)))

        assert answer.status_code == 200
        assert words in answer.text

    @pytest.mark.parametrize("state", Wave.State.values)
    @pytest.mark.parametrize("role", [Role.SEKDA, Role.SEKDA_DELEGATE, Role.AUDITOR])
    def test_who_only_watches_has_no_button(self, client, role, state):
        client.force_login(make.user("Penonton", role))

        answer = client.get(page(in_state(state)))

        assert answer.status_code == 200
        assert answer.text.count('method="post"') == answer.text.count("/akun/logout/")

    def test_what_is_missing_before_freezing_is_said_in_words(self, operator, ratna):
        wave = playing.lists(ratna, offices=(30,))
        empty = make.office(short_name="Dinas Tanpa Pegawai")
        unit = make.office(parent=make.office(short_name="Dinas Berunit"))
        make.person(office=unit)

        text = operator.get(page(wave)).text

        assert f"1 OPD belum punya daftar pegawai: {empty.short_name}" in text
        assert "Dinas Berunit." not in text
        assert "2 OPD belum menandatangani daftarnya: " in text
        assert "Dinas Berunit (pegawai)" in text

    def test_a_kind_that_is_asked_and_not_listed_is_missed(self, operator, ratna):
        assert (
            "Daftar pegawai masih kosong."
            in operator.get(page(playing.lists(ratna, offices=()))).text
        )

    def test_before_issuing_the_counters_key_is_missed(self, operator, ratna):
        wave = playing.drawn(ratna)
        assert "Penghitung belum menyiapkan kunci" in operator.get(page(wave)).text

        box_keys.make(wave)

        assert "Penghitung belum menyiapkan kunci" not in operator.get(page(wave)).text

    def test_before_counting_the_registrars_key_must_be_gone(self, operator):
        kept, gone = in_state("closed"), in_state("closed", registrar_key_gone_at=timezone.now())

        assert "Kunci tautan belum dimusnahkan" in operator.get(page(kept)).text
        assert "Kunci tautan belum dimusnahkan" not in operator.get(page(gone)).text

    def test_groups_too_small_are_named(self, operator, ratna):
        wave = playing.frozen(ratna, offices=(60, 11))
        small = AnonymityGroup.objects.get(is_too_small=True)

        text = operator.get(page(wave)).text

        assert f"<li>{small.name}</li>" in text
        assert ">71</b>" in text

    def test_messages_are_counted_by_state_with_the_reasons_of_failure(self, operator, ratna):
        wave = playing.opened(ratna, offices=(60,))
        first, *others = Message.objects.all()
        first.state, first.failure = Message.State.FAILED, "Alamat ditolak (kode 550)."
        first.save()

        answer = operator.get(page(wave))

        sending = answer.context["sending"]
        assert (sending.failed, sending.waiting, sending.sent) == (1, len(others), 0)
        assert "1 pesan: Alamat ditolak (kode 550)." in answer.text

    def test_a_job_that_failed_says_why(self, operator):
        wave = in_state("drawn")
        Job.objects.create(
            wave=wave, step="issue", state="failed", due_at=timezone.now(), tries=5,
            problem="NoDisk: no space left",
        )  # fmt: skip

        assert "NoDisk: no space left" in operator.get(page(wave)).text

    def test_a_job_that_is_tried_again_says_so_and_since_when(self, operator):
        wave = in_state("closed")
        since = timezone.now() - timedelta(days=2)
        Job.objects.create(
            wave=wave, step="close", due_at=timezone.now(), tries=9, problem="NoDisk",
            failing_since=since,
        )  # fmt: skip

        assert f"Belum berhasil sejak {formats.moment(since)}" in operator.get(page(wave)).text

    def test_the_history_tells_who_did_what(self, operator, ratna):
        wave = playing.drawn(ratna)

        said = [entry.verb for entry in operator.get(page(wave)).context["history"].entries]

        assert said == [
            "wave.drawn", "approval.granted", "approval.asked", "wave.frozen", "wave.started",
        ]  # fmt: skip

    def test_the_history_of_another_wave_is_not_shown(self, operator, ratna):
        playing.frozen(ratna)

        assert not operator.get(page(in_state("lists"))).context["history"].entries

    @pytest.mark.parametrize("role", [Role.OPERATOR, Role.SEKDA, Role.AUDITOR])
    def test_totals_are_the_same_for_all_who_see_them(self, client, role, ratna, becomes_app_staff):
        """Row security hides every person from Sekda and auditor; totals are not persons."""
        wave = playing.opened(ratna, offices=(60,))
        drawn = Invitation.objects.filter(state="sample").count()
        client.force_login(make.user("Pembaca", role))
        becomes_app_staff()

        context = client.get(page(wave)).context

        assert context["groups"].people == 60
        assert context["invitations"]["sample"] == drawn > 0
        assert context["sending"].waiting == drawn

    @pytest.mark.parametrize("state", [playing.lists, playing.frozen, playing.opened])
    def test_it_costs_the_same_for_one_or_many(self, operator, ratna, state):
        one = cost(operator, page(state(ratna, offices=(30,))))

        assert cost(operator, page(state(ratna, offices=(30, 30, 30)))) == one <= 51


class TestRefusals:
    def test_a_wrong_code_is_said_where_it_was_typed_and_kept(self, operator, ratna):
        wave = playing.opened(ratna, offices=(60,))
        later = wave.closes_at + timedelta(days=9)
        take(operator, "extend", wave, tutup=later.strftime("%Y-%m-%dT%H:%M"))

        answer = take(operator, "undo", wave, kode="keliru")

        assert answer.status_code == 422
        assert "<title>Galat: " in answer.text
        assert answer.text.count("<details open>") == 1
        assert 'value="keliru"' in answer.text
        assert 'id="undo_kode"' in answer.text


class TestPrivacy:
    def pages(self, wave: Wave) -> list[str]:
        return [page(wave), reverse("surveys:groups", args=[wave.slug]), reverse("surveys:waves")]

    def test_no_page_names_or_hints_at_a_person(self, operator, ratna):
        wave = playing.opened(ratna)
        secrets = {str(i.pk) for i in Invitation.objects.all()}
        secrets |= {value for p in Person.objects.all() for value in (str(p.pk), p.name, p.email)}

        for path in self.pages(wave):
            text = operator.get(path).text
            assert not [secret for secret in secrets if secret in text]

    def test_no_page_speaks_of_turnout(self, operator, ratna):
        wave = playing.opened(ratna)

        for path in self.pages(wave):
            text = operator.get(path).text.lower()
            assert not [
                word for word in ("tingkat respons", "sudah menjawab:", "%</b>") if word in text
            ]


def test_a_wave_that_is_not_there_is_not_found(operator):
    assert operator.get(reverse("surveys:wave", args=["1999"])).status_code == 404
