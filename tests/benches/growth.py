"""Whether a questionnaire costs more when a million sheets lie in the box than when 10,000 do.

Sheets, rights and receipts are random bytes of the right length, which is all that the server can
tell of real ones. What is compared is CPU, which other work on the machine hardly changes. Takes
some 1.5 GB of disk until its end.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connections

from tests.benches import answering, figures
from tests.benches.answering import Run
from tests.benches.figures import Figure
from tests.benches.open_survey import open_survey
from tests.surveys.respond import make

FEW, MANY = 10_000, 1_000_000
WALKERS = 4
LINKS = 4_000
SPREAD = 1.2  # two runs of the same differ by as much on a machine that others use, too

_BYTES = " || ".join(f"sha256(int8send(n) || '{part}'::bytea)" for part in range(10))
_RIGHTS = """INSERT INTO box_right (pk, wave, group_id, status)
    SELECT sha256(int8send(n)), %s, 1, 'o' FROM generate_series(%s::int8, %s::int8) AS n"""
_SHEETS = f"""INSERT INTO box_ballot (pk, wave, group_id, suite, sealed, sig, tag)
    SELECT sha256(int8send(n)), %s, 1, 1, substring(bytes FOR 304), substring(bytes FOR 64),
        substring(bytes FOR 16)
    FROM generate_series(%s::int8, %s::int8) AS n, LATERAL (SELECT {_BYTES} AS bytes) AS made"""
_RECEIPTS = """INSERT INTO box_receipt_pending (r, wave)
    SELECT substring(sha256(int8send(n)) FOR 10), %s
    FROM generate_series(%s::int8, %s::int8) AS n"""


def respond_growth() -> Iterator[Figure]:
    """The same server, with the connections and plans that it made among the few."""
    with open_survey(links=LINKS) as survey:
        paths = answering.learn(survey)
        _fill(1, FEW)
        few = answering.run(survey, paths, walkers=WALKERS)
        _fill(FEW + 1, MANY)
        many = answering.run(survey, paths, walkers=WALKERS)
    yield from _compared("web", few, many)
    yield from _compared("postgres", few, many)
    yield figures.figure("respond_growth.others", [few.others, many.others], "cores")


def _compared(part: str, few: Run, many: Run) -> Iterator[Figure]:
    before, after = (each.cpu_of(part) for each in (few, many))
    unit = "ms CPU a questionnaire"
    yield figures.figure(f"respond_growth.{part}.{FEW}", [before], unit)
    yield figures.figure(
        f"respond_growth.{part}.{MANY}", [after], unit, aim=before * SPREAD, baseline=before
    )


def _fill(first: int, last: int) -> None:
    with connections["box"].cursor() as cursor:
        for statement in (_RIGHTS, _SHEETS, _RECEIPTS):
            cursor.execute(statement, [make.WAVE, first, last])
        cursor.execute("VACUUM (ANALYZE) box_right, box_ballot, box_receipt_pending")
