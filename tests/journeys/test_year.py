"""A wave from its lists to its figures, through the verbs that the pages use."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core import mail
from django.utils import timezone

from reports import index, method, publication
from reports.models.publications import Publication
from respondents.models.people import Person
from spi_portal import keyring
from spi_portal.audit import approvals
from spi_portal.demo import opinions
from surveys import chores, counting, instrument_shelf
from surveys.box import batches
from surveys.models.sheets import Count, Sheet
from surveys.models.waves import Wave
from surveys.respond import loading, sending, visiting
from surveys.steps import closing, drawing, freezing, issuing, opening, starting
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)
LINK = re.compile(r"/s/([0-9A-Z-]+)/")


def start(by) -> Wave:
    versions = instrument_shelf.store_shipped(by=by)
    response = {"internal": "0.7", "external": "0.5", "expert": "0.9"}
    now = timezone.now()
    return starting.start(
        slug="2026",
        title="Survei Integritas OPD 2026",
        opens_at=now - timedelta(minutes=1),
        closes_at=now + timedelta(days=30),
        results_expected="Januari 2027",
        asking={
            kind: starting.Asking(version=version, expected_response=Decimal(response[kind]))
            for kind, version in versions.items()
        },
        by=by,
    )


def fill_lists() -> None:
    for _ in range(2):
        office = make.office()
        for _ in range(40):
            make.person(office=office)
            make.person(office=office, kind=Person.Kind.EXTERNAL)
    for _ in range(30):
        make.person(office=make.root(), kind=Person.Kind.EXPERT, category="BPKP")


def granted(verb: str, wave: Wave, ratna, hadi) -> None:
    approvals.decide(
        approvals.ask(verb, wave.slug, reason="Sesuai jadwal", by=ratna), grant=True, by=hadi
    )


def answer_all(codes: list[str], seed: int) -> int:
    random = Random(seed)
    mood = opinions.Mood(level=75.0, response={})
    for code in codes:
        visit = visiting.enter(code)
        answers = opinions.answer(visit.questionnaire, mood, random)
        sending.send(visit, answers, sending.tag(visit, random.randbytes(16).hex()))
    return len(codes)


@pytest.fixture
def opened(ratna, hadi):
    """A wave that is open, its invitations sent by mail."""
    make.city()
    loading.forget()
    fill_lists()
    wave = start(ratna)
    freezing.freeze(wave=wave, by=ratna)
    granted("draw", wave, ratna, hadi)
    drawing.draw(wave=wave, randomness="Undian 12-08: 48 13 77", by=ratna)
    counting.make_keys()
    issuing.issue(wave=wave, by=ratna)
    chores.do_all()
    wave.refresh_from_db()
    opening.open_survey(wave=wave, by=ratna)
    chores.do_all()
    wave.refresh_from_db()
    return wave


def codes() -> list[str]:
    return [LINK.search(letter.body)[1] for letter in mail.outbox]


def test_from_lists_to_published_figures(opened, ratna, hadi):
    wave = opened
    answered = answer_all(codes(), seed=1)

    closing.close(wave=wave, by=ratna)
    chores.do_all()
    batches.draw_up_due(key=Ed25519PrivateKey.from_private_bytes(keyring.load("batch")))
    granted("count", wave, ratna, hadi)
    wave.refresh_from_db()
    counting.count(wave=wave)
    instruments = wave.instruments.all()
    method.store_default(
        method.Policy(name="Baku 2026", year=2026, author="Inspektorat", reason="Bawaan"),
        dimensions={one.kind: list(one.read().dimensions) for one in instruments},
        by=ratna,
    )
    index.run(wave=wave, by=ratna)
    granted("publish", wave, ratna, hadi)
    publication.publish(wave=wave, by=ratna)

    figures = Publication.objects.get(wave=wave).figures
    assert Count.objects.get(wave=wave).counted == answered == Sheet.objects.count() > 100
    assert figures["city"]["index"]["state"] == "complete"
    assert 60 < float(figures["city"]["index"]["figure"]) < 90
    assert {office["index"]["state"] for office in figures["offices"]} == {"complete"}


def test_the_registrars_key_is_gone_once_the_wave_is_closed(opened, ratna):
    assert keyring.holds("registrar", opened.slug)

    closing.close(wave=opened, by=ratna)
    chores.do_all()

    assert not keyring.holds("registrar", opened.slug)


def test_nothing_is_counted_while_the_registrars_key_is_there(opened, ratna, hadi):
    closing.close(wave=opened, by=ratna)
    granted("count", opened, ratna, hadi)
    opened.refresh_from_db()

    with pytest.raises(counting.RegistrarKeyStillThere):
        counting.count(wave=opened)
    assert not Sheet.objects.exists()
