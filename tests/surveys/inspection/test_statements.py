from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from spi_portal.audit.models.entries import Entry
from surveys.inspection import statements
from surveys.models.inspections import State, Statement

pytestmark = pytest.mark.django_db
TODAY = date(2026, 8, 17)
Subject = Statement.Subject


@pytest.mark.parametrize(
    ("subject", "days", "state"),
    [
        (Subject.BACKUP, 0, State.GOOD),
        (Subject.BACKUP, 2, State.GOOD),
        (Subject.BACKUP, 3, State.ATTENTION),
        (Subject.BACKUP, 8, State.MISSING),
        (Subject.DRILL, 365, State.GOOD),
        (Subject.DRILL, 366, State.ATTENTION),
        (Subject.DRILL, 456, State.MISSING),
        (Subject.WAF, 335, State.GOOD),
        (Subject.WAF, 336, State.ATTENTION),
        (Subject.SNAPSHOTS, 365, State.ATTENTION),
        (Subject.PROXY, 366, State.MISSING),
    ],
)
def test_a_statement_is_good_for_a_time(subject, days, state):
    Statement.objects.create(subject=subject, on=TODAY - timedelta(days), person="Gilang")

    assert statements.judge(subject, TODAY)[0].state == state


@pytest.mark.parametrize("subject", Subject)
def test_what_was_never_said_is_missing_and_says_what_to_do(subject):
    seen, said = statements.judge(subject, TODAY)

    assert (seen.state, bool(seen.advice), said) == (State.MISSING, True, None)


def test_the_latest_day_counts_not_the_latest_row():
    for day in (TODAY, TODAY - timedelta(400)):
        Statement.objects.create(subject=Subject.DRILL, on=day, person="Gilang")

    assert statements.judge(Subject.DRILL, TODAY)[0].state == State.GOOD


def test_it_is_in_the_ledger_with_who_and_when(ratna):
    statements.record(Subject.WAF, on=TODAY, person="Gilang, pusat data", by=ratna)

    entry = Entry.objects.get()
    assert (entry.verb, entry.actor) == ("statement.recorded", f"{ratna.pk} Ratna Wulandari")
    assert (entry.details["person"], entry.details["on"]) == ("Gilang, pusat data", "2026-08-17")


def test_tomorrow_cannot_be_stated(ratna):
    with pytest.raises(statements.NotYet):
        statements.record(Subject.WAF, on=timezone.localdate() + timedelta(1), person="G", by=ratna)


@pytest.mark.parametrize("word", ["drill", "backup_made"])
def test_a_command_records(word, capsys):
    call_command(word, "--by", "Gilang", "--on", "2026-08-17", "--note", "40 menit")

    assert Statement.objects.get().on == TODAY
    assert Entry.objects.get().actor == word
    assert "17-08-2026, oleh Gilang" in capsys.readouterr().out


def test_a_command_refuses_tomorrow():
    with pytest.raises(CommandError, match="belum tiba"):
        call_command("drill", "--by", "Gilang", "--on", "2999-01-01")
