"""How many links there are, and what became of them: coarse while it runs, exact afterwards."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connections
from django.test import Client

from surveys.box import activations, issued, rights
from surveys.box.activations import Change
from surveys.box.issued import Right
from surveys.box.manifest import RightsText
from surveys.respond import links_told
from tests.surveys.respond import make
from tests.surveys.respond.browsing import Page

pytestmark = pytest.mark.django_db
KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
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


@pytest.mark.parametrize(("number", "told"), [(1, "kurang dari 10"), (10, "10"), (14, "10")])
def test_while_it_runs_no_single_link_can_be_read_from_it(
    db: None, client: Client, number: int, told: str
) -> None:
    make.post(rights=TEXT)
    release(number)

    assert f"cadangan yang dipanggil: {told}" in page(client)
    assert "kurang dari 10" in page(client)


def test_a_night_without_a_change_looks_like_one_with_a_single_one(
    db: None, client: Client
) -> None:
    make.post(rights=TEXT)
    release(0)
    before = page(client)
    with connections["box"].cursor() as cursor:
        cursor.execute("DELETE FROM box_activation")
    release(1)

    assert page(client) == before


def test_afterwards_the_numbers_are_exact(db: None, client: Client) -> None:
    make.post(rights=TEXT)
    release(13)
    make.close(rights=TEXT)

    said = page(client)

    assert "cadangan yang dipanggil: 13" in said
    assert "dipegang orang lain: 0" in said


def test_the_public_server_may_read_it(db: None, client: Client) -> None:
    make.post(rights=TEXT)
    release(3)
    with connections["box"].cursor() as cursor:
        cursor.execute("SET ROLE app_public")
    try:
        assert links_told.words(None, None) == {}
        assert "Berapa tautan ada" in page(client)
    finally:
        with connections["box"].cursor() as cursor:
            cursor.execute("RESET ROLE")
