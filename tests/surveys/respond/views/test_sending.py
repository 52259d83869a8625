from __future__ import annotations

import re

import pytest
from django.db import connections
from django.test import Client

from surveys.box.models.ballots import Ballot
from surveys.box.models.drafts import Draft
from surveys.box.models.receipts import ReceiptGone, ReceiptPending
from surveys.respond import sending
from surveys.respond.visiting import Visit
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
    reloaded.address, reloaded.replies = SEND, [reply]
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


def test_a_kept_form_is_no_receipt_for_newer_answers(client: Client, sent: Browser) -> None:
    """Two tabs: what was filled in anew since is not sent, and is not said to be."""
    before = receipt(sent)
    walk(Browser(client), CODE, lambda name, codes: codes[0])
    kept = again(client, sent)
    assert "Ada jawaban yang lebih baru, dan belum terkirim." in kept.page.text
    assert "Bukti" not in kept.page.text
    assert Draft.objects.count() == 1
    kept.press("aksi", "kirim")
    assert receipt(kept) != before
    as_owner()
    assert (Ballot.objects.count(), Draft.objects.count()) == (1, 0)
    assert receipt(again(client, kept)) == receipt(kept)


def test_a_kept_form_leads_to_what_newer_answers_lack(client: Client, sent: Browser) -> None:
    walk_on = Browser(client).get(f"/s/{CODE}/").press("", "")
    walk_on.press(**{"j-i_s1": "ya", "j-i_s2": "ya"})
    nonce = sent.replies[-1].wsgi_request.POST["nonce"]
    reply = client.post(SEND, f"aksi=kirim&nonce={nonce}", URLENCODED)
    assert (reply.status_code, reply.headers["Location"]) == (303, f"/s/{CODE}/2/#sini")


def test_after_closing_a_kept_form_shows_the_receipt(client: Client, sent: Browser) -> None:
    before = receipt(sent)
    walk(Browser(client), CODE)
    as_owner()
    make.close()
    assert receipt(again(client, sent)) == before


def test_a_second_click_that_read_the_draft_before_it_was_sent_shows_the_receipt(
    client: Client, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It came in between: the draft that it holds is the one that has just been sent."""
    walk(browser, CODE)
    clicks: list[Browser] = []
    look = sending.earlier_receipt

    def after_the_other(visit: Visit, tag: bytes) -> bytes | None:
        if not clicks:
            clicks.append(browser)
            browser.press("aksi", "kirim")
        return look(visit, tag)

    monkeypatch.setattr(sending, "earlier_receipt", after_the_other)
    nonce = re.findall(r'name="nonce" value="(\w+)"', browser.html.decode())[0]
    second = Browser(client)
    reply = client.post(SEND, f"aksi=kirim&nonce={nonce}", URLENCODED)
    second.status, second.html = reply.status_code, reply.content
    assert receipt(second) == receipt(browser)


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
