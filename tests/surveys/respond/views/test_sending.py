from __future__ import annotations

import re

import pytest
from django.db import connections
from django.test import Client

from surveys.box.models.ballots import Ballot
from surveys.box.models.drafts import Draft
from surveys.box.models.receipts import ReceiptGone, ReceiptPending
from tests.surveys.respond import make
from tests.surveys.respond.browsing import Browser, walk

pytestmark = pytest.mark.django_db
CODE = make.code(1)
SEND = f"/s/{CODE}/kirim/"
URLENCODED = "application/x-www-form-urlencoded"


@pytest.fixture(autouse=True)
def _as_public(as_public: None) -> None:
    pass


def receipt(browser: Browser) -> str:
    assert browser.status == 200
    (code,) = re.findall(r'<code class="kode">([^<]+)</code>', browser.html.decode())
    return code


def as_owner() -> None:
    with connections["box"].cursor() as cursor:
        cursor.execute("RESET ROLE")


@pytest.fixture
def sent(browser: Browser) -> Browser:
    walk(browser, CODE)
    return browser.press("aksi", "kirim")


def again(client: Client, sent: Browser) -> Browser:
    """Reload: the browser sends the same form once more."""
    nonce = sent.replies[-1].wsgi_request.POST["nonce"]
    reloaded = Browser(client)
    reply = client.post(SEND, f"aksi=kirim&nonce={nonce}", URLENCODED)
    reloaded.status, reloaded.html = reply.status_code, reply.content
    return reloaded


def test_a_reload_shows_the_same_receipt(client: Client, sent: Browser) -> None:
    assert receipt(again(client, sent)) == receipt(sent)
    as_owner()
    assert (Ballot.objects.count(), ReceiptPending.objects.count()) == (1, 1)


def test_a_reload_shows_the_receipt_even_after_closing(client: Client, sent: Browser) -> None:
    as_owner()
    make.close()
    assert receipt(again(client, sent)) == receipt(sent)


def test_a_reload_leaves_a_newer_draft_alone(client: Client, sent: Browser) -> None:
    before = receipt(sent)
    walk(Browser(client), CODE)
    assert receipt(again(client, sent)) == before
    assert Draft.objects.count() == 1


def test_answering_again_replaces_the_sheet(client: Client, sent: Browser) -> None:
    first = receipt(sent)
    second = Browser(client)
    walk(second, CODE, lambda name, codes: codes[0])
    second.press("aksi", "kirim")
    assert receipt(second) != first
    as_owner()
    assert (Ballot.objects.count(), ReceiptPending.objects.count()) == (1, 2)
    assert ReceiptGone.objects.get().why == "superseded"


def test_two_tabs_with_two_nonces_leave_one_sheet(client: Client) -> None:
    one, other = Browser(client), Browser(client)
    walk(one, CODE)
    other.get(f"/s/{CODE}/").press("", "")
    one.press("aksi", "kirim")
    other.press("aksi", "kirim")
    assert (one.status, other.status) == (200, 409)
    assert "Tidak ada isian yang menunggu dikirim." in other.page.text
    assert Ballot.objects.count() == 1


def test_what_a_changed_answer_makes_pointless_is_not_sent(browser: Browser) -> None:
    gave = {"j-e_itp_1": "ya"}
    walk(browser, make.code(2), lambda name, codes: gave.get(name, codes[0]))
    pages = make.questionnaire("external").pages
    browser.press("ubah", "3").press(**{"j-e_itp_1": "tidak"}).press("aksi", "kirim")
    assert browser.status == 200
    answers = make.opened("external", bytes(Ballot.objects.get().sealed))
    assert [answers[place] for place in pages[3].items] == [-1, -1, -1, -1]
    assert answers[pages[2].items[-1]] == 0


def test_an_unfinished_sheet_is_not_sent(client: Client, browser: Browser) -> None:
    browser.get(f"/s/{CODE}/").press("", "").press(**{"j-i_s1": "ya", "j-i_s2": "ya"})
    reply = client.post(SEND, f"aksi=kirim&nonce={'0' * 32}", URLENCODED)
    assert (reply.status_code, reply.headers["Location"]) == (303, f"/s/{CODE}/2/#sini")
    assert Ballot.objects.count() == 0


def test_nothing_is_sent_after_closing(browser: Browser) -> None:
    walk(browser, CODE)
    as_owner()
    make.close()
    before = make.contents()
    browser.press("aksi", "kirim")
    assert browser.status == 410
    assert make.contents() == before


def test_looking_at_the_address_of_sending_leads_to_the_start(client: Client) -> None:
    reply = client.get(SEND)
    assert (reply.status_code, reply.headers["Location"]) == (303, f"/s/{CODE}/")


def test_taking_back_leaves_nothing(browser: Browser, sent: Browser) -> None:
    browser.get(f"/s/{CODE}/tarik/").press("", "")
    assert "tidak ada lagi yang tersimpan" in browser.page.text
    assert (Ballot.objects.count(), Draft.objects.count()) == (0, 0)


def test_taking_back_says_the_same_when_there_was_nothing(browser: Browser) -> None:
    nothing = browser.get(f"/s/{CODE}/tarik/").press("", "").html
    walk(browser, CODE)
    browser.press("aksi", "kirim").get(f"/s/{CODE}/tarik/").press("", "")
    assert browser.html == nothing


def test_looking_at_the_page_of_taking_back_takes_nothing(browser: Browser, sent: Browser) -> None:
    browser.get(f"/s/{CODE}/tarik/")
    assert Ballot.objects.count() == 1
