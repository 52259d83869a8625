from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from spi_portal.audit import approvals
from spi_portal.audit.models.entries import Entry
from surveys.models.groups import AnonymityGroup, FrameEntry
from surveys.models.jobs import Job
from surveys.models.manifests import SignedManifest
from surveys.models.waves import Wave
from surveys.steps import drawing, freezing, opening, order, undoing
from tests.surveys.steps import playing
from tests.surveys.steps.test_under_roles import process

pytestmark = pytest.mark.django_db


@pytest.fixture
def later(monkeypatch):
    """Let so many minutes pass."""

    def pass_(minutes: int) -> None:
        moved = timezone.now() + timedelta(minutes=minutes)
        monkeypatch.setattr(timezone, "now", lambda: moved)

    return pass_


class TestUnfreezing:
    @pytest.fixture
    def frozen(self, ratna) -> Wave:
        return playing.frozen(ratna, offices=(30, 40))

    def test_the_lists_are_open_again_and_nothing_of_the_frame_is_left(self, frozen, ratna):
        undoing.unfreeze(wave=frozen, by=ratna)

        wave = playing.again(frozen)
        assert (wave.state, bytes(wave.frame_root), bytes(wave.draw_nonce)) == ("lists", b"", b"")
        assert not FrameEntry.objects.exists()
        assert not AnonymityGroup.objects.exists()
        assert Entry.objects.filter(verb="wave.unfrozen").exists()

    def test_the_process_staff_can_do_it(self, frozen, ratna):
        with process("staff"):
            undoing.unfreeze(wave=frozen, by=ratna)

        assert playing.again(frozen).state == Wave.State.LISTS

    def test_the_next_freeze_is_a_new_one_with_a_new_promise(self, frozen, ratna, hadi):
        undoing.unfreeze(wave=frozen, by=ratna)
        freezing.freeze(wave=frozen, by=ratna)

        again = playing.again(frozen)
        assert bytes(again.draw_nonce) != bytes(frozen.draw_nonce)
        assert FrameEntry.objects.count() == 70

    def test_after_fifteen_minutes_it_stays_frozen(self, frozen, ratna, later):
        later(15)

        with pytest.raises(undoing.TooLate):
            undoing.unfreeze(wave=frozen, by=ratna)
        assert FrameEntry.objects.exists()

    def test_a_request_for_the_draw_holds_it_until_it_is_taken_back(self, frozen, ratna):
        asked = approvals.ask("draw", frozen.slug, reason="Sesuai jadwal", by=ratna)
        with pytest.raises(undoing.TooLate):
            undoing.unfreeze(wave=frozen, by=ratna)

        approvals.withdraw(asked, by=ratna)
        undoing.unfreeze(wave=frozen, by=ratna)

        assert playing.again(frozen).state == Wave.State.LISTS

    def test_what_is_drawn_stays_drawn(self, frozen, ratna):
        playing.grant("draw", frozen, asked_by=ratna)
        drawing.draw(wave=frozen, lot=playing.LOT, by=ratna)

        with pytest.raises(order.StepOutOfOrder):
            undoing.unfreeze(wave=frozen, by=ratna)


class TestUndoingAnExtension:
    @pytest.fixture
    def opened(self, ratna) -> Wave:
        return playing.opened(ratna)

    def extend(self, wave: Wave, ratna) -> None:
        opening.extend(wave=wave, closes_at=wave.closes_at + timedelta(days=7), by=ratna)

    def test_the_earlier_time_is_announced_again(self, opened, ratna):
        self.extend(opened, ratna)
        version = SignedManifest.objects.latest("version").version

        undoing.undo_extension(wave=opened, by=ratna)

        assert playing.again(opened).closes_at == opened.closes_at
        assert SignedManifest.objects.latest("version").version == version + 1
        assert Job.objects.filter(step=Job.Step.RENEW, state=Job.State.WAITING).exists()

    def test_it_is_taken_back_once(self, opened, ratna):
        self.extend(opened, ratna)
        undoing.undo_extension(wave=opened, by=ratna)

        with pytest.raises(undoing.TooLate):
            undoing.undo_extension(wave=opened, by=ratna)

    def test_after_fifteen_minutes_it_stands(self, opened, ratna, later):
        self.extend(opened, ratna)
        later(15)

        with pytest.raises(undoing.TooLate):
            undoing.undo_extension(wave=opened, by=ratna)

    def test_an_earlier_time_that_is_near_does_not_come_back(self, opened, ratna):
        Wave.objects.update(closes_at=timezone.now() + timedelta(hours=23))
        self.extend(playing.again(opened), ratna)

        with pytest.raises(undoing.TooLate):
            undoing.undo_extension(wave=opened, by=ratna)

    def test_without_an_extension_there_is_nothing_to_take_back(self, opened, ratna):
        assert undoing.until(opened) is None
        with pytest.raises(undoing.TooLate):
            undoing.undo_extension(wave=opened, by=ratna)


class TestOnThePage:
    def take(self, client, wave: Wave, code: str) -> str:
        return client.post(
            reverse("surveys:undo", args=[wave.slug]), {"kode": code}, follow=True
        ).text

    def test_it_is_offered_until_a_minute_and_done(self, client, ratna):
        wave = playing.frozen(ratna)
        client.force_login(ratna)

        page = client.get(reverse("surveys:wave", args=[wave.slug])).text
        text = self.take(client, wave, wave.slug)

        assert "Batalkan pembekuan (sampai pukul" in page
        assert "Pembekuan dibatalkan. Daftar dapat diperbaiki lagi." in text
        assert playing.again(wave).state == Wave.State.LISTS

    def test_the_code_is_typed(self, client, ratna):
        wave = playing.frozen(ratna)
        client.force_login(ratna)

        assert "Kode yang diketik tidak sama" in self.take(client, wave, "lain")
        assert playing.again(wave).state == Wave.State.FROZEN

    def test_it_is_not_offered_when_it_is_too_late(self, client, ratna, later):
        wave = playing.frozen(ratna)
        client.force_login(ratna)
        later(16)

        page = client.get(reverse("surveys:wave", args=[wave.slug])).text

        assert "Batalkan pembekuan" not in page
