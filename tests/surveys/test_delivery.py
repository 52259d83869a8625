from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.utils import timezone

from respondents import objections
from respondents.models.objections import Objection
from spi_portal.post.channel import DeliveryFailed, Letter, TryAgainLater
from surveys import delivery, links, registrar, standing
from surveys.models.invitations import Invitation
from surveys.models.messages import Message
from surveys.models.waves import Wave
from surveys.steps import inviting
from tests.surveys.steps import playing

pytestmark = pytest.mark.django_db


@dataclass
class Outbox:
    """A channel that keeps its letters, and fails as it is told."""

    fails_with: Exception | None = None
    is_down: bool = False
    letters: list[Letter] = field(default_factory=list)
    sessions: int = 0

    @contextmanager
    def session(self) -> Iterator[Outbox]:
        self.sessions += 1
        if self.is_down:
            raise TryAgainLater("tidak terjangkau")
        yield self

    def send(self, letter: Letter) -> None:
        if self.fails_with is not None:
            raise self.fails_with
        self.letters.append(letter)


@pytest.fixture
def wave(ratna) -> Wave:
    return playing.opened(ratna)


def deliver(outbox: Outbox) -> int:
    return delivery.deliver_due({Message.Channel.EMAIL: outbox, Message.Channel.ARCHIVE: outbox})


def states() -> set[str]:
    return set(Message.objects.values_list("state", flat=True))


def test_each_message_is_handed_over_once_however_often_it_is_called(wave):
    outbox = Outbox()

    assert deliver(outbox) == Message.objects.count()
    assert deliver(outbox) == 0

    assert len({letter.to for letter in outbox.letters}) == len(outbox.letters)
    assert states() == {Message.State.SENT}


def test_many_letters_share_a_session(wave):
    outbox = Outbox()
    deliver(outbox)

    assert outbox.sessions == 1


def test_a_letter_carries_the_link_of_its_person(wave):
    outbox = Outbox()
    deliver(outbox)

    by_address = {letter.to: letter for letter in outbox.letters}
    for invitation in Invitation.objects.filter(state="sample").select_related("person"):
        letter = by_address[invitation.person.email]
        code = links.code_of(invitation, wave)
        assert f"/s/{code}/" in letter.text
        assert f"/s/{code}/" in letter.html


def test_only_the_day_of_sending_is_kept(wave):
    deliver(Outbox())

    assert set(Message.objects.values_list("sent_on", flat=True)) == {timezone.localdate()}


def test_a_wrong_address_is_final(wave):
    outbox = Outbox(fails_with=DeliveryFailed("Alamat ditolak (kode 550)."))

    assert deliver(outbox) == 0

    assert states() == {Message.State.FAILED}
    assert Message.objects.first().failure == "Alamat ditolak (kode 550)."


def test_a_timeout_puts_it_back_for_later(wave):
    deliver(Outbox(fails_with=TryAgainLater("penuh")))

    assert states() == {Message.State.READY}
    assert not Message.objects.due(timezone.now()).exists()
    assert Message.objects.due(timezone.now() + timedelta(minutes=2)).exists()


def test_a_server_that_is_down_loses_nothing(wave):
    deliver(Outbox(is_down=True))

    held_up = standing.messages(wave).held_up
    assert held_up == (("tidak terjangkau", Message.objects.count()),)
    later = Message.objects.due(timezone.now() + timedelta(minutes=2))
    assert later.count() == Message.objects.count()


def test_a_server_that_is_down_for_days_uses_up_no_try(wave):
    for _ in range(3 * delivery.MAX_TRIES):
        Message.objects.update(due_at=timezone.now())
        deliver(Outbox(is_down=True))

    assert states() == {Message.State.READY}
    assert set(Message.objects.values_list("tries", flat=True)) == {0}


def test_a_server_that_is_down_is_asked_once_for_all_that_is_due(wave, monkeypatch):
    monkeypatch.setattr(delivery, "BATCH", 1)
    outbox = Outbox(is_down=True)

    deliver(outbox)

    assert outbox.sessions == 1
    assert not Message.objects.due(timezone.now()).exists()


def test_it_waits_longer_with_every_try(wave):
    Message.objects.update(tries=3)

    deliver(Outbox(fails_with=TryAgainLater("tidak terjangkau")))

    assert not Message.objects.due(timezone.now() + timedelta(minutes=7)).exists()
    assert Message.objects.due(timezone.now() + timedelta(minutes=9)).exists()


