from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.db import connections
from django.test import Client

from spi_portal import keyring
from surveys.box import derivations, inbox, letterbox
from surveys.box.inbox import Envelope
from tests.surveys.respond import make
from tests.surveys.respond.browsing import Browser

pytestmark = pytest.mark.django_db
CODE = make.code(1)
WISHES = [("tidak-ikut", "opt_out"), ("bukan-saya", "not_me"), ("hapus-nomor", "delete_number")]


def received() -> list[Envelope]:
    with connections["box"].cursor() as cursor:
        cursor.execute("RESET ROLE")
    key = X25519PrivateKey.from_private_bytes(keyring.load("inbox"))
    return [inbox.open_sealed(sealed, key) for _, sealed in letterbox.waiting()]


@pytest.mark.parametrize(("word", "kind"), WISHES)
def test_a_wish_reaches_the_registrar_sealed(
    as_public: None, browser: Browser, word: str, kind: inbox.Kind
) -> None:
    browser.get(f"/s/{CODE}/{word}/").press("", "")
    assert "Permintaan Anda terkirim." in browser.page.text
    right = derivations.right(make.secret(1), make.WAVE)
    assert received() == [Envelope(kind=kind, wave=make.WAVE, right=right)]


@pytest.mark.parametrize(("word", "kind"), WISHES)
def test_looking_at_a_wish_wishes_nothing(
    as_public: None, browser: Browser, word: str, kind: str
) -> None:
    browser.get(f"/s/{CODE}/{word}/")
    assert received() == []


def test_the_start_leads_to_every_wish(as_public: None, browser: Browser) -> None:
    addresses = browser.get(f"/s/{CODE}/?bhs=en").page.addresses
    assert {f"{word}/?bhs=en" for word, _ in WISHES} <= set(addresses)


@pytest.fixture
def trial(wave: None) -> str:
    """The code of a rehearsal's link."""
    return make.trial(9)


@pytest.mark.parametrize(("word", "kind"), WISHES)
def test_a_wish_on_a_trial_is_answered_and_stored_nowhere(
    trial: str, as_public: None, client: Client, browser: Browser, word: str, kind: str
) -> None:
    """Its link comes from no list, and no registrar knows its wave."""
    page = browser.get(f"/s/{trial}/{word}/").page
    assert "Ini latihan, bukan survei." in page.text
    assert page.forms == []

    pressed = client.post(f"/s/{trial}/{word}/")
    assert "Ini latihan, bukan survei." in pressed.text
    assert received() == []
