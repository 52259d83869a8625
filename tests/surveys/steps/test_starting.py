from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from spi_portal.audit.models.entries import Entry
from surveys.models.waves import Wave
from surveys.steps import starting
from tests.surveys.steps import playing

pytestmark = pytest.mark.django_db


def start(by, **given):
    now = timezone.now()
    values = {
        "slug": "2026",
        "title": "Survei",
        "opens_at": now,
        "closes_at": now + timedelta(days=1),
        "results_expected": "Januari 2027",
        "asking": {},
    }
    return starting.start(**(values | given), by=by)


def test_a_wave_begins_with_its_lists_open(ratna):
    wave = playing.lists(ratna)

    assert wave.state == Wave.State.LISTS
    assert wave.waveinstrument_set.get().kind == "internal"


def test_that_it_began_is_written_down(ratna):
    wave = playing.lists(ratna)

    entry = Entry.objects.get(verb="wave.started")
    assert (entry.actor, entry.subject) == (
        f"{ratna.pk} Ratna Wulandari",
        f"surveys.wave {wave.slug}",
    )


def test_a_code_that_is_taken_starts_nothing(ratna):
    start(ratna)

    with pytest.raises(IntegrityError), transaction.atomic():
        start(ratna)
    assert Wave.objects.count() == 1


def test_a_wave_cannot_end_before_it_begins(ratna):
    now = timezone.now()

    with pytest.raises(IntegrityError, match="wave_closes_after_it_opens"):
        start(ratna, opens_at=now, closes_at=now - timedelta(days=1))
