"""Unfinished sheets of one link that several tabs, devices and moments have a hand in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from spi_portal import keyring
from surveys.box.models.ballots import Ballot
from surveys.box.models.drafts import Draft
from surveys.respond import loading, sending, unfinished, visiting
from tests.surveys.respond import make
from tests.surveys.respond.browsing import Browser, walk

pytestmark = pytest.mark.django_db
CODE = make.code(1)
FIRST = "j-i_s1=ya&j-i_s2=ya&j-i_s5=pns&j-i_s6=ya&aksi=maju"
SECOND = "j-i_trn_1=setuju&aksi=jeda"
URLENCODED = "application/x-www-form-urlencoded"
Post = Callable[[str, str], int]


@pytest.fixture
def post(as_public: None, client: Client) -> Post:
    def post(address: str, body: str) -> int:
        reply = client.post(f"/s/{CODE}/{address}", body, URLENCODED)
        return reply.status_code

    return post


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[], object]], None]:
    """Something that happens between a request's reading and its writing, once."""

    def arrange(deed: Callable[[], object]) -> None:
        done = []

        def before(write: Callable[..., object]) -> Callable[..., object]:
            def call(*given: object) -> object:
                if not done:
                    done.append(None)
                    deed()
                return write(*given)

            return call

        for module, name in ((unfinished, "save"), (sending, "send")):
            monkeypatch.setattr(module, name, before(getattr(module, name)))

    return arrange


def answers() -> dict[str, int]:
    """What is kept, by the name of the item."""
    visit = visiting.enter(CODE, with_draft=True)
    kept = unfinished.read(visit) or []
    items = visit.questionnaire.items
    return {items[place].name: answer for place, answer in enumerate(kept) if answer != -1}


def in_hours(hours: int) -> str:
    return (datetime.now(UTC) + timedelta(hours=hours)).isoformat()


def as_owner() -> None:
    with connections["box"].cursor() as cursor:
        cursor.execute("RESET ROLE")


def test_two_tabs_that_save_at_once_both_keep_what_they_were_told_is_kept(
    post: Post, meanwhile: Callable[..., None]
) -> None:
    meanwhile(lambda: post("2/", SECOND))
    assert post("1/", FIRST) == 303
    assert answers() == {"i_s1": 0, "i_s2": 0, "i_s5": 0, "i_s6": 0, "i_trn_1": 1}


def test_the_same_holds_for_a_draft_that_was_there_before(
    post: Post, meanwhile: Callable[..., None]
) -> None:
    post("1/", "j-i_s5=pppk&aksi=jeda")
    meanwhile(lambda: post("2/", SECOND))
    assert post("1/", FIRST) == 303
    assert answers() == {"i_s1": 0, "i_s2": 0, "i_s5": 0, "i_s6": 0, "i_trn_1": 1}


def test_what_was_taken_back_does_not_return_with_the_other_tab(
    post: Post, meanwhile: Callable[..., None]
) -> None:
    post("1/", FIRST)
    meanwhile(lambda: post("tarik/", ""))
    assert post("2/", SECOND) == 200
    assert answers() == {"i_trn_1": 1}


def test_what_was_saved_while_the_sheet_was_sent_is_in_the_sheet(
    post: Post, browser: Browser, meanwhile: Callable[..., None]
) -> None:
    walk(browser, CODE, lambda name, codes: codes[0])
    meanwhile(lambda: post("2/", SECOND))
    browser.press("aksi", "kirim")
    assert "sudah masuk kotak tersegel" in browser.page.text
    place = [item.name for item in make.questionnaire("internal").items].index("i_trn_1")
    assert make.opened("internal", bytes(Ballot.objects.get().sealed))[place] == 1
    assert answers() == {}


def test_what_was_taken_back_while_the_sheet_was_sent_is_not_in_the_box(
    post: Post, browser: Browser, meanwhile: Callable[..., None]
) -> None:
    walk(browser, CODE, lambda name, codes: codes[0])
    meanwhile(lambda: post("tarik/", ""))
    browser.press("aksi", "kirim")
    assert (browser.status, Ballot.objects.count()) == (409, 0)


def test_a_draft_that_is_always_overtaken_is_not_called_saved(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = unfinished.save

    def late(visit: visiting.Visit, answers: list[int]) -> None:
        save(visiting.enter(CODE, with_draft=True), answers)
        save(visit, answers)

    monkeypatch.setattr(unfinished, "save", late)
    assert post("1/", FIRST) == 503


def test_a_draft_that_does_not_open_is_replaced(post: Post) -> None:
    post("1/", FIRST)
    with connections["box"].cursor() as cursor:
        cursor.execute("UPDATE box_draft SET ct = set_byte(ct, 40, get_byte(ct, 40) # 1)")
    assert post("2/", SECOND) == 200
    assert answers() == {"i_trn_1": 1}


def test_a_draft_of_answers_that_there_are_not_counts_as_none(post: Post) -> None:
    """As another version of the portal may have kept it: it opens, and is no unfinished sheet."""
    visit = visiting.enter(CODE)
    unfinished.save(visit, [99] * len(visit.questionnaire.items))

    assert post("2/", SECOND) == 200
    assert answers() == {"i_trn_1": 1}


def test_a_draft_of_yesterday_opens_with_yesterdays_key_and_is_kept_under_todays(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = timezone.localdate()
    monkeypatch.setattr(timezone, "localdate", lambda *_: today - timedelta(days=1))
    post("1/", FIRST)
    monkeypatch.setattr(timezone, "localdate", lambda *_: today)
    post("2/", SECOND)
    assert (answers()["i_s1"], answers()["i_trn_1"]) == (0, 1)
    assert Draft.objects.get().day == today


def test_keys_are_destroyed_when_the_survey_closes(post: Post) -> None:
    post("1/", FIRST)
    assert keyring.names("draft") != []
    as_owner()
    make.close_long_ago()
    assert post("2/", SECOND) == 410
    assert post("2/", SECOND) == 410
    assert keyring.names("draft") == []


def test_a_page_without_a_link_destroys_them_as_well(post: Post, client: Client) -> None:
    post("1/", FIRST)
    as_owner()
    make.close_long_ago()
    loading.forget()
    client.get("/")
    assert keyring.names("draft") == []


def test_an_extension_that_a_worker_has_not_seen_yet_keeps_the_keys(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its clock says closed; the box, which it asks first, says otherwise."""
    as_owner()
    make.post(version=2, closes_at=in_hours(1))
    post("1/", FIRST)
    make.post(version=3, closes_at=in_hours(100))
    monkeypatch.setattr(loading, "is_fresh", lambda: False)
    later = timezone.now() + timedelta(hours=2)
    visiting.keep_house(later, timezone.localdate(later))
    assert keyring.names("draft") != []
