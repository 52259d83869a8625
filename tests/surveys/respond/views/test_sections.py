from __future__ import annotations

from random import Random

import pytest
from django.db import connections
from django.test import Client

from surveys.box.models.ballots import Ballot
from surveys.box.models.drafts import Draft
from surveys.questionnaire.instrument import KINDS, Kind
from surveys.respond import draft_keys, unfinished, visiting
from tests.surveys.respond import make
from tests.surveys.respond.browsing import Browser, Page, walk

pytestmark = pytest.mark.django_db
CODE = make.code(1)
LINK_OF = {"internal": 1, "external": 2, "expert": 3}
FIRST = {"j-i_s1": "ya", "j-i_s2": "ya", "j-i_s5": "pns", "j-i_s6": "ya"}


@pytest.fixture(autouse=True)
def _as_public(as_public: None) -> None:
    pass


def begin(browser: Browser, code: str = CODE) -> Browser:
    return browser.get(f"/s/{code}/").press("", "")


def drafts() -> int:
    return Draft.objects.count()


def answers(number: int = 1) -> list[int]:
    kept = unfinished.read(visiting.enter(make.code(number), with_draft=True))
    assert kept is not None
    return kept


# --- To the end --------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(3))
def test_every_kind_walks_to_its_receipt(browser: Browser, kind: Kind, seed: int) -> None:
    """With random answers; what lies in the box is what was ticked, where it counts."""
    rng, ticked = Random(seed), {}

    def choose(name: str, codes: list[str]) -> str:
        ends = {"j-i_s1", "j-i_s2", "j-e_s1", "j-e_s2", "j-x_s1", "j-x_s3"}
        ticked[name] = codes[0] if name in ends else rng.choice(codes)
        return ticked[name]

    walk(browser, make.code(LINK_OF[kind]), choose)
    browser.press("aksi", "kirim")
    assert browser.status == 200
    assert "sudah masuk kotak tersegel" in browser.page.text
    questionnaire = make.questionnaire(kind)
    expected = questionnaire.blank()
    for place, item in enumerate(questionnaire.items):
        codes = [choice.code for choice in item.choices]
        if f"j-{item.name}" in ticked:
            expected[place] = codes.index(ticked[f"j-{item.name}"])
    assert make.opened(kind, bytes(Ballot.objects.get().sealed)) == questionnaire.counted(expected)
    assert drafts() == 0


def test_the_whole_internal_questionnaire_takes_few_requests(browser: Browser) -> None:
    sections = walk(browser, CODE)
    browser.press("aksi", "kirim")
    submits = sections + 2  # Mulai and Kirim
    assert submits <= 12
    assert len(browser.replies) <= 28


# --- What is shown -----------------------------------------------------------------------------


def test_an_accepted_section_is_followed_by_the_next(browser: Browser) -> None:
    begin(browser).press(**FIRST)
    reply = browser.replies[-2]
    assert (reply.status_code, reply.headers["Location"]) == (303, f"/s/{CODE}/2/#sini")
    assert browser.status == 200


def test_a_section_is_the_same_before_and_after_answering(browser: Browser) -> None:
    before = browser.get(f"/s/{CODE}/1/").html
    begin(browser).press(**FIRST)
    assert browser.get(f"/s/{CODE}/1/").html == before


def test_the_start_is_the_same_before_while_and_after_answering(browser: Browser) -> None:
    before = browser.get(f"/s/{CODE}/").html
    begin(browser).press(**FIRST)
    assert browser.get(f"/s/{CODE}/").html == before
    walk(browser, CODE)
    browser.press("aksi", "kirim")
    assert browser.get(f"/s/{CODE}/").html == before
    headers = [dict(reply.headers) for reply in (browser.replies[0], browser.replies[-1])]
    assert headers[0] == headers[1]


def test_two_people_of_one_group_see_the_same_bytes(browser: Browser) -> None:
    with connections["box"].cursor() as cursor:
        cursor.execute("RESET ROLE")
    other = make.link(50)
    assert browser.get(f"/s/{CODE}/").html == browser.get(f"/s/{other}/").html


def test_english_goes_all_the_way(browser: Browser) -> None:
    walk(browser, CODE, query="?bhs=en")
    assert "Check your answers" in browser.page.text
    browser.press("aksi", "kirim")
    assert "Your answer sheet is in the sealed box" in browser.page.text
    locations = [r.headers["Location"] for r in browser.replies if r.status_code == 303]
    assert all("/?bhs=en#" in location for location in locations)


