"""The promise against an attacker who has everything: a small city, each time the suite runs.

`dev.py attack` does the same with 2,000 people and processes of their own, and keeps a record.
"""

from __future__ import annotations

import pytest

from spi_portal.embedded import postgres
from tests.attack import trial, verdict
from tests.attack.stage import Stage
from tests.attack.trial import Outcome

pytestmark = [
    pytest.mark.servers,
    pytest.mark.django_db(transaction=True, databases=["default", "box"]),
]
SEED, GROUPS, PEOPLE = 20261129, 10, 40
POINTS = 0.03
BEYOND_LUCK = 0.001  # one run in a thousand exceeds the points by luck, and is believed


@pytest.fixture
def outcome(running, valkey, post_office) -> Outcome:
    if postgres.here().pid is None:
        pytest.skip("not tried here: the files of the database server lie on another machine")
    stage = Stage(running=running, valkey=valkey, post=post_office, apart=False)
    return trial.run(stage, seed=SEED, groups=GROUPS, people=PEOPLE)


def test_nobody_can_tell_whose_sheet_is_whose(outcome: Outcome) -> None:
    found = verdict.of([outcome])

    assert found.void == []
    assert outcome.not_tried == []
    assert outcome.unlisted == []
    assert outcome.answered > GROUPS * PEOPLE / 2
    assert {name: one for name, one in found.after.items() if _stands_out(one)} == {}
    assert {name: one for name, one in found.mid_field.items() if _stands_out(one)} == {}
    assert found.drafts_left > 5
    assert found.drafts_read == 0


def _stands_out(finding: verdict.Finding) -> bool:
    return finding.advantage > POINTS and finding.p <= BEYOND_LUCK
