"""How many links there are; what became of them, once it was counted and not before."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connections
from django.test import Client

from surveys.box import activations, issued, outcomes, publications, rights
from surveys.box.activations import Change
from surveys.box.issued import Right
from surveys.box.manifest import RightsText
from surveys.box.outcomes import Outcome
from surveys.respond import links_told
from tests.surveys.respond import make
from tests.surveys.respond.browsing import Page

pytestmark = pytest.mark.django_db
KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
COUNT = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"count").digest())
OUTCOME = Outcome(
    wave=str(make.WAVE), day="2026-11-03", manifest="", batches=0, last_batch="", activations=1,
    last_activation="", released=13, replaced=0, revoked=2, received=0, counted=0, superseded=0,
    withdrawn=0, void=0, invalid=0,
)  # fmt: skip
GROUP = make.GROUP_OF["internal"]
RIGHTS = [
    Right(key=hashlib.sha256(bytes([n])).digest(), group_id=GROUP, status="i" if n < 20 else "o")
    for n in range(60)
]
TEXT = RightsText(
    root=issued.root(RIGHTS).hex(),
    activation_key=KEY.public_key().public_bytes_raw().hex(),
    totals=issued.totals(RIGHTS, groups=[GROUP]),
)


def release(number: int) -> None:
    rights.issue(RIGHTS, wave=make.WAVE)
    before, after = activations.RELEASED
    changes = [
        Change(key=right.key, group_id=GROUP, before=before, after=after)
        for right in RIGHTS[:number]
    ]
    rights.change(changes, wave=make.WAVE, day=date(2026, 10, 5), key=KEY)


def announce(signed_by: Ed25519PrivateKey) -> None:
    publications.post(publications.outcome_of("2026"), 1, *outcomes.sign(OUTCOME, signed_by))


def page(client: Client, query: str = "") -> str:
    reply = client.get(f"/kerahasiaan/{query}")
    assert reply.status_code == 200
    return Page(reply.content.decode()).text


def test_before_the_opening_nothing_is_told(wave: None, client: Client) -> None:
    assert "Berapa tautan ada" not in page(client)


def test_the_totals_that_were_signed_stand_there(db: None, client: Client) -> None:
    make.post(rights=TEXT)

    said = page(client)

    assert "40 tautan disiapkan untuk yang terpilih dan 20 untuk cadangan" in said
    assert TEXT.root[:4].upper() in said


def test_in_english_too(db: None, client: Client) -> None:
    make.post(rights=TEXT)

    assert "40 links were prepared" in page(client, "?bhs=en")


def test_before_the_count_no_number_of_changes_is_told(db: None, client: Client) -> None:
    make.post(rights=TEXT)
    before = page(client)
    release(13)
    while_open = page(client)
    make.close(rights=TEXT)

    assert before == while_open
    assert "Berapa yang berubah diumumkan sesudah survei ditutup dan dihitung" in before
    assert "cadangan yang dipanggil:" not in page(client)


def test_after_the_count_the_numbers_are_those_that_were_signed(db: None, client: Client) -> None:
    make.close(rights=TEXT, count_public_key=COUNT.public_key().public_bytes_raw().hex())
    announce(COUNT)

    said = page(client)

    assert "cadangan yang dipanggil: 13" in said
    assert "dipegang orang lain: 0" in said
    assert "meninggal atau berhenti: 2" in said
    assert "diumumkan sesudah survei ditutup" not in said


def test_also_where_no_reserve_was_called_up(db: None, client: Client) -> None:
    make.close(rights=TEXT, count_public_key=COUNT.public_key().public_bytes_raw().hex())
    announced = outcomes.sign(replace(OUTCOME, released=0), COUNT)
    publications.post(publications.outcome_of("2026"), 1, *announced)

    assert "cadangan yang dipanggil: 0" in page(client)
    assert "meninggal atau berhenti: 2" in page(client)


def test_an_outcome_that_the_counter_did_not_sign_is_not_told(db: None, client: Client) -> None:
    make.close(rights=TEXT, count_public_key=COUNT.public_key().public_bytes_raw().hex())
    announce(KEY)

    assert "cadangan yang dipanggil:" not in page(client)


def test_the_public_server_may_read_it(db: None, client: Client) -> None:
    make.close(rights=TEXT, count_public_key=COUNT.public_key().public_bytes_raw().hex())
    announce(COUNT)
    with connections["box"].cursor() as cursor:
        cursor.execute("SET ROLE app_public")
    try:
        assert links_told.words(None) == {}
        assert "cadangan yang dipanggil: 13" in page(client)
    finally:
        with connections["box"].cursor() as cursor:
            cursor.execute("RESET ROLE")
