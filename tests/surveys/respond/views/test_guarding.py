"""The database away, back again, or gone at the worst moment: never "tersimpan" in vain."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import OperationalError, connections
from django.test import Client

from surveys.box import ballots
from surveys.box.models.ballots import Ballot
from surveys.respond import sending, unfinished
from tests.surveys.respond import make
from tests.surveys.respond.browsing import Browser, walk

pytestmark = pytest.mark.django_db(transaction=True)
CODE = make.code(1)
FIRST = {"j-i_s1": "ya", "j-i_s2": "ya", "j-i_s5": "pns"}


@pytest.fixture(autouse=True)
def _wave(wave: None) -> None:
    pass


@contextmanager
def database_down() -> Iterator[None]:
    """Nobody listens where the box should be."""
    box = connections["box"]
    port = box.settings_dict["PORT"]
    box.close()
    box.settings_dict["PORT"] = "1"
    try:
        yield
    finally:
        box.settings_dict["PORT"] = port
        box.close()


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[None]]:
    """`cut(module, name, times=, after=)`: the connection is lost before or after the call."""

    def arrange(module: Any, name: str, *, times: int, after: bool = False) -> list[None]:
        whole, cuts = getattr(module, name), []

        def call(*args: Any, **given: Any) -> Any:
            if len(cuts) >= times:
                return whole(*args, **given)
            if after:
                whole(*args, **given)
            cuts.append(None)
            raise OperationalError("the connection is lost")

        monkeypatch.setattr(module, name, call)
        return cuts

    return arrange


def begin(browser: Browser) -> Browser:
    return browser.get(f"/s/{CODE}/").press("", "")


def test_a_section_is_not_called_saved_and_keeps_its_ticks(browser: Browser) -> None:
    begin(browser)
    with database_down():
        browser.press(**FIRST)
        assert browser.status == 503
        assert "BELUM tersimpan – coba lagi" in browser.page.text
        assert browser.page.form.hidden == {"aksi": "maju", **FIRST}
    browser.press("", "")
    assert browser.address.endswith("/2/#sini")


def test_sending_is_tried_again_with_the_same_nonce(browser: Browser) -> None:
    walk(browser, CODE)
    nonce = browser.page.form.hidden["nonce"]
    with database_down():
        browser.press("aksi", "kirim")
        assert browser.status == 503
        assert browser.page.form.hidden == {"aksi": "kirim", "nonce": nonce}
    browser.press("", "")
    assert "sudah masuk kotak tersegel" in browser.page.text


def test_a_page_that_cannot_be_read_asks_for_patience(client: Client) -> None:
    with database_down():
        reply = client.get(f"/s/{CODE}/1/")
    assert reply.status_code == 503
    assert "belum dapat dibuka" in reply.content.decode()


def test_public_pages_stand_without_the_database(client: Client) -> None:
    with database_down():
        for address in ("/", "/cek/", "/kerahasiaan/", "/bantuan/"):
            assert client.get(address).status_code == 200


def test_health_tells(client: Client) -> None:
    assert client.get("/healthz").status_code == 200
    with database_down():
        assert client.get("/healthz").status_code == 503


def test_what_is_echoed_is_text(client: Client) -> None:
    with database_down():
        body = "aksi=maju&j-i_s1=%22%3E%3Cscript%3E"
        reply = client.post(f"/s/{CODE}/1/", body, "application/x-www-form-urlencoded")
    assert b"<script" not in reply.content
    assert b"&quot;&gt;&lt;script&gt;" in reply.content


def test_a_connection_lost_once_is_not_noticed(browser: Browser, cut: Any) -> None:
    begin(browser)
    cuts = cut(ballots, "save_draft", times=1)
    browser.press(**FIRST)
    assert (len(cuts), browser.address[-8:]) == (1, "/2/#sini")


def test_a_connection_lost_twice_is_told(browser: Browser, cut: Any) -> None:
    begin(browser)
    cut(ballots, "save_draft", times=2)
    assert browser.press(**FIRST).status == 503


def test_a_sheet_that_was_stored_after_all_is_found_again(browser: Browser, cut: Any) -> None:
    """The connection dies after COMMIT: nobody knows. The second try finds the sheet by its tag."""
    walk(browser, CODE)
    cut(ballots, "cast", times=1, after=True)
    browser.press("aksi", "kirim")
    assert "sudah masuk kotak tersegel" in browser.page.text
    assert Ballot.objects.count() == 1


def test_a_sheet_whose_fate_stays_unknown_is_not_called_sent(browser: Browser, cut: Any) -> None:
    walk(browser, CODE)
    cut(ballots, "cast", times=1, after=True)
    cut(sending, "earlier_receipt", times=2)
    browser.press("aksi", "kirim")
    assert browser.status == 503
    assert "BELUM tersimpan" in browser.page.text
    browser.press("", "")
    assert "sudah masuk kotak tersegel" in browser.page.text
    assert Ballot.objects.count() == 1


def test_an_error_of_ours_is_not_called_saved(
    browser: Browser, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    begin(browser)

    def fail(*_: object) -> None:
        raise RuntimeError(f"{CODE} answered ya")

    monkeypatch.setattr(unfinished, "save", fail)
    with caplog.at_level(logging.DEBUG):
        browser.press(**FIRST)
    assert browser.status == 500
    assert "BELUM tersimpan" in browser.page.text
    assert "RuntimeError" in caplog.text
    ours = "".join(
        record.getMessage() for record in caplog.records if record.name == "surveys.respond"
    )
    assert CODE not in ours
    assert "answered" not in ours
