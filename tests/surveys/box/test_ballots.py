from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, connections, transaction

from surveys.box import ballots, receipts, rights
from surveys.box.issued import Right
from surveys.box.models.ballots import Ballot
from surveys.box.models.drafts import Draft
from surveys.box.models.receipts import ReceiptGone, ReceiptPending
from tests.surveys.box import make
from tests.surveys.box.make import Link

pytestmark = pytest.mark.django_db(databases=["default", "box"])
LINK = Link(1)


@pytest.fixture
def survey(db: None) -> None:
    make.post()
    make.give_right(LINK)


def gone() -> dict[bytes, str]:
    return {bytes(each.r): each.why for each in ReceiptGone.objects.all()}


def pending() -> set[bytes]:
    return {bytes(each.r) for each in ReceiptPending.objects.all()}


def withdraw() -> None:
    ballots.withdraw(right=LINK.right, wave=make.WAVE, draft_id=LINK.draft_id)


# --- Finding a right ---------------------------------------------------------------------------


def test_a_right_is_found_with_its_group_while_the_survey_is_open(survey: None) -> None:
    found = ballots.find_right(LINK.right)
    assert found == ballots.FoundRight(
        wave=make.WAVE, group_id=make.GROUP, status="o", manifest_version=1, is_open=True
    )


def test_a_strangers_right_is_not_found(survey: None) -> None:
    assert ballots.find_right(Link(2).right) is None


def test_a_survey_is_not_open_before_its_time(db: None) -> None:
    make.post(opens_at=(datetime.now(UTC) + timedelta(hours=1)).isoformat())
    make.give_right(LINK)
    found = ballots.find_right(LINK.right)
    assert found is not None
    assert not found.is_open


def test_the_latest_manifest_decides(survey: None) -> None:
    make.close(version=2)
    make.post(version=3)
    found = ballots.find_right(LINK.right)
    assert found is not None
    assert (found.manifest_version, found.is_open) == (3, True)


# --- Drafts ------------------------------------------------------------------------------------


def test_a_draft_is_read_again(survey: None) -> None:
    locked = make.save_draft(LINK, day=date(2026, 10, 5))
    saved = make.saved_draft(LINK)
    assert saved == ballots.SavedDraft(day=date(2026, 10, 5), locked=locked)


def test_a_link_without_a_draft_has_none(survey: None) -> None:
    assert make.saved_draft(LINK) is None


def test_the_last_draft_counts(survey: None) -> None:
    make.save_draft(LINK, day=date(2026, 10, 5))
    locked = make.save_draft(LINK, day=date(2026, 10, 6), content=b"more")
    saved = make.saved_draft(LINK)
    assert saved == ballots.SavedDraft(day=date(2026, 10, 6), locked=locked)
    assert Draft.objects.count() == 1


# --- What may not be written -------------------------------------------------------------------

VERBS: list[Callable[[], object]] = [
    lambda: make.save_draft(LINK),
    lambda: make.cast(LINK),
    withdraw,
]


@pytest.mark.parametrize("verb", VERBS, ids=["draft", "cast", "withdraw"])
def test_nothing_is_written_after_closing(survey: None, verb: Callable[[], object]) -> None:
    make.cast(LINK)
    make.save_draft(LINK)
    before = (set(Ballot.objects.values_list("tag")), pending(), Draft.objects.count(), gone())
    make.close()
    with pytest.raises(ballots.SurveyIsClosed):
        verb()
    after = (set(Ballot.objects.values_list("tag")), pending(), Draft.objects.count(), gone())
    assert after == before


@pytest.mark.parametrize("verb", VERBS, ids=["draft", "cast", "withdraw"])
@pytest.mark.parametrize("status", ["i", "r", "v"])
def test_a_right_that_is_not_open_writes_nothing(
    db: None, verb: Callable[[], object], status: str
) -> None:
    make.post()
    make.give_right(LINK, status=status)
    with pytest.raises(ballots.RightIsNotValid):
        verb()
    assert not Ballot.objects.exists()
    assert not Draft.objects.exists()


@pytest.mark.parametrize("verb", VERBS, ids=["draft", "cast", "withdraw"])
def test_an_unknown_right_writes_nothing(db: None, verb: Callable[[], object]) -> None:
    make.post()
    with pytest.raises(ballots.RightIsNotValid):
        verb()


def test_a_sheet_for_another_group_is_refused(survey: None) -> None:
    with pytest.raises(ballots.RightIsNotValid):
        make.cast(LINK, group=8)
    assert not Ballot.objects.exists()


# --- Casting -----------------------------------------------------------------------------------


def test_the_receipt_is_that_of_the_sheet_in_the_box(survey: None) -> None:
    receipt = make.cast(LINK)
    assert receipt == receipts.receipt(bytes(Ballot.objects.get().sealed))
    assert pending() == {receipt}


def test_casting_ends_the_draft(survey: None) -> None:
    make.save_draft(LINK)
    make.cast(LINK)
    assert make.saved_draft(LINK) is None


def test_pressing_again_gives_the_same_receipt(survey: None) -> None:
    receipt = make.cast(LINK, 1, nonce=b"once")
    assert make.cast(LINK, 2, nonce=b"once") == receipt
    assert (pending(), gone()) == ({receipt}, {})


def test_a_later_sheet_replaces_the_earlier(survey: None) -> None:
    first = make.cast(LINK, nonce=b"one")
    second = make.cast(LINK, nonce=b"two")
    assert receipts.receipt(bytes(Ballot.objects.get().sealed)) == second
    assert gone() == {first: "superseded"}