# --- Stopping and going on ---------------------------------------------------------------------


def test_the_link_goes_on_at_the_first_open_section(browser: Browser, client: Client) -> None:
    begin(browser).press(**FIRST)
    browser.press(**browser.tick_all())
    elsewhere = begin(Browser(client))
    assert elsewhere.address.endswith("/4/#sini")
    assert elsewhere.page.form.ticked == {}


def test_a_full_sheet_goes_on_at_the_check(browser: Browser, client: Client) -> None:
    walk(browser, CODE)
    elsewhere = begin(Browser(client))
    assert ("aksi", "kirim") in elsewhere.page.form.buttons
    assert "Semua bagian sudah diisi" in elsewhere.page.text
    elsewhere.press("aksi", "kirim")
    assert "sudah masuk kotak tersegel" in elsewhere.page.text


def test_pausing_keeps_what_there_is(browser: Browser) -> None:
    begin(browser).press("aksi", "jeda", **{"j-i_s1": "ya"})
    assert (browser.status, "Tersimpan." in browser.page.text) == (200, True)
    assert answers()[:2] == [0, -1]


def test_enter_saves_and_opens_the_next_question(browser: Browser) -> None:
    begin(browser).press("aksi", "simpan", **{"j-i_s1": "ya"})
    assert browser.replies[-2].headers["Location"] == f"/s/{CODE}/1/#q2"
    assert answers()[0] == 0


def test_a_browser_that_names_no_button_pressed_enter(client: Client) -> None:
    reply = client.post(f"/s/{CODE}/1/", "j-i_s1=ya", "application/x-www-form-urlencoded")
    assert reply.headers["Location"] == f"/s/{CODE}/1/#q2"


def test_going_back_saves_too(browser: Browser) -> None:
    begin(browser).press(**FIRST)
    browser.press("aksi", "mundur", **{"j-i_trn_1": "setuju"})
    assert browser.address.endswith("/1/#sini")
    assert answers()[4] == 1


def test_back_from_the_first_section_is_the_start(browser: Browser) -> None:
    begin(browser).press("aksi", "mundur")
    assert browser.replies[-2].headers["Location"] == f"/s/{CODE}/"


def test_a_section_filled_in_again_keeps_what_is_not_ticked(browser: Browser) -> None:
    begin(browser).press(**FIRST)
    browser.get(f"/s/{CODE}/1/").press(**{"j-i_s5": "pppk"})
    assert answers()[:4] == [0, 0, 1, 0]


def test_saving_twice_is_saving_once(browser: Browser) -> None:
    begin(browser).press(**FIRST)
    once = answers()
    browser.get(f"/s/{CODE}/1/").press(**FIRST)
    assert (answers(), drafts()) == (once, 1)


def test_a_draft_whose_key_is_gone_counts_as_none(browser: Browser) -> None:
    begin(browser).press(**FIRST)
    with connections["box"].cursor() as cursor:
        cursor.execute("UPDATE box_draft SET day = day - 40")
    assert begin(browser).address.endswith("/1/#sini")


def test_a_draft_that_was_tampered_with_counts_as_none(browser: Browser) -> None:
    begin(browser).press(**FIRST)
    with connections["box"].cursor() as cursor:
        cursor.execute("UPDATE box_draft SET ct = set_byte(ct, 40, get_byte(ct, 40) # 1)")
    assert begin(browser).address.endswith("/1/#sini")


def test_a_draft_survives_a_restart_of_the_server(browser: Browser) -> None:
    begin(browser).press(**FIRST)
    draft_keys.forget()
    assert begin(browser).address.endswith("/2/#sini")


def test_a_draft_survives_an_extension(browser: Browser) -> None:
    begin(browser).press(**FIRST)
    with connections["box"].cursor() as cursor:
        cursor.execute("RESET ROLE")
    make.post(version=2)
    assert begin(browser).address.endswith("/2/#sini")


# --- Gaps --------------------------------------------------------------------------------------


def with_gaps(browser: Browser) -> Page:
    """The first section with its second question left open, as it comes back."""
    return begin(browser).press(**{"j-i_s1": "ya", "j-i_s5": "pns"}).page


