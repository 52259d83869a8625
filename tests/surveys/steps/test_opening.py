from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from spi_portal.audit.models.entries import Entry
from surveys.models.invitations import Invitation
from surveys.models.jobs import Job
from surveys.models.manifests import SignedManifest
from surveys.models.messages import Message
from surveys.models.waves import Wave
from surveys.steps import opening
from tests.surveys.steps import playing

pytestmark = pytest.mark.django_db


def test_opening_queues_an_invitation_to_each_of_the_sample(ratna):
    wave = playing.issued(ratna)

    queued = opening.open_survey(wave=wave, by=ratna)

    sample = Invitation.objects.filter(wave=wave, state=Invitation.State.SAMPLE)
    assert queued == sample.count() == Message.objects.filter(round="invitation").count()
    assert playing.again(wave).state == Wave.State.OPEN


def test_opening_before_the_announced_day_moves_the_day(ratna):
    wave = playing.issued(ratna)
    Wave.objects.filter(pk=wave.pk).update(opens_at=timezone.now() + timedelta(days=3))

    opening.open_survey(wave=wave, by=ratna)

    assert playing.again(wave).opens_at <= timezone.now()


def test_opening_announces_anew(ratna):
    wave = playing.issued(ratna)

    opening.open_survey(wave=wave, by=ratna)

    assert SignedManifest.objects.filter(wave=wave).count() == 2
    assert Job.objects.filter(wave=wave, step=Job.Step.RENEW, state=Job.State.WAITING).exists()


def test_the_demo_city_sends_a_few_mails_and_files_the_others(ratna):
    wave = playing.issued(ratna)

    queued = opening.open_survey(wave=wave, by=ratna, mails_at_most=5)

    by_channel = {
        channel: Message.objects.filter(channel=channel).count()
        for channel in Message.Channel.values
    }
    assert by_channel == {"email": 5, "arsip": queued - 5, "kertas": 0}


def test_prolonging_moves_the_end_and_announces_it(ratna):
    wave = playing.opened(ratna)
    later = wave.closes_at + timedelta(days=7)

    opening.extend(wave=wave, closes_at=later, by=ratna)

    assert playing.again(wave).closes_at == later
    assert SignedManifest.objects.filter(wave=wave).count() == 3
    assert Entry.objects.filter(verb="wave.extended").exists()


def test_prolonging_does_not_shorten(ratna):
    wave = playing.opened(ratna)

    with pytest.raises(opening.DateIsPast):
        opening.extend(wave=wave, closes_at=wave.closes_at - timedelta(days=1), by=ratna)
    assert playing.again(wave).closes_at == wave.closes_at