def test_a_replaced_sheet_stays_listed_as_received(survey: None) -> None:
    both = {make.cast(LINK, nonce=b"one"), make.cast(LINK, nonce=b"two")}
    assert pending() == both


def test_withdrawing_takes_sheet_and_draft(survey: None) -> None:
    receipt = make.cast(LINK)
    make.save_draft(LINK)
    withdraw()
    assert not Ballot.objects.exists()
    assert not Draft.objects.exists()
    assert (pending(), gone()) == ({receipt}, {receipt: "withdrawn"})


def test_withdrawing_nothing_is_silent(survey: None) -> None:
    withdraw()
    assert gone() == {}


def test_after_withdrawing_one_may_answer_again(survey: None) -> None:
    first = make.cast(LINK, nonce=b"one")
    withdraw()
    second = make.cast(LINK, nonce=b"two")
    assert gone() == {first: "withdrawn"}
    assert receipts.receipt(bytes(Ballot.objects.get().sealed)) == second


# --- What the tables give away -----------------------------------------------------------------


def marks() -> dict[bytes, tuple[str, ...]]:
    """Whatever PostgreSQL keeps beside a right: who wrote, locked or moved its row, and where."""
    with connections["box"].cursor() as cursor:
        cursor.execute(
            "SELECT pk, xmin::text, xmax::text, cmin::text, cmax::text, ctid::text, tableoid::text"
            " FROM box_right"
        )
        return {bytes(pk): tuple(marks) for pk, *marks in cursor.fetchall()}


def test_no_mark_on_any_right_tells_who_answered(db: None) -> None:
    """500 of 1,000 answer; some of them twice, and some take it back."""
    make.post()
    links = [Link(number) for number in range(1000)]
    new = [Right(key=link.right, group_id=make.GROUP, status="o") for link in links]
    rights.issue(new, wave=make.WAVE)
    before = marks()
    for link in links[::4]:
        make.save_draft(link)
    for link in links[::2]:
        make.cast(link)
    for link in links[:100:2]:
        make.cast(link, nonce=b"again")
    for link in links[100:150:2]:
        ballots.withdraw(right=link.right, wave=make.WAVE, draft_id=link.draft_id)

    after = marks()

    assert Ballot.objects.count() == 475
    assert after == before
    assert len({each[:4] for each in after.values()}) == 1
    with transaction.atomic(using="box"), connections["box"].cursor() as cursor:
        cursor.execute("SELECT FROM box_right WHERE pk = %s FOR KEY SHARE", [links[0].right])
    assert marks() != before  # what a foreign key would have left


def test_the_box_has_no_time_of_day_no_serial_and_no_foreign_key(db: None) -> None:
    """Manifests are public and carry the dates of the wave; they are of no person."""
    with connections["box"].cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_name LIKE 'box%' AND (data_type ~ 'time|inet' OR is_identity = 'YES'"
            " OR column_default LIKE 'nextval%')"
        )
        assert sorted(cursor.fetchall()) == [
            ("box_manifest", "closes_at"),
            ("box_manifest", "opens_at"),
        ]
        cursor.execute("SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f'")
        assert [table for (table,) in cursor.fetchall() if table.startswith("box")] == []


@pytest.mark.parametrize("field", ["key", "sealed", "sig", "tag"])
def test_the_database_refuses_a_sheet_of_another_length(survey: None, field: str) -> None:
    make.cast(LINK)
    with pytest.raises(IntegrityError), transaction.atomic(using="box"):
        Ballot.objects.update(**{field: b"short"})


# --- Many at once ------------------------------------------------------------------------------


def at_once(verb: Callable[[int], bytes], times: int) -> list[bytes]:
    def run(number: int) -> bytes:
        try:
            return verb(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


@pytest.mark.django_db(databases=["box"], transaction=True)
def test_fifty_different_sheets_of_one_link_leave_one(survey: None) -> None:
    given = at_once(lambda number: make.cast(LINK, nonce=str(number).encode()), 50)
    last = receipts.receipt(bytes(Ballot.objects.get().sealed))
    assert len(set(given)) == 50
    assert pending() == set(given)
    assert gone() == dict.fromkeys(set(given) - {last}, "superseded")


@pytest.mark.django_db(databases=["box"], transaction=True)
def test_one_press_that_arrives_fifty_times_has_one_receipt(survey: None) -> None:
    given = at_once(lambda number: make.cast(LINK, number, nonce=b"once"), 50)
    assert set(given) == pending() == {receipts.receipt(bytes(Ballot.objects.get().sealed))}
    assert gone() == {}


@pytest.mark.django_db(databases=["box"], transaction=True)
def test_withdrawing_amid_casting_loses_no_receipt(survey: None) -> None:
    def verb(number: int) -> bytes:
        if number % 5 == 0:
            withdraw()
            return b""
        return make.cast(LINK, nonce=str(number).encode())

    given = set(at_once(verb, 50)) - {b""}
    here = {receipts.receipt(bytes(ballot.sealed)) for ballot in Ballot.objects.all()}
    assert pending() == given
    assert set(gone()) == given - here


@pytest.mark.django_db(databases=["box"], transaction=True)
def test_what_was_acknowledged_was_written_synchronously(survey: None) -> None:
    with make.acting_as("app_public"), transaction.atomic(using="box"):
        make.cast(LINK)
        with connections["box"].cursor() as cursor:
            cursor.execute("SHOW synchronous_commit")
            assert cursor.fetchone() == ("on",)
