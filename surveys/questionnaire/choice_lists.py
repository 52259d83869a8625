"""The choices sheet: lists of choices with their scores and endings."""

from __future__ import annotations

import re
from collections import defaultdict

from surveys.questionnaire.faults import Faults
from surveys.questionnaire.instrument import DECLINED, MOST_ANSWERS, NOT_ELIGIBLE, Choice
from surveys.questionnaire.wording import LABELS, wording
from surveys.questionnaire.workbook import Row, Sheet

REQUIRED_COLUMNS = ("list_name", "name", *LABELS.values(), "score", "ends")
COLUMNS = REQUIRED_COLUMNS

HIGHEST_SCORE = 10_000  # hundredths of an index point
OTHER = Choice(code="other", label={"id": "Lainnya", "en": "Other"})  # of or_other

_CODE = re.compile(r"[A-Za-z0-9_]{1,40}")
_SCORE = re.compile(r"[0-9]{1,5}")


def read(
    sheet: Sheet, faults: Faults, *, columns: frozenset[str] = frozenset()
) -> dict[str, tuple[Choice, ...]]:
    """Every list in the order of its rows; a faulty row still gives a choice.

    `columns` are those of the methodologist's own that choice filters read.
    """
    rows: dict[str, list[Row]] = defaultdict(list)
    for row in sheet.rows:
        rows[row.text("list_name")].append(row)
        if not row.text("list_name"):
            faults.add(row, "list_name", "nama daftar pilihan kosong")
    return {name: _list(name, members, columns, faults) for name, members in rows.items() if name}


def _list(
    name: str, rows: list[Row], columns: frozenset[str], faults: Faults
) -> tuple[Choice, ...]:
    codes: set[str] = set()
    for row in rows:
        code = row.text("name")
        if code in codes:
            faults.add(row, "name", f"pilihan {code} ganda dalam daftar {name}")
        codes.add(code)
    if not 2 <= len(rows) <= MOST_ANSWERS:
        faults.add(
            rows[0], "list_name", f"daftar {name} harus berisi 2 sampai {MOST_ANSWERS} pilihan"
        )
    return tuple(_choice(row, columns, faults) for row in rows)


def _choice(row: Row, columns: frozenset[str], faults: Faults) -> Choice:
    if not _CODE.fullmatch(row.text("name")):
        faults.add(
            row, "name", "kode pilihan hanya huruf, angka, dan garis bawah, paling banyak 40"
        )
    return Choice(
        code=row.text("name"),
        label=wording(row, LABELS, faults),
        score=_score(row, faults),
        ends=_ends(row, faults),
        columns={name: row.text(name) for name in sorted(columns) if row.text(name)},
    )


def _score(row: Row, faults: Faults) -> int | None:
    text = row.text("score")
    if not text:
        return None
    if not _SCORE.fullmatch(text) or int(text) > HIGHEST_SCORE:
        faults.add(row, "score", f"skor harus bilangan bulat 0 sampai {HIGHEST_SCORE}, atau kosong")
        return None
    return int(text)


def _ends(row: Row, faults: Faults) -> int | None:
    text = row.text("ends")
    if text in ("", str(DECLINED), str(NOT_ELIGIBLE)):
        return int(text) if text else None
    faults.add(
        row,
        "ends",
        f"isi {DECLINED} (menolak), {NOT_ELIGIBLE} (tidak memenuhi syarat), atau kosong",
    )
    return None
