from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from respondents.models.people import Person
from spi_portal.accounts.permissions import Role
from spi_portal.audit import approvals
from spi_portal.audit.models.approvals import Approval
from surveys import counting, instrument_shelf
from surveys.models.groups import AnonymityGroup
from surveys.models.instruments import InstrumentVersion
from surveys.models.invitations import Invitation
from surveys.models.jobs import Job
from surveys.models.messages import Message
from surveys.models.waves import Wave
from tests import make
from tests.surveys.steps import playing

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator(client, ratna):
    client.force_login(ratna)
    return client


@pytest.fixture
def as_app_staff():
    """From now on every statement runs under the role of process `staff`, row security and all."""

    def become() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL ROLE app_staff")

    yield become
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def page(wave: Wave) -> str:
    return reverse("surveys:wave", args=[wave.slug])


def cost(client, path: str) -> int:
    """How many statements the page sends, once what is cached for good is cached."""
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def take(client, step: str, wave: Wave, **given):
    """Press the button of a step, and read the page that follows."""
    return client.post(reverse(f"surveys:{step}", args=[wave.slug]), given, follow=True)


def in_state(state: str, **given) -> Wave:
    values = {"frame_root": b"root", "draw_randomness": "48 13 77"} if state != "lists" else {}
    return make.wave(state=state, **(values | given))


class TestList:
    def test_it_shows_every_wave_and_where_it_stands(self, operator):
        make.wave(title="Survei 2025", state="published", frame_root=b"r", draw_randomness="1")
        make.wave(title="Survei 2026")

        text = operator.get(reverse("surveys:waves")).text

        assert "Hasil terbit" in text
        assert "Daftar diperbaiki" in text

    def test_only_who_runs_surveys_is_offered_a_new_one(self, client, sekda):
        client.force_login(sekda)

        assert reverse("surveys:start") not in client.get(reverse("surveys:waves")).text

    def test_without_a_wave_it_says_what_one_is(self, operator):
        assert "Belum ada gelombang" in operator.get(reverse("surveys:waves")).text

    def test_it_costs_the_same_for_one_or_many(self, operator):
        make.wave()
        one = cost(operator, reverse("surveys:waves"))
        make.wave(), make.wave()

        assert cost(operator, reverse("surveys:waves")) == one <= 12


class TestStart:
    @pytest.fixture
    def given(self):
        playing.instrument("internal")
        return {
            "title": "Survei Integritas OPD 2026",
            "slug": "2026",
            "opens_at": "2030-10-01T08:00",
            "closes_at": "2030-10-31T16:00",
            "results_expected": "Januari 2031",
            "response_internal": "50",
        }

    def test_a_wave_is_started(self, operator, given):
        answer = operator.post(reverse("surveys:start"), given, follow=True)

        wave = Wave.objects.get(slug="2026")
        assert "Gelombang 2026 dimulai" in answer.text
        assert timezone.localtime(wave.closes_at).hour == 16
        assert str(wave.waveinstrument_set.get().expected_response) == "0.500"

    def test_it_asks_with_the_latest_versions(self, operator, given):
        newest = playing.instrument("internal")
        operator.post(reverse("surveys:start"), given)

        assert Wave.objects.get().waveinstrument_set.get().version == newest

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"slug": "baru"}, "dipakai halaman lain"),
            ({"slug": "jejak"}, "dipakai halaman lain"),
            ({"slug": "dua kata"}, "Kode:"),
            ({"closes_at": "2030-09-01T08:00"}, "Waktu tutup harus sesudah waktu buka"),
            ({"opens_at": "2020-01-01T08:00", "closes_at": "2020-02-01T08:00"}, "sudah lewat"),
            ({"opens_at": "besok"}, "Dibuka:"),
            ({"response_internal": "500"}, "Perkiraan yang menjawab"),
            ({"title": ""}, "Nama survei:"),
        ],
    )
    def test_what_is_wrong_is_said_and_nothing_is_lost(self, operator, given, wrong, said):
        answer = operator.post(reverse("surveys:start"), given | wrong)

        assert answer.status_code == 422
        assert said in answer.text
        assert "Januari 2031" in answer.text
        assert not Wave.objects.exists()

    def test_a_code_that_is_taken_is_refused(self, operator, given):
        make.wave(slug="2026")

        assert "sudah dipakai" in operator.post(reverse("surveys:start"), given).text

    def test_without_questionnaires_it_offers_those_that_come_with_the_portal(self, operator):
        assert "Simpan kuesioner bawaan" in operator.get(reverse("surveys:start")).text

        operator.post(reverse("surveys:shipped_instruments"))

        assert set(instrument_shelf.latest()) == {"internal", "external", "expert"}
        assert "Mulai gelombang" in operator.get(reverse("surveys:start")).text


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
        answer = operator.get(page(make.lawful(in_state(state))))

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

        counting.make_key(wave)

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
    def test_totals_are_the_same_for_all_who_see_them(self, client, role, ratna, as_app_staff):
        """Row security hides every person from Sekda and auditor; totals are not persons."""
        wave = playing.opened(ratna, offices=(60,))
        drawn = Invitation.objects.filter(state="sample").count()
        client.force_login(make.user("Pembaca", role))
        as_app_staff()

        context = client.get(page(wave)).context

        assert context["groups"].people == 60
        assert context["invitations"]["sample"] == drawn > 0
        assert context["sending"].waiting == drawn

    @pytest.mark.parametrize("state", [playing.lists, playing.frozen, playing.opened])
    def test_it_costs_the_same_for_one_or_many(self, operator, ratna, state):
        one = cost(operator, page(state(ratna, offices=(30,))))

        assert cost(operator, page(state(ratna, offices=(30, 30, 30)))) == one <= 54


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


