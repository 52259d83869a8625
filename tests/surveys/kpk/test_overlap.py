from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from spi_portal.audit import approvals
from surveys import chores
from surveys.box import manifest as manifests
from surveys.kpk import overlap, recording
from surveys.models.manifests import SignedManifest
from surveys.models.waves import Wave
from surveys.steps import opening
from tests.surveys.steps import playing

pytestmark = pytest.mark.django_db
SENTENCE = (
    "Ini survei Pemerintah Kota, bukan survei KPK. "
    "Bila Anda juga menerima pesan dari KPK, itu survei lain."
)


def day(number: int) -> date:
    return date(2027, 1, 1) + timedelta(days=number)


@pytest.mark.parametrize(
    ("other", "overlaps", "close"),
    [
        ((day(10), day(20)), True, True),
        ((day(20), day(30)), True, True),  # one common day
        ((day(21), day(30)), False, True),
        ((day(34), day(40)), False, True),  # 13 days between
        ((day(35), day(40)), False, False),  # 14 days between
        ((day(0), day(5)), True, True),
    ],
)
def test_periods_are_compared_by_whole_days(other, overlaps, close):
    ours = (day(0), day(20))

    assert overlap.overlap(ours, other) is overlap.overlap(other, ours) is overlaps
    assert overlap.are_close(ours, other) is overlap.are_close(other, ours) is close


def in_the_field_of_kpk(wave: Wave, by, *, days: int = 0) -> Wave:
    """KPK's survey begins so many days after ours closes; not after it if 0."""
    first = timezone.localdate(wave.closes_at) + timedelta(days=days)
    values = {"field_from": first, "field_until": first + timedelta(days=30)}
    recording.save_survey(wave, values, by=by)
    return playing.again(wave)


class TestOpening:
    @pytest.fixture
    def wave(self, ratna) -> Wave:
        return in_the_field_of_kpk(playing.issued(ratna), ratna)

    def test_beside_kpk_it_takes_a_second_person(self, wave, ratna):
        with pytest.raises(approvals.NotApproved):
            opening.open_survey(wave=wave, by=ratna)

        playing.grant("open", wave, asked_by=ratna)
        opening.open_survey(wave=wave, by=ratna)

        assert playing.again(wave).state == Wave.State.OPEN

    def test_the_page_asks_for_the_reason_first(self, wave, ratna, hadi, client):
        client.force_login(ratna)
        page = reverse("surveys:wave", args=[wave.slug])
        assert "Buka survei sekarang" not in client.get(page).text

        client.post(reverse("surveys:ask", args=[wave.slug]), {"alasan": "Jadwal KPK mundur"})
        asked = approvals.Approval.objects.get(verb="open")
        approvals.decide(asked, grant=True, by=hadi)

        assert "Buka survei sekarang" in client.get(page).text

    def test_apart_from_kpk_one_person_opens(self, ratna):
        wave = in_the_field_of_kpk(playing.issued(ratna), ratna, days=3)
        assert not wave.beside_kpk
        assert "kurang dari 14 hari" in overlap.warning(wave, wave.kpk)

        opening.open_survey(wave=wave, by=ratna)

        assert playing.again(wave).state == Wave.State.OPEN


class TestWords:
    def test_every_message_says_that_there_are_two(self, ratna):
        wave = in_the_field_of_kpk(playing.issued(ratna), ratna)
        playing.grant("open", wave, asked_by=ratna)
        opening.open_survey(wave=wave, by=ratna)
        chores.do_all()

        letters = [one for one in mail.outbox if "/s/" in one.body]
        assert letters
        for letter in letters:
            assert SENTENCE in letter.body
            assert SENTENCE in letter.alternatives[0][0]

    def test_the_announcement_says_it_as_soon_as_it_is_known(self, ratna):
        wave = playing.opened(ratna)
        before = SignedManifest.objects.filter(wave=wave).count()

        in_the_field_of_kpk(wave, ratna)

        latest = SignedManifest.objects.filter(wave=wave).latest("version")
        assert latest.version == before + 1
        assert b'"beside_kpk":true' in bytes(latest.body)

    def test_an_older_announcement_without_the_word_is_still_read(self, ratna):
        body = bytes(SignedManifest.objects.filter(wave=playing.opened(ratna))[0].body)
        old = body.replace(b'"beside_kpk":false,', b"")
        assert old != body

        assert manifests._manifest(json.loads(old)).beside_kpk is False
