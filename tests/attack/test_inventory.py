"""The attack's closed list: what is kept and does not stand on it is named, and fails it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.attack import inventory, verdict
from tests.attack.trial import Outcome

pytestmark = pytest.mark.django_db(databases=["default", "box"])


def unlisted(monkeypatch: pytest.MonkeyPatch, *, queues: list[str], logs: list[str]) -> list[str]:
    monkeypatch.setattr(inventory, "_keys", lambda broker: queues)
    return inventory.unlisted(broker="", logs=[Path(name) for name in logs])


def test_all_tables_are_on_the_list_and_nothing_else_is(monkeypatch) -> None:
    assert unlisted(monkeypatch, queues=[], logs=[]) == []
    assert inventory.missing() == []


def test_a_table_a_queue_or_a_log_that_is_not_listed_is_named(monkeypatch) -> None:
    for table in ("box.box_ballot", "default.surveys_sheet"):
        monkeypatch.delitem(inventory.HOW, table)

    assert unlisted(monkeypatch, queues=["visits"], logs=["/var/log/visits.log"]) == [
        "table box.box_ballot",
        "table default.surveys_sheet",
        "queue visits",
        "log visits.log",
    ]


def test_what_is_not_listed_fails_the_attack() -> None:
    found = verdict.of([Outcome(seed=1, unlisted=["table box.visits"])])

    assert "not on the list: table box.visits" in found.complaints
