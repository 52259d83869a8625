"""Bad behaviour of visitors, robots, networks and databases, against the real public server.

After each row: nothing that was acknowledged is lost, nothing that was called saved is not, no
reply is an error of ours, and the link still works. See world.py for how that is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.misbehaviour import database, forms, lines, order, promises, requests
from tests.misbehaviour.portal import Portal, open_portal

pytestmark = pytest.mark.servers
TABLE = forms.TABLE | requests.TABLE | lines.TABLE | order.TABLE | database.TABLE
CHAPTERS = (forms, requests, lines, order, database)


@pytest.fixture(scope="module")
def portal(
    django_db_setup: None,
    django_db_blocker: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    static: Path,
    keys: None,
) -> Iterator[Portal]:
    folder = tmp_path_factory.mktemp("m")
    with django_db_blocker.unblock(), open_portal(folder, static) as opened:  # type: ignore[attr-defined]
        yield opened


@pytest.mark.parametrize("name", TABLE)
def test_whatever_is_done_nothing_is_lost_and_nothing_is_pretended(
    portal: Portal, name: str
) -> None:
    promises.are_kept(portal, TABLE[name])


def test_the_table_has_two_hundred_rows() -> None:
    assert len(TABLE) >= 200
    assert len(TABLE) == sum(len(chapter.TABLE) for chapter in CHAPTERS)  # no name twice


def test_no_row_made_an_error_of_ours_or_wrote_a_link_down(portal: Portal) -> None:
    said = portal.running.words("public")
    assert "Traceback" not in said
    assert "OperationalError (55P03)" in said  # that a fault shows at all
    faults = {line.split(" (")[0].split()[-1] for line in said.splitlines() if "ERROR" in line}
    assert faults <= {"OperationalError", "InterfaceError", "IntegrityError"}
