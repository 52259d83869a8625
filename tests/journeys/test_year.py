"""A wave from its lists to its figures, through the verbs that the pages use."""

from __future__ import annotations

import re

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core import mail

from reports import index, method, publication
from reports.models.publications import Publication
from spi_portal import keyring
from surveys import chores, counting
from surveys.box import batches
from surveys.models.groups import AnonymityGroup
from surveys.models.sheets import Count, Sheet
from surveys.steps import closing
from tests.journeys import town

pytestmark = pytest.mark.django_db(transaction=True)
LINK = re.compile(r"/s/([0-9A-Z-]+)/")


@pytest.fixture
def opened(ratna, hadi):
    """A wave that is open, its invitations sent by mail."""
    town.found()
    return town.open_wave(by=ratna, second=hadi)


def codes() -> list[str]:
    """Of the letters to respondents; those to officials carry no such link."""
    found = (LINK.search(letter.body) for letter in mail.outbox)
    return [link[1] for link in found if link]


def test_from_lists_to_published_figures(opened, ratna, hadi):
    wave = opened
    answered = codes()
    town.answer(answered)

    closing.close(wave=wave, by=ratna)
    chores.do_all()
    batches.draw_up_due(key=Ed25519PrivateKey.from_private_bytes(keyring.load("batch")))
    town.grant("count", wave, by=ratna, second=hadi)
    wave.refresh_from_db()
    counting.count(wave=wave)
    instruments = wave.instruments.all()
    method.store_default(
        method.Policy(name="Baku 2026", year=2026, author="Inspektorat", reason="Bawaan"),
        dimensions={one.kind: list(one.read().dimensions) for one in instruments},
        by=ratna,
    )
    index.run(wave=wave, by=ratna)
    town.grant("publish", wave, by=ratna, second=hadi)
    publication.publish(wave=wave, by=ratna)

    figures = Publication.objects.get(wave=wave).figures
    assert Count.objects.get(wave=wave).counted == len(answered) == Sheet.objects.count() > 100
    assert figures["city"]["index"]["state"] == "complete"
    assert 60 < float(figures["city"]["index"]["figure"]) < 90
    assert {office["index"]["state"] for office in figures["offices"]} == {"complete"}


def test_the_response_is_kept_for_the_next_wave_and_names_no_exact_number(opened, ratna, hadi):
    town.answer(codes()[:-3])  # so that some kind has no round number
    closing.close(wave=opened, by=ratna)
    chores.do_all()
    batches.draw_up_due(key=Ed25519PrivateKey.from_private_bytes(keyring.load("batch")))
    town.grant("count", opened, by=ratna, second=hadi)
    opened.refresh_from_db()
    counting.count(wave=opened)

    for asked in opened.waveinstrument_set.all():
        groups = AnonymityGroup.objects.filter(wave=opened, kind=asked.kind)
        invited = sum(group.invited for group in groups)
        sheets = Sheet.objects.filter(group__in=groups).count()
        told = round(float(asked.response) * invited)
        assert (told % 5, abs(told - sheets) <= 2) == (0, True)


def test_the_registrars_key_is_gone_once_the_wave_is_closed(opened, ratna):
    assert keyring.holds("registrar", opened.slug)

    closing.close(wave=opened, by=ratna)
    chores.do_all()

    assert not keyring.holds("registrar", opened.slug)


def test_nothing_is_counted_while_the_registrars_key_is_there(opened, ratna, hadi):
    closing.close(wave=opened, by=ratna)
    town.grant("count", opened, by=ratna, second=hadi)
    opened.refresh_from_db()

    with pytest.raises(counting.RegistrarKeyStillThere):
        counting.count(wave=opened)
    assert not Sheet.objects.exists()