class TestSteps:
    def test_freezing_needs_the_code_typed(self, operator, ratna):
        wave = playing.lists(ratna)

        answer = take(operator, "freeze", wave, kode="2025")

        assert f"Ketik {wave.slug}, persis seperti tertulis." in answer.text
        assert playing.again(wave).state == Wave.State.LISTS

    def test_freezing(self, operator, ratna):
        wave = playing.lists(ratna, offices=(30, 40))
        make.all_signed()

        answer = take(operator, "freeze", wave, kode=wave.slug)

        assert "Daftar dibekukan: 70 orang dalam 2 kelompok." in answer.text

    def test_empty_lists_are_a_sentence(self, operator, ratna):
        wave = playing.lists(ratna, offices=())

        answer = take(operator, "freeze", wave, kode=wave.slug)

        assert "Tidak ada responden yang memenuhi syarat" in answer.text

    def test_a_step_out_of_order_is_a_sentence(self, operator, ratna):
        wave = playing.lists(ratna)

        answer = take(operator, "open", wave, kode=wave.slug)

        assert "sekarang “Daftar diperbaiki”" in answer.text

    def test_the_draw_takes_two(self, operator, ratna, hadi):
        wave = playing.frozen(ratna)

        alone = take(operator, "draw", wave, bilangan="48 13 77")
        asked = take(operator, "ask", wave, alasan="Semua daftar sudah diperiksa")
        approvals.decide(Approval.objects.get(), grant=True, by=hadi)
        granted = operator.get(page(wave))
        drawn = take(operator, "draw", wave, bilangan="48 13 77")

        assert "belum disetujui orang kedua" in alone.text
        assert "Menunggu orang kedua" in asked.text
        assert "Bilangan acak publik" in granted.text
        assert "Sampel ditarik: 30 orang terpilih, 0 cadangan." in drawn.text

    def test_a_refusal_is_shown_and_one_may_ask_again(self, operator, ratna, hadi):
        wave = playing.frozen(ratna)
        take(operator, "ask", wave, alasan="Semua daftar sudah diperiksa")
        approvals.decide(Approval.objects.get(), grant=False, by=hadi)

        text = operator.get(page(wave)).text

        assert "Ditolak" in text
        assert "Minta persetujuan" in text

    def test_asking_needs_a_reason(self, operator, ratna):
        wave = playing.frozen(ratna)

        assert "Tulis alasannya" in take(operator, "ask", wave, alasan="").text
        assert not Approval.objects.exists()

    def test_a_step_of_one_person_is_not_asked_for(self, operator, ratna):
        answer = take(operator, "ask", playing.lists(ratna), alasan="Ingin")

        assert "tidak memerlukan persetujuan" in answer.text
        assert not Approval.objects.exists()

    def test_counting_is_asked_for_too(self, operator):
        wave = in_state("closed")

        take(operator, "ask", wave, alasan="Sesuai jadwal")

        assert (Approval.objects.get().verb, Approval.objects.get().subject) == ("count", wave.slug)

    def test_without_randomness_the_draw_says_what_it_needs(self, operator, ratna):
        wave = playing.frozen(ratna)
        playing.grant("draw", wave, asked_by=ratna)

        assert "dibacakan di depan saksi" in take(operator, "draw", wave, bilangan="").text
        assert playing.again(wave).state == Wave.State.FROZEN

    def test_issuing_without_the_counters_key_is_a_sentence(self, operator, ratna):
        wave = playing.drawn(ratna)

        assert "Penghitung belum menyiapkan kuncinya" in take(operator, "issue", wave).text
        assert not Job.objects.exists()

    def test_issuing(self, operator, ratna):
        wave = playing.drawn(ratna)
        counting.make_key(wave)

        assert "Sedang dikerjakan petugas tautan" in take(operator, "issue", wave).text

    def test_opening_needs_the_code_typed(self, operator, ratna):
        wave = playing.issued(ratna)

        take(operator, "open", wave, kode="")

        assert playing.again(wave).state == Wave.State.ISSUED

    def test_opening(self, operator, ratna):
        wave = playing.issued(ratna)

        answer = take(operator, "open", wave, kode=wave.slug)

        assert "Survei dibuka. 30 undangan masuk antrean." in answer.text

    def test_a_reminder_goes_out_once(self, operator, ratna):
        wave = playing.opened(ratna)

        first = take(operator, "remind", wave, putaran="reminder")
        second = take(operator, "remind", wave, putaran="reminder")

        assert "30 pengingat masuk antrean" in first.text
        assert "Pengingat ini sudah pernah dikirim." in second.text

    def test_after_two_reminders_there_are_no_more(self, operator, ratna):
        wave = playing.opened(ratna)
        for round in ("reminder", "last_reminder"):
            answer = take(operator, "remind", wave, putaran=round)

        assert "Kedua pengingat sudah dikirim" in answer.text
        assert reverse("surveys:remind", args=[wave.slug]) not in answer.text

    def test_an_invitation_is_not_sent_again_as_a_reminder(self, operator, ratna):
        wave = playing.opened(ratna)

        take(operator, "remind", wave, putaran="invitation")

        assert set(Message.objects.values_list("round", flat=True)) == {"invitation"}

    def test_prolonging(self, operator, ratna):
        wave = playing.opened(ratna)
        later = timezone.localtime(wave.closes_at) + timedelta(days=7)

        answer = take(operator, "extend", wave, tutup=later.strftime("%Y-%m-%dT%H:%M"))

        assert "Survei diperpanjang sampai" in answer.text
        assert playing.again(wave).closes_at > wave.closes_at

    @pytest.mark.parametrize(
        ("tutup", "said"),
        [("2020-01-01T08:00", "harus sesudah tanggal tutup"), ("besok", "Isi tanggal dan jam")],
    )
    def test_prolonging_to_nowhere_is_a_sentence(self, operator, ratna, tutup, said):
        wave = playing.opened(ratna)

        assert said in take(operator, "extend", wave, tutup=tutup).text
        assert playing.again(wave).closes_at == wave.closes_at

    def test_closing_needs_the_code_typed(self, operator, ratna):
        wave = playing.opened(ratna)

        take(operator, "close", wave, kode="tutup")

        assert playing.again(wave).state == Wave.State.OPEN

    def test_closing(self, operator, ratna):
        wave = playing.opened(ratna)

        assert "Survei ditutup." in take(operator, "close", wave, kode=wave.slug).text

    @pytest.mark.parametrize(
        "step", ["freeze", "draw", "issue", "open", "remind", "extend", "close"]
    )
    def test_no_step_is_taken_by_looking(self, operator, step):
        address = reverse(f"surveys:{step}", args=[make.wave().slug])

        assert operator.get(address).status_code == 405

    def test_the_whole_way_under_the_role_of_the_process(self, operator, ratna, hadi, as_app_staff):
        """What the grants of app_staff lack would show here and in no other test."""
        wave = playing.lists(ratna, offices=(60,))
        make.all_signed()
        as_app_staff()

        frozen = take(operator, "freeze", wave, kode=wave.slug)
        take(operator, "ask", wave, alasan="Semua daftar sudah diperiksa")
        approvals.decide(Approval.objects.get(), grant=True, by=hadi)
        drawn = take(operator, "draw", wave, bilangan="48 13 77")

        assert "60 orang" in frozen.text
        assert "orang terpilih" in drawn.text


