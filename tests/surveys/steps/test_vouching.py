from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from respondents.models.offices import Office
from spi_portal.accounts.permissions import Role
from spi_portal.audit.models.entries import Entry
from surveys.models.head_letters import HeadLetter, UnsignedList
from surveys.models.reminders import ListReminder
from surveys.models.waves import Wave
from surveys.steps import freezing, undoing, vouching
from tests import make
from tests.surveys.steps import playing

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave(ratna) -> Wave:
    return playing.lists(ratna, offices=(30,))


@pytest.fixture
def opd(wave) -> Office:
    return Office.objects.opds().get()


@pytest.fixture
def operator(client, ratna):
    client.force_login(ratna)
    return client


def remind(wave, opd, times: int, *, by) -> None:
    for days in range(times):
        at = timezone.now() - timedelta(days=days)
        ListReminder.objects.create(wave=wave, opd=opd, how="mail", at=at, by=by)


def write_to_head(wave, opd, *, by, days_ago: int = 0) -> None:
    dated = timezone.localdate() - timedelta(days=days_ago)
    vouching.record_letter(wave=wave, opd=opd, number="700/12/2026", dated=dated, by=by)


def refused(wave, by) -> str:
    with pytest.raises(vouching.NotVouchedFor) as refusal:
        freezing.freeze(wave=wave, by=by)
    assert playing.again(wave).state == Wave.State.LISTS
    (sentence,) = refusal.value.sentences
    return sentence


class TestTheFreeze:
    def test_it_is_refused_and_says_what_is_missing(self, wave, opd, ratna):
        assert refused(wave, ratna) == (
            f"{opd.short_name} (pegawai) tidak ditandatangani. Masih kurang: "
            "pengingat (0 dari 2) dan nomor surat kepada kepalanya."
        )

    def test_two_reminders_alone_do_not_do(self, wave, opd, ratna):
        remind(wave, opd, 2, by=ratna)

        assert refused(wave, ratna).endswith("Masih kurang: nomor surat kepada kepalanya.")

    def test_a_letter_and_one_reminder_do_not_do(self, wave, opd, ratna):
        remind(wave, opd, 1, by=ratna)
        write_to_head(wave, opd, by=ratna)

        assert refused(wave, ratna).endswith("Masih kurang: pengingat (1 dari 2).")

    def test_another_offices_and_another_waves_do_not_do(self, wave, opd, ratna):
        other = make.wave()
        remind(other, opd, 2, by=ratna)
        write_to_head(other, opd, by=ratna)
        stranger = make.office()
        remind(wave, stranger, 2, by=ratna)
        write_to_head(wave, stranger, by=ratna)

        assert "pengingat (0 dari 2) dan nomor surat" in refused(wave, ratna)

    def test_with_both_it_freezes_and_keeps_which_list_and_which_letter(self, wave, opd, ratna):
        remind(wave, opd, 2, by=ratna)
        write_to_head(wave, opd, by=ratna)

        freezing.freeze(wave=wave, by=ratna)

        kept = UnsignedList.objects.get()
        assert (kept.opd, kept.kind, kept.letter.number) == (opd, "internal", "700/12/2026")
        unsigned = Entry.objects.get(verb="wave.frozen").details["unsigned"]
        assert unsigned == [f"{opd.short_name} (pegawai)"]

    def test_signed_lists_need_nothing_and_none_is_kept(self, wave, opd, ratna):
        make.signed(opd)
        make.office()  # its lists are empty

        freezing.freeze(wave=wave, by=ratna)

        assert not UnsignedList.objects.exists()

    def test_a_list_that_changed_since_is_not_signed(self, wave, opd, ratna):
        make.signed(opd)
        make.person(office=opd)

        assert "(pegawai) tidak ditandatangani" in refused(wave, ratna)

    def test_a_list_that_this_wave_does_not_ask_is_not_waited_for(self, wave, opd, ratna):
        make.signed(opd)
        make.person(office=opd, kind="external")

        freezing.freeze(wave=wave, by=ratna)

        assert not UnsignedList.objects.exists()

    def test_a_pilot_is_exempt_and_says_all_the_same_what_nobody_signed(self, wave, opd, ratna):
        Wave.objects.filter(pk=wave.pk).update(is_pilot=True)

        freezing.freeze(wave=playing.again(wave), by=ratna)

        assert UnsignedList.objects.get().letter is None
        assert vouching.kept(wave) == [f"{opd.short_name} (pegawai): tidak ditandatangani"]

    def test_taken_back_it_leaves_none_behind_and_can_be_done_again(self, wave, opd, ratna):
        remind(wave, opd, 2, by=ratna)
        write_to_head(wave, opd, by=ratna)
        freezing.freeze(wave=wave, by=ratna)

        undoing.unfreeze(wave=wave, by=ratna)
        assert not UnsignedList.objects.exists()

        freezing.freeze(wave=wave, by=ratna)
        assert UnsignedList.objects.count() == 1

    def test_the_command_says_each_office_too(self, wave, opd, ratna):
        with pytest.raises(CommandError, match=rf"OPD belum[^\n]*\n{opd.short_name} \(pegawai\)"):
            call_command("wave", "freeze", wave.slug, by=ratna.email, stdout=StringIO())


