""" "Ditekan?": told on any page, sealed with the sheet, shown to nobody until the count."""

from __future__ import annotations

import pytest
from django.db import connections
from django.test import Client

from surveys.box.models.ballots import Ballot
from surveys.box.models.drafts import Draft
from surveys.questionnaire.instrument import KINDS, NO_ANSWER, Kind
from surveys.respond import unfinished, visiting
from tests.surveys.respond import make
from tests.surveys.respond.browsing import Browser, walk

pytestmark = pytest.mark.django_db
LINK_OF = {"internal": 1, "external": 2, "expert": 3}
CODE = make.code(1)
TOLD = {"j-i_tkn": "diancam"}
FIRST = {"j-i_s1": "ya", "j-i_s2": "ya"}


@pytest.fixture(autouse=True)
def _as_public(as_public: None) -> None:
    pass


def kept() -> list[int] | None:
    return unfinished.read(visiting.enter(CODE, with_draft=True))


def place_of(kind: Kind) -> int:
    place = make.questionnaire(kind).beside
    assert place is not None
    return place


def ordinal(kind: Kind, code: str) -> int:
    choices = make.questionnaire(kind).items[place_of(kind)].choices
    return [choice.code for choice in choices].index(code)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_told_lies_in_the_sealed_sheet(browser: Browser, kind: Kind) -> None:
    code = make.code(LINK_OF[kind])
    browser.get(f"/s/{code}/ditekan/")
    browser.press("", "", form_number=0, **{f"j-{kind_letter(kind)}_tkn": "bukti"})
    assert "Disertakan di lembar jawaban Anda." in browser.page.text
    walk(browser, code)
    browser.press("aksi", "kirim")
    sheet = make.opened(kind, bytes(Ballot.objects.get().sealed))
    assert sheet[place_of(kind)] == ordinal(kind, "bukti")


def kind_letter(kind: Kind) -> str:
    return {"internal": "i", "external": "e", "expert": "x"}[kind]


def test_every_section_and_the_check_lead_there(browser: Browser) -> None:
    for page in make.questionnaire("internal").pages:
        browser.get(f"/s/{CODE}/{page.number}/")
        assert ("aksi", "ditekan") in browser.page.form.buttons
    walk(browser, CODE)
    assert f"/s/{CODE}/ditekan/" in browser.page.addresses


def test_on_the_way_there_the_section_is_saved(browser: Browser) -> None:
    browser.get(f"/s/{CODE}/").press("", "")
    browser.press("aksi", "ditekan", **FIRST)
    assert browser.address.endswith("/ditekan/")
    assert (kept() or [])[:2] == [0, 0]
    browser.press("", "", form_number=1)  # back to where one was: the first section has no gap
    assert browser.address.endswith(f"/s/{CODE}/2/#sini")


def test_telling_keeps_the_answers_and_goes_on_where_one_was(browser: Browser) -> None:
    browser.get(f"/s/{CODE}/").press("", "")
    browser.press("aksi", "maju", **FIRST)
    browser.get(f"/s/{CODE}/ditekan/").press("", "", form_number=0, **TOLD)
    answers = kept() or []
    assert (answers[:2], answers[place_of("internal")]) == ([0, 0], ordinal("internal", "diancam"))
    browser.press("", "")
    assert browser.address.endswith(f"/s/{CODE}/2/#sini")


def test_no_page_shows_what_was_told(browser: Browser) -> None:
    browser.get(f"/s/{CODE}/ditekan/").press("", "", form_number=0, **TOLD)
    walk(browser, CODE)
    for page in (browser.html, browser.get(f"/s/{CODE}/ditekan/").html):
        assert b"checked" not in page
    assert "Ada yang menekan" not in walked_again(browser)


def walked_again(browser: Browser) -> str:
    browser.get(f"/s/{CODE}/").press("", "")
    assert ("aksi", "kirim") in browser.page.form.buttons
    return browser.page.text


def test_looking_tells_nothing(browser: Browser) -> None:
    browser.get(f"/s/{CODE}/ditekan/")
    assert Draft.objects.count() == 0


def test_nothing_chosen_is_told_and_stores_nothing(browser: Browser) -> None:
    browser.get(f"/s/{CODE}/ditekan/").press("", "", form_number=0)
    assert browser.status == 422
    assert "Belum ada yang dipilih" in browser.page.text
    assert Draft.objects.count() == 0


def test_somebody_who_never_looked_told_nothing(browser: Browser) -> None:
    walk(browser, CODE)
    browser.press("aksi", "kirim")
    sheet = make.opened("internal", bytes(Ballot.objects.get().sealed))
    assert sheet[place_of("internal")] == NO_ANSWER


@pytest.mark.parametrize("body", ["j-i_tkn=tidak_ada", "j-i_tkn=bukti&j-i_tkn=bukti", "j-i_s1=ya"])
def test_what_the_page_does_not_offer_is_refused(client: Client, body: str) -> None:
    kind = "application/x-www-form-urlencoded"
    assert client.post(f"/s/{CODE}/ditekan/", body, content_type=kind).status_code == 400
    assert Draft.objects.count() == 0


def test_help_for_now_is_named(browser: Browser) -> None:
    text = browser.get(f"/s/{CODE}/ditekan/").page.text
    for said in ("(000) 000-700", "kws.kpk.go.id", "Anda boleh mengisi ulang di rumah."):
        assert said in text


def test_after_closing_nothing_can_be_told(browser: Browser, client: Client) -> None:
    with connections["box"].cursor() as cursor:
        cursor.execute("RESET ROLE")
    make.close()
    assert client.get(f"/s/{CODE}/ditekan/").status_code == 410


def test_what_was_told_is_taken_back_and_what_is_ticked_beside_it_goes_with_it(
    browser: Browser,
) -> None:
    browser.get(f"/s/{CODE}/").press("", "")
    browser.press("aksi", "maju", **FIRST)
    browser.get(f"/s/{CODE}/ditekan/").press("", "", form_number=0, **TOLD)
    browser.get(f"/s/{CODE}/ditekan/").press("j-i_tkn-hapus", "ya", form_number=0, **TOLD)
    assert "Dihapus dari isian ini." in browser.page.text
    answers = kept() or []
    assert (answers[:2], answers[place_of("internal")]) == ([0, 0], NO_ANSWER)
    browser.press("", "")
    assert browser.address.endswith(f"/s/{CODE}/2/#sini")


def test_a_forged_tick_takes_nothing_back(browser: Browser, client: Client) -> None:
    browser.get(f"/s/{CODE}/ditekan/").press("", "", form_number=0, **TOLD)
    told = kept()

    form = "application/x-www-form-urlencoded"
    for value, status in (("tidak", 400), ("ya", 200)):
        assert kept() == told
        sent = client.post(f"/s/{CODE}/ditekan/", f"j-i_tkn-hapus={value}", content_type=form)
        assert sent.status_code == status
    assert kept() != told


@pytest.mark.parametrize("field", ["j-i_s1", "j-i_s2"])
def test_whoever_does_not_take_part_is_not_left_to_believe_that_it_was_told(
    browser: Browser, field: str
) -> None:
    browser.get(f"/s/{CODE}/ditekan/").press("", "", form_number=0, **TOLD)
    told = browser.get(f"/s/{CODE}/1/").press("aksi", "maju", **{**FIRST, field: "tidak"}).page.text
    assert "Karena tidak ada lembar, ceritanya juga tidak disimpan." in told
    assert "kws.kpk.go.id" in told
    assert kept() is None
    assert Ballot.objects.count() == 0
