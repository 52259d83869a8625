from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from respondents.models.duties import Duty
from spi_portal.accounts.permissions import Role
from spi_portal.audit.models.entries import Entry
from spi_portal.post.models import OfficialLetter
from surveys import chasing, reminders
from surveys.models.reminders import ListReminder
from surveys.models.waves import Wave
from tests import make
from tests.surveys.steps import playing

pytestmark = pytest.mark.django_db


@pytest.fixture
def wave(ratna) -> Wave:
    return playing.lists(ratna, offices=())


@pytest.fixture
def operator(client, ratna):
    client.force_login(ratna)
    return client


@pytest.fixture
def late():
    """An OPD that is not done, with two admins."""
    opd = make.office(short_name="Dinkes")
    make.user("Bayu Saputra", Role.OPD_ADMIN, of=opd)
    make.user("Citra Lestari", Role.OPD_ADMIN, of=opd)
    return opd


def page(wave) -> str:
    return reverse("surveys:remind_lists", args=[wave.slug])


def by_hand(client, wave, opd):
    return client.post(reverse("surveys:note_reminder", args=[wave.slug, opd.code]), follow=True)


class TestPreview:
    def test_it_shows_each_text_as_it_will_read_and_how_many_letters(self, operator, wave, late):
        done = make.office(short_name="Aman", asks_external=False)
        make.person(office=done)
        make.signed(done)

        answer = operator.get(page(wave))

        (draft,) = answer.context["drafts"]
        assert draft.text == chasing.message(
            wave, chasing.row_of(wave, late), signed="Inspektorat Kota Tirtamulya"
        )
        assert "Daftar pegawai belum diunggah" in answer.text
        assert "2 surel berangkat ke admin 1 OPD" in answer.text
        assert "Bayu Saputra, Citra Lestari" in answer.text

    def test_it_sends_nothing(self, operator, wave, late):
        operator.get(page(wave))

        assert not OfficialLetter.objects.exists()
        assert not ListReminder.objects.exists()

    def test_without_anybody_to_write_to_it_says_so_and_has_no_box(self, operator, wave):
        opd = make.office()
        make.user("Kepala", Role.OPD_HEAD, of=opd)
        gone = make.user("Admin lama", Role.OPD_ADMIN, of=opd)
        Duty.objects.filter(user=gone).update(
            valid_from=timezone.localdate() - timedelta(days=9),
            valid_until=timezone.localdate() - timedelta(days=1),
        )

        text = operator.get(page(wave)).text

        assert "Belum punya admin yang dapat menerima surel" in text
        assert 'name="opd"' not in text

    def test_it_costs_the_same_for_3_and_34_offices(self, operator, wave):
        def cost() -> int:
            with CaptureQueriesContext(connection) as captured:
                operator.get(page(wave))
            return len(captured)

        for _ in range(3):
            make.user("Admin", Role.OPD_ADMIN, of=make.office())
        cost()
        few = cost()
        for _ in range(31):
            make.user("Admin", Role.OPD_ADMIN, of=make.office())

        assert cost() == few


class TestSending:
    def test_each_admin_gets_a_letter_and_it_is_written_down_once(
        self, operator, wave, late, ratna
    ):
        text = chasing.message(
            wave, chasing.row_of(wave, late), signed="Inspektorat Kota Tirtamulya"
        )

        assert operator.post(page(wave), {"opd": [late.code]}).status_code == 302

        letters = OfficialLetter.objects.all()
        assert {(one.text, one.about, one.state) for one in letters} == {
            (text, "list.reminder", "ready")
        }
        assert len({one.to for one in letters}) == len(letters) == 2
        reminder = ListReminder.objects.get()
        assert (reminder.opd, reminder.by, reminder.how) == (late, ratna, "mail")
        entry = Entry.objects.get(verb="lists.reminded")
        assert entry.details == {"how": "surel", "messages": 2, "offices": ["Dinkes"]}

    def test_who_is_not_ticked_gets_none(self, operator, wave, late):
        other = make.office()
        make.user("Dewi", Role.OPD_ADMIN, of=other)

        operator.post(page(wave), {"opd": [other.code]})

        assert ListReminder.objects.get().opd == other
        assert OfficialLetter.objects.count() == 1

    def test_a_second_time_on_the_same_day_is_refused_and_nobody_gets_a_letter(
        self, operator, wave, late
    ):
        other = make.office()
        make.user("Dewi", Role.OPD_ADMIN, of=other)
        operator.post(page(wave), {"opd": [late.code]})

        again = operator.post(page(wave), {"opd": [late.code, other.code]})

        assert again.status_code == 422
        assert "Dinkes: Sudah diingatkan hari ini" in again.text
        assert f'value="{other.code}" checked' in again.text
        assert (ListReminder.objects.count(), OfficialLetter.objects.count()) == (1, 2)

    def test_the_next_day_it_may_be_sent_again_and_is_counted(self, operator, wave, late):
        operator.post(page(wave), {"opd": [late.code]})
        ListReminder.objects.update(at=timezone.now() - timedelta(days=1))

        operator.post(page(wave), {"opd": [late.code]})

        assert chasing.row_of(wave, late).reminded.times == 2
        overview = operator.get(reverse("surveys:chasing", args=[wave.slug])).text
        assert "2 kali" in overview

    def test_another_waves_reminders_are_not_counted(self, wave, late, ratna):
        ListReminder.objects.create(wave=make.wave(), opd=late, how="mail", by=ratna)

        assert chasing.row_of(wave, late).reminded.times == 0

    def test_nobody_ticked_is_said(self, operator, wave, late):
        answer = operator.post(page(wave), {})

        assert answer.status_code == 422
        assert "Pilih paling sedikit satu OPD" in answer.text

    def test_who_is_done_by_now_gets_none(self, operator, wave, late):
        done = make.office(asks_external=False)
        make.user("Dewi", Role.OPD_ADMIN, of=done)
        make.person(office=done)
        make.signed(done)

        operator.post(page(wave), {"opd": [late.code, done.code]})

        assert ListReminder.objects.get().opd == late

    def test_once_frozen_nobody_is_reminded(self, operator, ratna, late):
        wave = playing.frozen(ratna)

        answer = operator.post(page(wave), {"opd": [late.code]})

        assert (answer.status_code, "Daftar sudah dibekukan" in answer.text) == (422, True)

    def test_the_role_of_the_web_process_suffices(self, operator, wave, late, as_app_staff):
        assert operator.post(page(wave), {"opd": [late.code]}).status_code == 302


class TestByHand:
    def test_it_counts_as_a_reminder_and_says_how(self, operator, wave, late, ratna):
        answer = by_hand(operator, wave, late)

        assert ListReminder.objects.get().how == ListReminder.How.WHATSAPP
        assert Entry.objects.get(verb="lists.reminded").details["how"] == "WhatsApp"
        assert "Sudah diingatkan 1 kali" in answer.text

    def test_twice_on_a_day_counts_once_and_no_letter_follows(self, operator, wave, late):
        by_hand(operator, wave, late)

        assert "Sudah diingatkan hari ini" in by_hand(operator, wave, late).text
        assert operator.post(page(wave), {"opd": [late.code]}).status_code == 422
        assert ListReminder.objects.count() == 1

    def test_who_is_done_needs_none(self, wave, ratna):
        done = make.office(asks_external=False)
        make.person(office=done)
        make.signed(done)

        with pytest.raises(reminders.NotPossible, match="sudah selesai"):
            reminders.note_by_hand(wave=wave, opd=done, by=ratna)