class TestGroups:
    def test_each_group_is_shown_with_its_figures(self, operator, ratna):
        wave = playing.frozen(ratna, offices=(60, 11))

        text = operator.get(reverse("surveys:groups", args=[wave.slug])).text

        assert "semua diundang" in text
        assert "data belum mencukupi" in text

    def test_before_freezing_there_are_none(self, operator):
        text = operator.get(reverse("surveys:groups", args=[make.wave().slug])).text

        assert "Kelompok dibentuk saat daftar dibekukan" in text

    def test_it_is_paged(self, operator):
        wave = make.wave()
        AnonymityGroup.objects.bulk_create(
            AnonymityGroup(
                wave=wave, kind="internal", name=f"Kelompok {n}", population=30, invited=30
            )
            for n in range(51)
        )

        address = reverse("surveys:groups", args=[wave.slug])

        assert len(operator.get(address).context["page"]) == 50
        assert len(operator.get(address, {"halaman": 2}).context["page"]) == 1

    def test_it_costs_the_same_for_one_or_many(self, operator, ratna):
        one, three = (playing.frozen(ratna, offices=(30,) * n) for n in (1, 3))
        paths = [reverse("surveys:groups", args=[wave.slug]) for wave in (one, three)]

        assert cost(operator, paths[0]) == cost(operator, paths[1]) <= 13


def test_a_wave_that_is_not_there_is_not_found(operator):
    assert operator.get(reverse("surveys:wave", args=["1999"])).status_code == 404


def test_the_shelf_hands_out_the_newest_of_each_kind():
    playing.instrument("internal")
    newest, expert = playing.instrument("internal"), playing.instrument("expert")

    assert instrument_shelf.latest() == {"internal": newest, "expert": expert}
    assert InstrumentVersion.objects.count() == 3