def test_it_gives_up_after_the_last_try_and_says_why(wave):
    Message.objects.update(tries=delivery.MAX_TRIES - 1)

    deliver(Outbox(fails_with=TryAgainLater("tidak terjangkau")))

    assert states() == {Message.State.FAILED}
    assert "tidak terjangkau" in Message.objects.first().failure


def test_what_a_dead_worker_had_claimed_falls_due_again(wave):
    claimed = delivery._claim(timezone.now())  # and then silence

    assert claimed
    assert not Message.objects.filter(pk__in=claimed).due(timezone.now()).exists()
    after = timezone.now() + delivery.LEASE + timedelta(seconds=1)
    assert Message.objects.filter(pk__in=claimed).due(after).count() == len(claimed)


def test_who_opted_out_after_queueing_gets_nothing(wave):
    quiet = Invitation.objects.filter(state="sample").first()
    Invitation.objects.filter(pk=quiet.pk).update(state=Invitation.State.OPTED_OUT)
    outbox = Outbox()

    deliver(outbox)

    assert quiet.person.email not in {letter.to for letter in outbox.letters}


@pytest.mark.parametrize("kind", ["opt_out", "not_me", "delete_number"])
@pytest.mark.parametrize("first_reminder_waits", [True, False])
def test_who_opts_out_moves_no_total(kind, first_reminder_waits, wave, ratna):
    """Who says "press it now" and looks again would learn that somebody was drawn."""
    deliver(Outbox())
    if first_reminder_waits:
        inviting.remind(wave=wave, round=Message.Round.REMINDER, by=ratna)
    before = standing.invitations(wave), standing.messages(wave)
    quiet = Invitation.objects.filter(state="sample").select_related("person").first()

    registrar._grant(kind, quiet)

    assert (standing.invitations(wave), standing.messages(wave)) == before
    reminded = inviting.remind(wave=wave, round=Message.Round.LAST_REMINDER, by=ratna)
    outbox = Outbox()
    deliver(outbox)
    assert reminded == standing.invitations(wave)["sample"]
    assert standing.messages(wave).waiting == 0
    assert standing.messages(wave).sent == reminded * (3 if first_reminder_waits else 2)
    assert quiet.person.email not in {letter.to for letter in outbox.letters}


def test_where_nobody_is_reached_who_opted_out_waits_with_the_others(wave):
    """One message noted as sent among those that wait would tell that somebody was drawn."""
    before = standing.messages(wave)
    quiet = Invitation.objects.filter(state="sample").first()
    Invitation.objects.filter(pk=quiet.pk).update(state=Invitation.State.OPTED_OUT)

    deliver(Outbox(is_down=True))

    after = standing.messages(wave)
    assert (after.waiting, after.sent) == (before.waiting, 0)


@pytest.mark.parametrize("state", ["issued", "closed"])
def test_nothing_leaves_while_the_survey_is_not_open(state, wave):
    Wave.objects.filter(pk=wave.pk).update(state=state)
    outbox = Outbox()

    assert deliver(outbox) == 0
    assert outbox.letters == []


def test_one_bad_address_does_not_stop_the_others(wave):
    bad = Invitation.objects.filter(state="sample").first().person.email

    class Picky(Outbox):
        def send(self, letter: Letter) -> None:
            if letter.to == bad:
                raise DeliveryFailed("Alamat ditolak (kode 550).")
            super().send(letter)

    assert deliver(Picky()) == Message.objects.count() - 1
    assert Message.objects.get(state="failed").invitation.person.email == bad


def test_the_archive_is_noted_as_sent_and_never_written(wave):
    Message.objects.update(channel=Message.Channel.ARCHIVE)
    outbox = Outbox()

    assert deliver(outbox) == Message.objects.count()
    assert outbox.letters == []


def test_who_objected_gets_nothing_and_no_total_tells(wave, ratna):
    """One that is missing among the sent, or waits for ever, would say that they were drawn."""
    unwilling = Message.objects.select_related("invitation__person").first().invitation.person
    objections.record(unwilling, channel=Objection.Channel.TELEPHONE, by=ratna)
    outbox = Outbox()

    assert deliver(outbox) == Message.objects.count()

    assert len(outbox.letters) == Message.objects.count() - 1
    assert unwilling.email not in {letter.to for letter in outbox.letters}
    assert states() == {Message.State.SENT}
