from __future__ import annotations

from datetime import timedelta
from threading import Timer

import pytest
from django.db import connection
from django.utils import timezone

from spi_portal.audit.models.entries import Entry
from surveys.models.jobs import Job
from surveys.models.messages import Message
from surveys.models.waves import Wave
from surveys.steps import closing
from tests import make
from tests.surveys.steps import playing

pytestmark = pytest.mark.django_db


def let_its_minute_pass(wave: Wave) -> None:
    Wave.objects.filter(pk=wave.pk).update(closes_at=timezone.now() - timedelta(seconds=1))


def test_closing_by_hand_ends_it_now(ratna):
    wave = playing.opened(ratna)

    closing.close(wave=wave, by=ratna)

    wave = playing.again(wave)
    assert wave.state == Wave.State.CLOSED
    assert wave.closes_at <= timezone.now()


def test_what_was_not_sent_is_not_sent_any_more(ratna):
    wave = playing.opened(ratna)

    closing.close(wave=wave, by=ratna)

    assert set(Message.objects.values_list("state", flat=True)) == {Message.State.CANCELLED}


@pytest.mark.django_db(transaction=True)
def test_what_goes_out_at_that_moment_stays_sent(ratna):
    wave = playing.opened(ratna)
    one = Message.objects.values_list("pk", flat=True)[0]
    sender = connection.copy()
    sender.set_autocommit(False)
    sender.cursor().execute(
        "UPDATE surveys_message SET state = 'sent', sent_on = current_date WHERE id = %s", [one]
    )
    going_out = Timer(0.5, sender.connection.commit)
    going_out.start()

    try:
        closing.close(wave=wave, by=ratna)
    finally:
        going_out.join()
        sender.close()

    assert playing.again(wave).state == Wave.State.CLOSED
    assert list(Message.objects.filter(state="sent").values_list("pk", flat=True)) == [one]


def test_the_registrar_is_asked_to_destroy_its_key(ratna):
    wave = playing.opened(ratna)

    closing.close(wave=wave, by=ratna)

    assert Job.objects.filter(wave=wave, step=Job.Step.CLOSE, state=Job.State.WAITING).exists()


def test_it_closes_by_itself_at_its_minute(ratna):
    wave = playing.opened(ratna)
    let_its_minute_pass(wave)

    assert closing.close_due() == 1

    assert playing.again(wave).state == Wave.State.CLOSED
    assert Entry.objects.get(verb="wave.closed").actor == "surveys.close_due"


def test_before_its_minute_it_stays_open(ratna):
    playing.opened(ratna)

    assert closing.close_due() == 0


def test_a_wave_that_is_not_open_is_not_closed_by_its_date(ratna):
    let_its_minute_pass(playing.issued(ratna))

    assert closing.close_due() == 0


@pytest.mark.django_db(transaction=True)
def test_a_wave_that_another_worker_is_closing_is_passed_by():
    make.wave(
        state=Wave.State.OPEN,
        frame_root=b"root",
        draw_randomness="48 13 77",
        closes_at=timezone.now() - timedelta(seconds=1),
    )
    other_worker = connection.copy()
    other_worker.set_autocommit(False)
    other_worker.cursor().execute("SELECT * FROM surveys_wave FOR UPDATE")

    try:
        assert closing.close_due() == 0
    finally:
        other_worker.rollback()
        other_worker.close()

    assert closing.close_due() == 1