class TestPages:
    def freeze(self, client, wave):
        path = reverse("surveys:freeze", args=[wave.slug])
        return client.post(path, {"kode": wave.slug}, follow=True)

    def letter(self, client, wave, opd, **given):
        values = {"nomor": "700/12/2026", "tanggal": timezone.localdate().isoformat()}
        path = reverse("surveys:record_letter", args=[wave.slug, opd.code])
        return client.post(path, values | given)

    def test_the_refusal_names_every_office_until_it_is_all_there(
        self, operator, wave, opd, ratna, as_app_staff
    ):
        answer = self.freeze(operator, wave)
        assert answer.status_code == 422
        assert "Masih kurang: pengingat (0 dari 2) dan nomor surat kepada kepalanya." in answer.text
        assert "Daftar belum dapat dibekukan: 1 OPD" in answer.text

        remind(wave, opd, 2, by=ratna)
        assert self.letter(operator, wave, opd).status_code == 302
        assert "Daftar dibekukan: 30 orang" in self.freeze(operator, wave).text

    def test_afterwards_wave_and_overview_say_it_to_everybody_who_sees_them(
        self, client, wave, opd, ratna
    ):
        remind(wave, opd, 2, by=ratna)
        write_to_head(wave, opd, by=ratna)
        freezing.freeze(wave=wave, by=ratna)
        said = f"{opd.short_name} (pegawai): tidak ditandatangani, surat 700/12/2026"

        for role in (Role.SEKDA, Role.AUDITOR, Role.OPERATOR):
            client.force_login(make.user("Penonton", role))
            assert said in client.get(reverse("surveys:wave", args=[wave.slug])).text
        assert said in client.get(reverse("surveys:chasing", args=[wave.slug])).text

    def test_the_letter_is_recorded_shown_and_in_the_ledger(self, operator, wave, opd, ratna):
        self.letter(operator, wave, opd)

        assert HeadLetter.objects.get().recorded_by == ratna
        assert Entry.objects.get(verb="head_letter.recorded").details["letter"] == "700/12/2026"
        page = operator.get(reverse("surveys:chase", args=[wave.slug, opd.code])).text
        assert "Tercatat: surat 700/12/2026" in page

    @pytest.mark.parametrize(
        "given", [{"nomor": ""}, {"tanggal": "kemarin"}, {"tanggal": "2999-1-1"}]
    )
    def test_a_letter_that_cannot_be_is_said_and_kept(self, operator, wave, opd, given):
        kept = {"nomor": "800/1"} | given

        answer = self.letter(operator, wave, opd, **kept)

        assert (answer.status_code, kept["nomor"] in answer.text) == (422, True)
        assert not HeadLetter.objects.exists()

    def test_once_frozen_the_letter_stays_as_it_was(self, operator, wave, opd):
        make.all_signed()
        self.freeze(operator, wave)

        assert self.letter(operator, wave, opd).status_code == 422
        assert not HeadLetter.objects.exists()
