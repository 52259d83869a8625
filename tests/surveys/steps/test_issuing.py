from __future__ import annotations

import pytest

from surveys import box_keys
from surveys.models.jobs import Job
from surveys.models.manifests import SignedManifest
from surveys.models.waves import Wave
from surveys.steps import announcing, issuing
from tests.surveys.steps import playing

pytestmark = pytest.mark.django_db


def test_the_links_are_asked_of_the_registrar(ratna):
    wave = playing.drawn(ratna)
    box_keys.make(wave)

    job = issuing.issue(wave=wave, by=ratna)

    assert (job.step, job.state) == (Job.Step.ISSUE, Job.State.WAITING)
    assert playing.again(wave).state == Wave.State.DRAWN


def test_asking_again_while_it_waits_is_the_same_job(ratna):
    wave = playing.drawn(ratna)
    box_keys.make(wave)

    assert issuing.issue(wave=wave, by=ratna) == issuing.issue(wave=wave, by=ratna)
    assert Job.objects.count() == 1


def test_without_the_counters_key_nothing_is_asked(ratna):
    wave = playing.drawn(ratna)

    with pytest.raises(announcing.CounterHasNoKey):
        issuing.issue(wave=wave, by=ratna)
    assert not Job.objects.exists()
    assert not SignedManifest.objects.exists()
