"""Invitations on their way while the broker, then the worker itself, is killed."""

from __future__ import annotations

from collections import Counter

import pytest
from django.utils import timezone

from surveys import delivery
from surveys.models.messages import Message
from tests.journeys import crowd

pytestmark = [
    pytest.mark.servers,
    pytest.mark.django_db(transaction=True, databases=["default", "box"]),
]
PEOPLE = 600


def let_lease_run_out() -> int:
    """A quarter of an hour passes; returns how many letters had been claimed and not noted."""
    now = timezone.now()
    return Message.objects.filter(state="ready", due_at__gt=now).update(due_at=now)


def states() -> Counter[str]:
    return Counter(Message.objects.values_list("state", flat=True))


def tell(capsys, what: str, post) -> None:
    with capsys.disabled():
        print(f"\n{what}: {len(post.letters)} letters, {post.rate():.0f}/s", end="")  # noqa: T201


def test_a_killed_valkey_loses_no_invitation_and_sends_none_twice(
    running, valkey, post_office, capsys
):
    wave = crowd.invited(PEOPLE)
    queued = crowd.queue(wave, PEOPLE // 2)
    running.start("send")
    valkey.ring("send")

    running.wait_until(lambda: len(post_office.letters) > PEOPLE // 8, "letters leave")
    valkey.kill()
    killed_at = len(post_office.letters)
    queued |= crowd.queue(wave, PEOPLE // 2)  # nobody can ring for these
    running.wait_until(
        lambda: len(post_office.letters) > PEOPLE * 3 // 4, "they leave without a bell"
    )
    valkey.start()
    valkey.ring("send")
    running.wait_until(lambda: states() == {"sent": PEOPLE}, "all are noted as sent")

    tell(capsys, f"Valkey killed at letter {killed_at}", post_office)
    assert killed_at < PEOPLE // 2
    assert post_office.references() == Counter(queued)


def test_a_killed_worker_loses_no_invitation_and_doubles_at_most_the_one_in_its_hand(
    running, valkey, post_office, capsys
):
    kills = 3
    wave = crowd.invited(PEOPLE)
    queued = crowd.queue(wave, PEOPLE)

    claimed = 0
    for kill in range(1, kills + 1):
        running.start("send")
        valkey.ring("send")
        enough = PEOPLE * kill // (kills + 2)
        running.wait_until(lambda enough=enough: len(post_office.letters) > enough, "letters leave")
        running.kill("send")
        claimed += let_lease_run_out()
    running.start("send")
    valkey.ring("send")
    running.wait_until(lambda: states() == {"sent": PEOPLE}, "all are noted as sent")

    doubled = len(post_office.letters) - PEOPLE
    tell(capsys, f"worker killed {kills} times, {doubled} doubled", post_office)
    assert set(post_office.references()) == queued
    assert doubled <= kills
    assert 0 < claimed <= kills * delivery.BATCH