def test_gaps_are_shown_with_the_ticks_of_this_request(browser: Browser) -> None:
    page = with_gaps(browser)
    assert browser.status == 422
    assert page.form.ticked == {"j-i_s1": "ya", "j-i_s5": "pns"}
    assert "Satu pertanyaan belum diisi" in page.text
    assert "Galat: Bagian 1 dari 10" in page.text
    assert "2 dari 4 aman" in page.text  # what was left open on purpose is not among them


def test_ticks_of_earlier_requests_are_not_shown(browser: Browser) -> None:
    begin(browser).press("aksi", "jeda", **{"j-i_s1": "ya"})
    page = begin(browser).press(**{"j-i_s5": "pns"}).page
    assert browser.status == 422
    assert page.form.ticked == {"j-i_s5": "pns"}


def test_the_summary_has_the_focus_and_leads_to_the_questions(browser: Browser) -> None:
    page = with_gaps(browser)
    alerts = [given for _, given in page.tags if given.get("role") == "alert"]
    (summary,) = [given for given in alerts if "hidden" not in given]
    assert (summary["id"], "autofocus" in summary, summary["tabindex"]) == ("sini", True, "-1")
    assert "#j-i_s2" in page.addresses
    assert "j-i_s2" in page.ids


def test_gaps_are_saved_as_far_as_they_go(browser: Browser) -> None:
    with_gaps(browser)
    assert answers()[:4] == [0, -1, 0, -1]


def test_filling_the_gap_goes_on(browser: Browser) -> None:
    with_gaps(browser)
    browser.press(**{"j-i_s2": "ya"})
    assert browser.address.endswith("/2/#sini")


# --- The end before the end --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ticks", "words"),
    [
        ({"j-i_s1": "tidak"}, "Anda memilih tidak mengisi."),
        ({"j-i_s1": "ya", "j-i_s2": "tidak"}, "tidak cocok dengan pengalaman Anda"),
    ],
)
def test_who_does_not_answer_leaves_nothing(
    browser: Browser, ticks: dict[str, str], words: str
) -> None:
    begin(browser).press("aksi", "jeda", **{"j-i_s1": "ya"})
    begin(browser).press(**ticks)
    assert browser.status == 200
    assert words in browser.page.text
    assert (drafts(), Ballot.objects.count()) == (0, 0)


def test_who_pressed_the_wrong_button_begins_again(browser: Browser) -> None:
    begin(browser).press(**{"j-i_s1": "tidak"})
    begin(browser).press(**FIRST)
    assert browser.address.endswith("/2/#sini")


# --- The check ---------------------------------------------------------------------------------


def test_the_check_shows_the_last_section_and_of_the_others_that_they_are_there(
    browser: Browser,
) -> None:
    walk(browser, CODE, lambda name, codes: codes[0])
    text = browser.page.text
    assert "Bagian 9–10: Kepemimpinan dan ruang berintegritas; Pelaksanaan survei" in text
    assert "Saya merasa aman menjawab survei ini dengan jujur. Sangat setuju" in text
    assert "2–3. Transparansi; Integritas dalam pelaksanaan tugas Sudah diisi, 9 pertanyaan" in text
    assert "Informasi tentang prosedur" not in text


def test_a_section_can_be_filled_in_again_from_the_check(browser: Browser) -> None:
    walk(browser, CODE, lambda name, codes: codes[0])
    browser.press("ubah", "2")
    assert browser.address.endswith("/2/#sini")
    browser.press(**{"j-i_trn_1": "setuju"})
    assert ("aksi", "kirim") in browser.page.form.buttons
    assert answers()[4] == 1


# --- Closing -----------------------------------------------------------------------------------


def test_closing_in_the_middle_is_said_and_loses_nothing(browser: Browser) -> None:
    begin(browser).press(**FIRST)
    with connections["box"].cursor() as cursor:
        cursor.execute("RESET ROLE")
    make.close()
    before = make.contents()
    browser.press(**browser.tick_all())
    assert browser.status == 410
    assert "Survei ditutup" in browser.page.text
    assert make.contents() == before


def test_closing_between_two_statements_is_said_too(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(browser).press(**FIRST)
    with connections["box"].cursor() as cursor:
        cursor.execute("RESET ROLE")
    read = unfinished.read

    def close_meanwhile(visit: visiting.Visit) -> list[int] | None:
        make.close()
        return read(visit)

    monkeypatch.setattr(unfinished, "read", close_meanwhile)
    browser.press(**browser.tick_all())
    assert browser.status == 410
