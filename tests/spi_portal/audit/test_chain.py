"""The chain over the ledger: whole under load, and no change by the database's owner unseen."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from spi_portal.audit import chain, ledger
from spi_portal.audit.models.chain import Mark
from spi_portal.audit.models.entries import Entry
from tests.house.test_roles import run_as

pytestmark = pytest.mark.django_db


def commit() -> None:
    """What the database does at a commit: tests roll back instead."""
    connection.check_constraints()


def write(number: int = 5) -> None:
    for each in range(number):
        ledger.record("wave.opened", f"surveys.wave {each}", by="uji", invitations=each, ß='é\n"')
    commit()


def tamper(*statements: str) -> None:
    """As the owner of the tables: nothing of the database's own stands in the way."""
    with connection.cursor() as cursor:
        for table in ("audit_entry", "audit_mark"):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)
        for table in ("audit_entry", "audit_mark"):
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def id_of(number: int) -> int:
    return Mark.objects.get(number=number).entry_id


def found() -> tuple[int, str]:
    finding = chain.verify().finding
    return (finding.number, finding.kind) if finding else (0, "")


def test_an_empty_ledger_is_whole():
    assert chain.verify() == chain.Outcome(entries=0, head="0:" + 64 * "0", finding=None)


def test_entries_follow_one_another_without_a_gap():
    write(5)

    outcome = chain.verify()

    assert (outcome.entries, outcome.finding) == (5, None)
    assert outcome.head == str(chain.head())
    assert list(Mark.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5]


def test_what_is_rolled_back_leaves_no_gap():
    write(1)
    with transaction.atomic():
        write(1)
        transaction.set_rollback(True)
    write(1)

    assert chain.verify().entries == 2
    assert found() == (0, "")


def test_an_edit_is_found():
    write(5)

    tamper(f"UPDATE audit_entry SET actor = 'orang lain' WHERE id = {id_of(3)}")

    assert found() == (3, "changed")


@pytest.mark.parametrize(
    "change",
    [
        "at = at + interval '1 microsecond'",
        "verb = 'wave.closed'",
        "subject = subject || ' '",
        "details = details || '{\"invitations\": 99}'",
    ],
)
def test_an_edit_of_any_column_is_found(change):
    write(5)

    tamper(f"UPDATE audit_entry SET {change} WHERE id = {id_of(3)}")

    assert found() == (3, "changed")


def test_a_deleted_entry_is_found():
    write(5)

    tamper(f"DELETE FROM audit_entry WHERE id = {id_of(3)}")

    assert found() == (3, "deleted")


def test_an_entry_deleted_with_its_mark_is_found():
    write(5)
    gone = id_of(3)

    tamper(f"DELETE FROM audit_entry WHERE id = {gone}", "DELETE FROM audit_mark WHERE number = 3")

    assert found() == (3, "deleted")


def test_two_entries_that_change_places_are_found():
    write(5)
    one, other = id_of(2), id_of(4)

    tamper(
        f"UPDATE audit_mark SET entry_id = -1 WHERE entry_id = {one}",
        f"UPDATE audit_mark SET entry_id = {one} WHERE entry_id = {other}",
        f"UPDATE audit_mark SET entry_id = {other} WHERE entry_id = -1",
    )

    assert found() == (2, "changed")


def test_a_tail_that_was_cut_off_is_found():
    write(5)
    first = id_of(4)

    tamper(
        f"DELETE FROM audit_entry WHERE id >= {first}", "DELETE FROM audit_mark WHERE number > 3"
    )

    assert found() == (4, "cut_off")


def test_a_ledger_that_was_emptied_is_found():
    write(5)

    tamper("DELETE FROM audit_entry", "DELETE FROM audit_mark")

    assert found() == (1, "cut_off")


def test_an_entry_put_in_past_the_chain_is_found():
    write(5)

    tamper(
        "INSERT INTO audit_entry (at, actor, verb, subject, details)"
        " VALUES (now(), '1 Hadi', 'approval.granted', '2026', '{}')"
    )

    assert found() == (6, "smuggled_in")


