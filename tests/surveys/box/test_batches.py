from __future__ import annotations

import pytest

from surveys.box import batches, receipts, tasks
from surveys.box.models.receipts import Receipt, ReceiptPending
from tests.surveys.box import make
from tests.surveys.box.make import Link

pytestmark = pytest.mark.django_db(databases=["default", "box"])
PUBLIC = make.BATCH_KEY.public_key()


@pytest.fixture
def survey(db: None) -> None:
    make.post()


def answer(start: int, count: int) -> set[bytes]:
    links = [Link(number) for number in range(start, start + count)]
    for link in links:
        make.give_right(link)
    return {make.cast(link) for link in links}


def test_ten_pending_receipts_make_a_batch(survey: None) -> None:
    given = answer(0, 10)
    (batch,) = batches.draw_up_due(key=make.BATCH_KEY)
    assert batch.receipts == sorted(given)
    assert not ReceiptPending.objects.exists()
    assert {bytes(each.r) for each in Receipt.objects.all()} == given


def test_fewer_than_ten_wait(survey: None) -> None:
    answer(0, 9)
    assert batches.draw_up_due(key=make.BATCH_KEY) == []
    assert ReceiptPending.objects.count() == 9


def test_after_closing_all_that_is_left_makes_a_batch(survey: None) -> None:
    answer(0, 1)
    make.close()
    assert [batch.size for batch in batches.draw_up_due(key=make.BATCH_KEY)] == [1]


def test_an_open_survey_is_left_for_the_night(survey: None) -> None:
    answer(0, 12)
    assert batches.draw_up_due(key=make.BATCH_KEY, only_closed=True) == []


def test_batches_are_chained(survey: None) -> None:
    for start in (0, 10, 20):
        answer(start, 10)
        batches.draw_up_due(key=make.BATCH_KEY)
    chain = batches.chain(make.WAVE)
    assert [batch.number for batch in chain] == [1, 2, 3]
    assert receipts.faults(make.WAVE, chain, PUBLIC) == []


def test_a_receipt_is_found_by_how_it_begins(survey: None) -> None:
    given = answer(0, 40)
    batches.draw_up_due(key=make.BATCH_KEY)
    for prefix in {receipts.show(receipt)[:2] for receipt in given}:
        found = {receipt for receipt, _ in batches.beginning_with(prefix.lower(), wave=make.WAVE)}
        assert found == {one for one in given if receipts.show(one).startswith(prefix)}


def test_what_begins_no_receipt_finds_none(survey: None) -> None:
    assert batches.beginning_with("U", wave=make.WAVE) == []


def test_the_night_shuffles_and_draws_up(survey: None) -> None:
    answer(0, 10)
    assert tasks.nightly() == 1


def test_the_worker_draws_up_the_last_batch_by_itself(survey: None) -> None:
    answer(0, 3)
    assert tasks.work() == 0
    make.close()
    assert (tasks.work(), tasks.work()) == (1, 0)
