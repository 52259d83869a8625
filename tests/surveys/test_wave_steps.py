"""The steps of a wave, taken by the buttons of its page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from spi_portal.audit import approvals
from spi_portal.audit.models.approvals import Approval
from surveys import box_keys
from surveys.models.jobs import Job
from surveys.models.messages import Message
from surveys.models.waves import Wave
from tests import make
from tests.surveys.steps import playing
from tests.surveys.wave_pages import in_state, page, take

LOT = {"sumber": playing.LOT.source, "saksi": "\n".join(playing.LOT.witnesses)}

pytestmark = pytest.mark.django_db


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

        alone = take(operator, "draw", wave, bilangan="48 13 77", **LOT)
        asked = take(operator, "ask", wave, alasan="Semua daftar sudah diperiksa")
        approvals.decide(Approval.objects.get(), grant=True, by=hadi)
        granted = operator.get(page(wave))
        drawn = take(operator, "draw", wave, bilangan="48 13 77", **LOT)

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

        assert "dibacakan di depan saksi" in take(operator, "draw", wave, bilangan="", **LOT).text
        alone = {"bilangan": "48 13 77", "sumber": "Undian", "saksi": "Endah Kusuma\n  \n"}
        assert "sedikitnya dua saksi" in take(operator, "draw", wave, **alone).text
        nowhere = {"bilangan": "48 13 77", "sumber": " ", "saksi": "Endah\nFarid"}
        assert "di mana bilangan itu diumumkan" in take(operator, "draw", wave, **nowhere).text
        assert playing.again(wave).state == Wave.State.FROZEN

    def test_issuing_without_the_counters_key_is_a_sentence(self, operator, ratna):
        wave = playing.drawn(ratna)

        assert "Penghitung belum menyiapkan kuncinya" in take(operator, "issue", wave).text
        assert not Job.objects.exists()

    def test_issuing(self, operator, ratna):
        wave = playing.drawn(ratna)
        box_keys.make(wave)

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

    def test_the_whole_way_under_the_role_of_the_process(
        self, operator, ratna, hadi, becomes_app_staff
    ):
        """What the grants of app_staff lack would show here and in no other test."""
        wave = playing.lists(ratna, offices=(60,))
        make.all_signed()
        becomes_app_staff()

        frozen = take(operator, "freeze", wave, kode=wave.slug)
        take(operator, "ask", wave, alasan="Semua daftar sudah diperiksa")
        approvals.decide(Approval.objects.get(), grant=True, by=hadi)
        drawn = take(operator, "draw", wave, bilangan="48 13 77", **LOT)

        assert "60 orang" in frozen.text
        assert "orang terpilih" in drawn.text