class TestHeadNotedElsewhere:
    """A tail cut off together with its head, or a chain written anew, is whole in itself."""

    @pytest.fixture
    def noted(self) -> str:
        write(5)
        return str(chain.head())

    def verify(self, noted: str) -> tuple[int, str]:
        finding = chain.verify(chain.Noted.read(noted)).finding
        return (finding.number, finding.kind) if finding else (0, "")

    def cut(self) -> None:
        first = id_of(4)
        tamper(
            f"DELETE FROM audit_entry WHERE id >= {first}",
            "DELETE FROM audit_mark WHERE number > 3",
            "UPDATE audit_head SET (number, digest) ="
            " (SELECT number, digest FROM audit_mark WHERE number = 3)",
        )

    def test_a_ledger_that_only_grew_goes_with_it(self, noted):
        write(3)

        assert self.verify(noted) == (0, "")

    def test_it_finds_a_tail_cut_off_with_the_head(self, noted):
        self.cut()

        assert found() == (0, "")
        assert self.verify(noted) == (4, "cut_off")

    def test_it_finds_a_tail_written_anew(self, noted):
        self.cut()
        write(2)

        assert found() == (0, "")
        assert self.verify(noted) == (5, "rewritten")

    def test_an_earlier_fault_is_named_first(self, noted):
        tamper(f"UPDATE audit_entry SET actor = 'x' WHERE id = {id_of(2)}")

        assert self.verify(noted) == (2, "changed")


@pytest.mark.parametrize("table", ["audit_mark", "audit_head"])
@pytest.mark.parametrize("role", ["app_staff", "app_send", "app_reports", "app_counter"])
def test_no_process_writes_the_chain(role, table):
    write(1)

    with pytest.raises(ProgrammingError, match="permission denied"):
        run_as(role, "default", f"UPDATE {table} SET number = 7")


@pytest.mark.parametrize("role", ["app_staff", "app_send", "app_reports", "app_counter"])
def test_every_process_adds_to_it(role):
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {role}")
        ledger.record("wave.opened", "surveys.wave 2026", by=role)
        commit()
        cursor.execute("RESET ROLE")

    assert chain.verify().entries == 1


def test_not_even_the_owner_changes_a_mark_by_mistake():
    write(1)

    with pytest.raises(Exception, match="append-only"):
        Mark.objects.update(number=2)


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_make_one_chain():
    def deed(number: int) -> None:
        try:
            with transaction.atomic():
                ledger.record("wave.opened", f"surveys.wave {number}", by="uji")
                ledger.record("messages.queued", f"surveys.wave {number}", by="uji")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(deed, range(100)))

    outcome = chain.verify()
    assert (outcome.entries, outcome.finding) == (200, None)
    assert Entry.objects.count() == Mark.objects.count() == 200


class TestCommand:
    def run(self, *given: str) -> str:
        out = StringIO()
        call_command("verify", "audit", *given, stdout=out)
        return out.getvalue()

    def test_it_prints_the_head_to_be_noted(self):
        write(2)

        text = self.run()

        assert "The ledger is whole: 2 entries." in text
        assert str(chain.head()) in text

    def test_it_says_in_one_sentence_which_entry_is_wrong(self):
        write(2)
        tamper(f"UPDATE audit_entry SET actor = 'x' WHERE id = {id_of(2)}")

        with pytest.raises(CommandError, match=r"^Entry 2 was changed, or does not stand where"):
            self.run()

    def test_as_json_it_says_the_same_and_fails_too(self):
        write(3)
        gone, out = id_of(2), StringIO()
        tamper(f"DELETE FROM audit_entry WHERE id = {gone}")

        with pytest.raises(CommandError):
            call_command("verify", "audit", "--json", stdout=out)

        said = json.loads(out.getvalue())
        assert (said["verified"], said["entries"], said["finding"]["number"]) == (False, 1, 2)

    def test_it_takes_a_head_noted_earlier(self):
        write(2)
        noted = str(chain.head())
        write(1)

        assert "whole" in self.run("--head", noted)
        with pytest.raises(CommandError, match="entry 9 was noted"):
            self.run("--head", "9:" + 64 * "a")

    @pytest.mark.parametrize("head", ["7", "x:00", "1:abcd", "0:" + 64 * "0"])
    def test_a_head_that_is_none_is_refused(self, head):
        with pytest.raises(CommandError, match="--head takes N:HASH"):
            self.run("--head", head)
