"""A thousand presses of one link's button, as many at once as the server takes: one sheet."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connections

from spi_portal import keyring
from spi_portal.demo import opinions
from surveys import counting
from surveys.box import ballots, batches, codes, receipts
from surveys.models.sheets import Count, Sheet
from surveys.questionnaire.path import Questionnaire
from surveys.respond import loading, unfinished, visiting
from tests import box_wave
from tests.journeys.site import Reply, Site

pytestmark = [
    pytest.mark.servers,
    pytest.mark.django_db(transaction=True, databases=["default", "box"]),
]
PRESSES, AT_ONCE, FORMS = 1000, 16, 40  # each form is sent by so many tabs and repeats
FORM = "application/x-www-form-urlencoded"
SHOWN = re.compile(r'<code class="kode">([0-9A-Z]{4}(?:-[0-9A-Z]{4}){3})</code>')
CODE = codes.encode(box_wave.secret(1))
CLOSED_ANSWERS = {200, 303, 409, 410, 422, 503}  # a receipt, or a sentence that says it is none


@pytest.fixture
def wave(transactional_db):
    loading.forget()
    made = box_wave.wave(box_wave.instrument(), groups=1, people=30)
    box_wave.give_rights(made, range(30))
    return made


def fill_in(answers: list[int]) -> None:
    """Anew, as in another tab; whoever was overtaken by another tab leaves it at that."""
    with suppress(ballots.DraftWasOvertaken):
        unfinished.save(visiting.enter(CODE), answers)


def press(site: Site, number: int, answers: list[int]) -> Reply:
    try:
        if number % (PRESSES // FORMS) == 0:
            fill_in(answers)
        body = f"aksi=kirim&nonce={number % FORMS:032x}"
        return site.post(f"/s/{CODE}/kirim/", body, content_type=FORM)
    finally:
        connections.close_all()


def shown(reply: Reply) -> set[bytes]:
    """The receipt, unless the page asks to look again at what another tab filled in since."""
    return {receipts.read(each) for each in SHOWN.findall(reply.content.decode())}


def in_the_box(sql: str) -> set[bytes]:
    with connections["box"].cursor() as cursor:
        cursor.execute(sql)
        return {bytes(value) for (value,) in cursor.fetchall()}


def test_a_thousand_presses_of_one_link_leave_one_sheet(running, wave):
    questionnaire = Questionnaire(wave.instruments.get().read())
    answers = opinions.answer(questionnaire, opinions.Mood(level=75.0, response={}), Random(7))
    running.start("public")
    running.wait_for_sites("public")
    site = Site(running.public_port)
    fill_in(answers)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        replies = list(pool.map(lambda number: press(site, number, answers), range(PRESSES)))

    acknowledged = {each for reply in replies if reply.status_code == 200 for each in shown(reply)}
    here = in_the_box("SELECT substring(sha256(sealed) FOR 10) FROM box_ballot")
    gone = in_the_box("SELECT r FROM box_receipt_gone")
    pending = in_the_box("SELECT r FROM box_receipt_pending")
    assert {reply.status_code for reply in replies} <= CLOSED_ANSWERS
    assert len(here) == 1
    assert not here & gone
    assert acknowledged == pending == here | gone
    assert len(gone) > 1  # that several sheets did replace each other

    running.stop()
    box_wave.close(wave)
    key = Ed25519PrivateKey.from_private_bytes(keyring.load("batch"))
    batches.draw_up_due(key=key, only_closed=True)
    box_wave.grant_count(wave)
    wave.refresh_from_db()
    counting.count(wave=wave)
    counted = Count.objects.get(wave=wave)
    assert (counted.received, counted.superseded) == (len(acknowledged), len(gone))
    assert counted.counted == Sheet.objects.count() == 1
