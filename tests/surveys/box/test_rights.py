from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, connections, transaction

from surveys.box import activations, issued, rights
from surveys.box.activations import Change
from surveys.box.issued import Right
from surveys.box.models.rights import BallotRight
from tests.surveys.box import make
from tests.surveys.box.make import Link

pytestmark = pytest.mark.django_db(databases=["default", "box"])
LINKS = [Link(number) for number in range(20)]
NEW = [
    Right(key=link.right, group_id=7, status="o" if n % 4 else "i") for n, link in enumerate(LINKS)
]
DAY = date(2026, 10, 5)


def change(*changes: Change, day: date = DAY) -> activations.Entry:
    return rights.change(changes, wave=make.WAVE, day=day, key=make.ACTIVATION_KEY)


def status(link: int) -> str | None:
    right = BallotRight.objects.filter(key=Link(link).right).first()
    return right.status if right else None


def test_a_reserve_is_issued_inactive() -> None:
    assert rights.issue(NEW, wave=make.WAVE) == 20
    assert {(bytes(r.key), r.status) for r in BallotRight.objects.all()} == {
        (new.key, new.status) for new in NEW
    }


def test_rights_lie_in_the_order_of_their_keys_and_not_of_the_list() -> None:
    with connections["box"].cursor() as cursor:
        cursor.execute("TRUNCATE box_right")  # what other tests took back may have left gaps
        rights.issue(NEW, wave=make.WAVE)
        cursor.execute("SELECT pk FROM box_right ORDER BY ctid")
        lying = [bytes(key) for (key,) in cursor.fetchall()]
    assert lying == sorted(lying)


def test_issuing_again_changes_nothing() -> None:
    rights.issue(NEW[:10], wave=make.WAVE)
    change(make.change(1, activations.REVOKED_OPEN))
    assert rights.issue(NEW, wave=make.WAVE) == 10
    assert status(1) == "r"


def test_a_night_changes_rights_and_writes_it_down() -> None:
    rights.issue(NEW, wave=make.WAVE)

    entry = change(
        make.change(0, activations.RELEASED),
        make.change(1, activations.VOIDED),
        make.change(50, activations.NEW),
        make.change(2, activations.REVOKED_OPEN),
        make.change(4, activations.REVOKED_RESERVE),
    )

    assert [status(link) for link in (0, 1, 50, 2, 4, 3)] == ["o", "v", "o", "r", "r", "o"]
    assert rights.log(make.WAVE) == [entry]
    assert entry.number == 1


def test_nights_form_a_chain() -> None:
    rights.issue(NEW, wave=make.WAVE)
    first = change()
    second = change(make.change(0, activations.RELEASED), day=date(2026, 10, 6))

    assert second.previous == first.hash
    assert rights.log(make.WAVE) == [first, second]
    assert rights.log(make.WAVE, after=1) == [second]
    public = make.ACTIVATION_KEY.public_key()
    assert list(activations.faults(make.WAVE, rights.log(make.WAVE), public)) == []


@pytest.mark.parametrize(
    "unfit",
    [
        make.change(1, activations.RELEASED),  # it is open already
        make.change(0, activations.VOIDED),  # a reserve that sleeps
        make.change(99, activations.REVOKED_OPEN),  # of nobody
        make.change(1, activations.NEW),  # there already
        make.change(1, activations.REVOKED_OPEN, group=8),  # of another group
    ],
)
def test_a_change_that_does_not_fit_changes_nothing_at_all(unfit: Change) -> None:
    rights.issue(NEW, wave=make.WAVE)

    with pytest.raises(rights.RightsDoNotFit):
        change(make.change(2, activations.REVOKED_OPEN), unfit)

    assert {(bytes(r.key), r.status) for r in BallotRight.objects.all()} == {
        (new.key, new.status) for new in NEW
    }
    assert rights.log(make.WAVE) == []


@pytest.mark.parametrize("day", [DAY, date(2026, 10, 4)])
def test_a_day_has_one_entry_and_none_comes_after_a_later_day(day: date) -> None:
    rights.issue(NEW, wave=make.WAVE)
    change()

    with pytest.raises(rights.DayIsOver):
        change(make.change(2, activations.REVOKED_OPEN), day=day)
    assert status(2) == "o"


def test_an_entry_is_there_once() -> None:
    entry = change()
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(using="box"),
        connections["box"].cursor() as cursor,
    ):
        rights._note(cursor, replace(entry, day="2026-10-09"))


def test_the_order_in_which_somebody_asked_is_nowhere_in_the_log() -> None:
    rights.issue(NEW, wave=make.WAVE)
    asked = [make.change(link, activations.REVOKED_OPEN) for link in (9, 2, 7, 1, 5)]

    entry = change(*asked)

    assert [each.key for each in entry.changes] == sorted(each.key for each in asked)


def test_taking_the_log_back_leads_to_the_rights_as_issued() -> None:
    rights.issue(NEW, wave=make.WAVE)
    change(make.change(1, activations.VOIDED), make.change(50, activations.NEW))
    change(
        make.change(50, activations.VOIDED),
        make.change(51, activations.NEW),
        make.change(0, activations.RELEASED),
        day=date(2026, 10, 6),
    )
    change(make.change(0, activations.REVOKED_OPEN), day=date(2026, 10, 7))

    undone = activations.undo(rights.standing(make.WAVE), rights.log(make.WAVE))

    assert undone.unfit == 0
    assert issued.root(undone.rights) == issued.root(NEW)
