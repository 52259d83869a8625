from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connections, transaction

from surveys.box import receipts, shuffling
from surveys.box.models.ballots import Ballot
from surveys.box.models.drafts import Draft
from surveys.box.models.receipts import ReceiptGone, ReceiptPending
from tests.surveys.box import make
from tests.surveys.box.make import Link

pytestmark = pytest.mark.django_db(databases=["default", "box"])
TODAY = date(2026, 10, 20)
LINKS = [Link(number) for number in range(60)]


@pytest.fixture
def survey(db: None) -> None:
    make.post()
    for link in LINKS:
        make.give_right(link)


def answer() -> None:
    for link in LINKS:
        make.cast(link)
        make.cast(link, nonce=b"again")
        make.save_draft(link, day=TODAY)


def column(sql: str) -> list[Any]:
    with connections["box"].cursor() as cursor:
        cursor.execute(sql)
        return [value for (value,) in cursor.fetchall()]


def lying(table: str) -> list[Any]:
    with connections["box"].cursor() as cursor:
        cursor.execute(f"SELECT {shuffling.COLUMNS[table]} FROM {table} ORDER BY ctid")
        return cursor.fetchall()


@pytest.mark.parametrize("table", shuffling.COLUMNS)
def test_every_row_is_there_again_and_in_another_order(survey: None, table: str) -> None:
    answer()
    before = lying(table)
    counts = shuffling.shuffle(today=TODAY)
    after = lying(table)
    assert counts[table] == len(before) >= 60
    assert sorted(after) == sorted(before)
    assert after != before


def test_a_draft_that_was_left_alone_is_not_put_back(survey: None) -> None:
    make.save_draft(LINKS[0], day=TODAY - timedelta(days=14))
    make.save_draft(LINKS[1], day=TODAY - timedelta(days=15))
    shuffling.shuffle(today=TODAY)
    assert [bytes(draft.draft_id) for draft in Draft.objects.all()] == [LINKS[0].draft_id]


def test_no_draft_outlives_its_survey(survey: None) -> None:
    make.save_draft(LINKS[0], day=TODAY)
    make.close()
    shuffling.shuffle(today=TODAY)
    assert not Draft.objects.exists()


@pytest.mark.django_db(databases=["box"], transaction=True)
def test_no_row_tells_when_it_came(survey: None) -> None:
    answer()
    assert len(set(column("SELECT xmin::text FROM box_ballot"))) == 60
    shuffling.shuffle(today=TODAY)
    for table in shuffling.COLUMNS:
        assert len(set(column(f"SELECT xmin::text FROM {table}"))) == 1


@pytest.mark.django_db(databases=["box"], transaction=True)
def test_a_shuffle_that_is_broken_off_has_not_happened(survey: None) -> None:
    answer()
    before = lying("box_ballot")
    with transaction.atomic(using="box"):
        shuffling.shuffle(today=TODAY)
        transaction.set_rollback(True, using="box")
    assert lying("box_ballot") == before


@pytest.mark.django_db(databases=["box"], transaction=True)
def test_answering_while_it_shuffles_loses_nothing(survey: None) -> None:
    def cast(link: Link) -> list[bytes]:
        try:
            return [make.cast(link, nonce=str(n).encode()) for n in range(5)]
        finally:
            connections.close_all()

    def shuffle(_: int) -> None:
        shuffling.shuffle(today=TODAY)
        connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        casting = [pool.submit(cast, link) for link in LINKS]
        list(pool.map(shuffle, range(8)))
        given = [each.result() for each in casting]
    here = {receipts.receipt(bytes(ballot.sealed)) for ballot in Ballot.objects.all()}
    assert here == {each[-1] for each in given}
    assert {bytes(r.r) for r in ReceiptPending.objects.all()} == {r for g in given for r in g}
    assert {bytes(r.r) for r in ReceiptGone.objects.all()} == {r for g in given for r in g[:-1]}


@pytest.mark.django_db(databases=["box"], transaction=True)
def test_no_draft_is_saved_between_reading_and_putting_back(
    survey: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would be told that it is kept, and be gone: saving takes no lock of ours."""
    make.save_draft(LINKS[0], day=TODAY)
    still_wanted, meanwhile = shuffling._still_wanted, []

    def save() -> str:
        try:
            with connections["box"].cursor() as cursor:
                cursor.execute("SET lock_timeout = '100ms'")
            make.save_draft(LINKS[1], day=TODAY)
        except OperationalError:
            return "waits"
        finally:
            connections.close_all()
        return "saved"

    def read(*rows: Any) -> list[Any]:
        with ThreadPoolExecutor(1) as pool:
            meanwhile.append(pool.submit(save).result())
        return still_wanted(*rows)

    monkeypatch.setattr(shuffling, "_still_wanted", read)
    shuffling.shuffle(today=TODAY)
    assert meanwhile == ["waits"]
    assert Draft.objects.count() == 1
