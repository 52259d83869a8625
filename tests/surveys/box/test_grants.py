"""What each process may do in the box, tried as its own role."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import ProgrammingError, connections, transaction

from surveys.box import (
    activations,
    ballots,
    batches,
    contents,
    issued,
    letterbox,
    noticeboard,
    rights,
    shuffling,
)
from surveys.box.issued import Right
from surveys.box.models.ballots import Ballot
from surveys.box.verifying_rights import Noted
from tests.surveys.box import make
from tests.surveys.box.make import Link

pytestmark = pytest.mark.django_db(databases=["default", "box"])
LINK = Link(1)
RESERVE = Right(key=LINK.right, group_id=make.GROUP, status=issued.INACTIVE)
DAY = date(2026, 10, 5)

# Every privilege there is, table by table; nothing else is granted to anybody.
GRANTED = {
    "box_manifest": {"public": "S", "send": "SI", "box": "S", "counter": "S", "room": "S"},
    "box_right": {"public": "S", "send": "SI", "box": "SIT", "counter": "S", "room": "S"},
    "box_activation": {"send": "SI", "counter": "S", "room": "S"},
    "box_ballot": {"public": "SID", "box": "SIT", "counter": "S", "room": "S"},
    "box_draft": {"public": "SID", "box": "SIT"},
    "box_receipt_pending": {"public": "I", "box": "SIDT", "counter": "S", "room": "S"},
    "box_receipt_gone": {"public": "I", "box": "SIT", "counter": "S", "room": "S"},
    "box_receipt_batch": {"public": "S", "box": "SI", "counter": "S", "room": "S"},
    "box_receipt": {"public": "S", "box": "SI", "counter": "S", "room": "S"},
    "box_ended": {"box": "S", "counter": "SI"},
    "box_inbox": {"public": "I", "send": "SD"},
    "box_publication": {"public": "S", "send": "SI"},
    "box_point_day": {"public": "SI", "box": "SD"},
}
OUTLINE = {"wave", "no", "day", "prev", "hash", "signature"}
UPDATABLE = {
    ("box_right", "send"): {"status"},
    ("box_ballot", "public"): {"suite", "sealed", "sig", "tag"},
    ("box_draft", "public"): {"day", "ct"},
    ("box_ended", "box"): {"emptied"},
    ("box_point_day", "public"): {"letters"},
}


def rows(sql: str) -> list[tuple[str, ...]]:
    with connections["box"].cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def test_nobody_may_do_more_to_a_table_than_is_written_here() -> None:
    found: dict[str, dict[str, set[str]]] = {}
    for table, role, privilege in rows(
        "SELECT table_name, grantee, privilege_type FROM information_schema.role_table_grants"
        " WHERE table_name LIKE 'box%' AND grantee <> 'spi_owner'"
    ):
        by_role = found.setdefault(table, {})
        by_role.setdefault(role.removeprefix("app_"), set()).add(privilege[0])
    assert found == {
        table: {role: set(letters) for role, letters in by_role.items()}
        for table, by_role in GRANTED.items()
    }


def test_nobody_may_change_more_columns_than_are_written_here() -> None:
    found: dict[tuple[str, str], set[str]] = {}
    for table, role, column in rows(
        "SELECT table_name, grantee, column_name FROM information_schema.column_privileges"
        " WHERE table_name LIKE 'box%' AND grantee <> 'spi_owner' AND privilege_type = 'UPDATE'"
    ):
        found.setdefault((table, role.removeprefix("app_")), set()).add(column)
    assert found == UPDATABLE


def test_the_public_server_reads_the_log_without_its_changes_and_without_its_blinds() -> None:
    found = rows(
        "SELECT column_name FROM information_schema.column_privileges"
        " WHERE table_name = 'box_activation' AND grantee = 'app_public'"
    )
    assert {column for (column,) in found} == OUTLINE


@pytest.mark.parametrize(
    ("role", "sql"),
    [
        ("app_public", "SELECT body FROM box_activation"),
        ("app_public", "SELECT blind FROM box_activation"),
        ("app_send", "SELECT 1 FROM box_ballot"),
        ("app_send", "SELECT 1 FROM box_draft"),
        ("app_send", "UPDATE box_right SET group_id = 8"),
        ("app_public", "UPDATE box_right SET status = 'o'"),
        ("app_send", "UPDATE box_activation SET day = '2026-10-06'"),
        ("app_send", "DELETE FROM box_activation"),
        ("app_box", "SELECT body FROM box_activation"),
        ("app_public", "SELECT r FROM box_receipt_gone"),
        ("app_public", "SELECT sealed FROM box_inbox"),
        ("app_counter", "DELETE FROM box_ballot"),
        ("app_counter", "SELECT ct FROM box_draft"),
        ("app_room", "SELECT ct FROM box_draft"),
        ("app_room", "DELETE FROM box_ballot"),
        ("app_public", "SELECT 1 FROM box_ended"),
        ("app_box", "UPDATE box_ballot SET sealed = sealed"),
    ],
)
def test_a_process_is_refused_what_is_not_its_own(role: str, sql: str) -> None:
    denied = pytest.raises(ProgrammingError, match="permission denied")
    with make.acting_as(role), denied, transaction.atomic(using="box"):
        rows(sql)


def test_each_process_can_do_its_own_part() -> None:
    body, signature = make.manifests.sign(make.manifest(), make.WAVE_KEY)
    with make.acting_as("app_send"):
        noticeboard.post(body, signature, key=make.WAVE_KEY.public_key())
        rights.issue([RESERVE], wave=make.WAVE)
        released = make.change(1, activations.RELEASED)
        rights.change([released], wave=make.WAVE, day=DAY, key=make.ACTIVATION_KEY)
    with make.acting_as("app_public"):
        noticeboard.latest(key=make.WAVE_KEY.public_key())
        make.save_draft(LINK)
        assert make.saved_draft(LINK)
        make.cast(LINK, nonce=b"one")
        make.cast(LINK, nonce=b"two")
        ballots.withdraw(right=LINK.right, wave=make.WAVE, draft_id=LINK.draft_id)
        make.cast(LINK, nonce=b"three")
        letterbox.drop(bytes(560))
    with make.acting_as("app_send"):
        letterbox.remove([id_ for id_, _ in letterbox.waiting()])
    with make.acting_as("app_box"):
        shuffling.shuffle(today=date(2026, 10, 5))
        assert batches.draw_up(make.WAVE, at_least=1, key=make.BATCH_KEY)
    with make.acting_as("app_public"):
        assert batches.beginning_with("", wave=make.WAVE) == []
    with make.acting_as("app_counter"):
        read = contents.read(make.WAVE, noted=Noted(number=1, hash=b""))
        assert len(read.ballots) == Ballot.objects.count() == 1
        assert len(read.log) == 1
