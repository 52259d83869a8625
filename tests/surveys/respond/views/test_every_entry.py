"""Numbers, dates, several choices and notes on the respondent's pages, and mended words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.db import connections
from django.test import Client

from surveys.box.models.ballots import Ballot
from surveys.questionnaire import instrument
from surveys.questionnaire.instrument import NO_ANSWER
from surveys.respond import loading, unfinished, visiting
from tests.surveys.questionnaire.conftest import Book
from tests.surveys.respond import make
from tests.surveys.respond.every_entry import book

pytestmark = pytest.mark.django_db
CODE = make.code(9)
NONCE = re.compile(r'name="nonce" value="([0-9a-f]+)"')
SCREENED = {"j-s1": "ya", "j-s2": "ya"}


def post(made: Book, **changes: object) -> None:
    """As the registrar does it; the page is then asked of process `public` again."""
    instruments = {"internal": instrument.to_json(made.read())}
    with connections["box"].cursor() as cursor:
        cursor.execute("RESET ROLE")
        make.post(instruments=instruments, groups=make.GROUPS[:1], **changes)
        cursor.execute("SET ROLE app_public")
    loading.forget()


@pytest.fixture(autouse=True)
def wave(db: None) -> Iterator[None]:
    make.link(9)
    post(book())
    yield
    with connections["box"].cursor() as cursor:
        cursor.execute("RESET ROLE")


def fill(client: Client, page: int, **given: object):
    fields = {name.replace("_", "-", 1): value for name, value in given.items()}
    return send(client, f"{page}/", {**SCREENED, **fields} if page == 1 else fields)


def send(client: Client, path: str, fields: dict[str, object]):
    body = urlencode(fields, doseq=True)
    form = "application/x-www-form-urlencoded"
    return client.post(f"/s/{CODE}/{path}", body, content_type=form)


def kept() -> dict[str, str]:
    visit = visiting.enter(CODE, with_draft=True)
    answers = unfinished.read(visit)
    assert answers is not None
    return {
        item.name: item.choices[answer].code
        for item, answer in zip(visit.questionnaire.items, answers, strict=True)
        if answer != NO_ANSWER
    }


def begin(client: Client) -> None:
    fill(client, 1, aksi="maju")
    fill(client, 2, j_q1="jarang", aksi="maju")


def test_a_page_shows_a_field_for_each_kind(client: Client) -> None:
    text = client.get(f"/s/{CODE}/4/").text

    assert 'name="j-age" inputmode="decimal"' in text
    assert text.count('type="checkbox" name="j-ways"') == 2
    assert 'name="j-day" type="date" min="2026-01-01" max="2026-06-30"' in text
    assert '<option value="2026-03-01">Maret 2026</option>' in text


def test_what_is_typed_and_ticked_is_kept_as_answers(client: Client) -> None:
    begin(client)
    answer = fill(
        client,
        4,
        j_age="060",
        j_ways="barang",
        j_day="1/2/2026",
        j_month="2026-03-01",
        aksi="maju",
    )

    assert answer.status_code == 303
    assert kept() == {
        "s1": "ya", "s2": "ya", "q1": "jarang", "age": "60", "ways": "barang",
        "day": "2026-02-01", "month": "2026-03-01",
    }  # fmt: skip


def test_what_is_no_answer_is_asked_again_with_what_was_typed(client: Client) -> None:
    begin(client)
    answer = fill(client, 4, j_age="7", j_ways=["uang", "barang"], j_day="1/2/2026", aksi="maju")

    assert answer.status_code == 422
    assert 'value="7" aria-invalid="true"' in answer.text
    assert "Tulis umur 17 sampai 99." in answer.text
    assert "gabungan ini tidak dapat dipakai" in answer.text
    assert 'value="uang" id="j-ways" checked' in answer.text
    assert kept()["day"] == "2026-02-01"  # the rest is safe
    assert "age" not in kept()


def test_pausing_does_not_say_saved_of_what_is_no_answer(client: Client) -> None:
    begin(client)
    answer = fill(client, 4, j_age="7", aksi="jeda")

    assert answer.status_code == 422
    assert "Belum tersimpan semua." in answer.text
    assert "Tersimpan. Lanjutkan" in fill(client, 4, j_age="", aksi="jeda").text


@pytest.mark.parametrize("button", ["mundur", "ditekan"])
def test_what_promises_nothing_holds_nobody_up(client: Client, button: str) -> None:
    begin(client)

    assert fill(client, 4, j_age="7", aksi=button).status_code == 303


def test_an_answer_is_taken_back_by_a_tick_and_by_no_empty_field(client: Client) -> None:
    begin(client)
    given = {"age": "60", "ways": "barang", "day": "2026-02-01", "month": "2026-03-01"}
    fill(client, 4, **{f"j_{name}": code for name, code in given.items()}, aksi="maju")
    text = client.get(f"/s/{CODE}/4/").text
    assert all(text.count(f'name="j-{name}-hapus" value="ya"') == 1 for name in given)
    assert "-hapus" not in client.get(f"/s/{CODE}/2/").text  # of one choice, another is chosen

    fill(client, 4, j_age="", j_day="", j_month="", aksi="jeda")
    assert kept().items() >= given.items()

    erased = {f"j_{name}-hapus": "ya" for name in given}
    fill(client, 4, j_age="7", j_month="2026-03-01", **erased, aksi="jeda")
    assert kept() == {"s1": "ya", "s2": "ya", "q1": "jarang"}


def test_one_choice_is_taken_back_where_none_is_required(client: Client) -> None:
    fill(client, 1, aksi="maju")
    fill(client, 2, j_q1="sering", aksi="maju")
    text = client.get(f"/s/{CODE}/3/").text
    assert text.count('name="j-q2-hapus" value="ya"') == 1

    fill(client, 3, j_q2="uang", aksi="jeda")
    fill(client, 3, aksi="jeda")  # leaving it alone keeps it
    assert kept()["q2"] == "uang"
    fill(client, 3, **{"j_q2": "uang", "j_q2-hapus": "ya"}, aksi="jeda")
    assert "q2" not in kept()


@pytest.mark.parametrize(
    "forged",
    [{"j_q1-hapus": "ya"}, {"j_age-hapus": "tidak"}, {"j_age-hapus": ["ya", "ya"]},
     {"j_x-hapus": "ya"}, {"j_ways": ["uang", "uang"]}, {"j_ways": "emas"},
     {"j_age": ["20", "30"]}, {"j_x": "1"},
     {"j_month": "2031-01-01"}, {"aksi": ["maju", "maju"]}],
)  # fmt: skip
def test_what_no_page_sends_is_refused(client: Client, forged: dict[str, object]) -> None:
    begin(client)

    assert fill(client, 4, **forged).status_code == 400


def test_of_one_choice_that_is_required_no_tick_takes_it_back(client: Client) -> None:
    """No page has that tick: who wants another answer chooses another."""
    begin(client)

    assert fill(client, 2, **{"j_q1-hapus": "ya"}, aksi="jeda").status_code == 400
    assert kept()["q1"] == "jarang"


@pytest.mark.parametrize("typed", ["9" * 500, "\0", "<script>", "٣٠", "1e1", "-0"])
def test_strange_numbers_are_no_answer_and_no_fault(client: Client, typed: str) -> None:
    begin(client)
    answer = fill(client, 4, j_age=typed, aksi="maju")

    assert answer.status_code == 422
    assert "<script>" not in answer.text
    assert "age" not in kept()


def test_a_number_is_held_against_an_earlier_answer(client: Client) -> None:
    begin(client)
    fill(client, 4, j_age="20", aksi="maju")
    answer = fill(client, 6, j_years="21", aksi="maju")

    assert answer.status_code == 422
    assert fill(client, 6, j_years="20", aksi="maju").status_code == 200


def test_a_note_is_a_page_of_its_own_and_holds_nobody_up(client: Client) -> None:
    begin(client)
    on = fill(client, 4, j_age="60", aksi="maju")
    assert on.headers["Location"] == f"/s/{CODE}/5/#sini"
    assert "Tanya?" in client.get(f"/s/{CODE}/5/").text
    assert fill(client, 5, aksi="maju").headers["Location"] == f"/s/{CODE}/6/#sini"
    check = fill(client, 6, j_years="3", aksi="maju")
    nonce = check.text.split('name="nonce" value="')[1][:32]
    sent = send(client, "kirim/", {"aksi": "kirim", "nonce": nonce})

    assert "sudah masuk kotak tersegel" in sent.text
    assert Ballot.objects.count() == 1


def test_mended_words_keep_what_is_unfinished_and_say_so(client: Client) -> None:
    begin(client)
    before = kept()
    post(
        book().put("survey!C7", "Berapa kali?"),
        version=2,
        texts={
            "reworded_internal_id": "Satu kata diperbaiki.",
            "reworded_internal_en": "One word was mended.",
            "reworded_external_id": "Kata lain.",
        },
    )

    assert kept() == before
    assert "Berapa kali?" in client.get(f"/s/{CODE}/2/").text
    assert "Satu kata diperbaiki." in client.get(f"/s/{CODE}/").text
    assert "One word was mended." in client.get(f"/s/{CODE}/?bhs=en").text
    assert "Kata lain." not in client.get(f"/s/{CODE}/").text  # of a questionnaire of others


def test_another_condition_is_another_questionnaire(client: Client) -> None:
    begin(client)
    post(book().put("survey!H8", "${q1} = 'jarang'"), version=2)

    assert unfinished.read(visiting.enter(CODE, with_draft=True)) is None


def test_a_last_page_of_nothing_required_may_stay_empty(client: Client) -> None:
    begin(client)
    fill(client, 4, j_age="30", aksi="maju")
    last = fill(client, 6, aksi="maju")
    nonce = NONCE.search(last.text)
    assert nonce is not None

    sent = send(client, "kirim/", {"aksi": "kirim", "nonce": nonce[1]})

    assert (sent.status_code, Ballot.objects.count()) == (200, 1)
