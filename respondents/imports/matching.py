"""Which column of a file is which of ours: by its heading, else by what stands in it.

What is not beyond doubt is shown to the office once, with three values to look at; its answer is
remembered (models/staged.py, KnownHeading).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from respondents import contacts
from respondents.imports import columns as template
from respondents.imports import headings
from respondents.imports.cells import Cell, day_of, text_of
from respondents.imports.columns import Column
from respondents.imports.reading import Found, Header, Known, column_letters, missing_from

LOOKED_AT = 200  # rows
SURE_ENOUGH = 0.6  # share of the filled cells that have the form
SAMPLES = 3


class How(StrEnum):
    TEMPLATE = "sama dengan templat"
    REMEMBERED = "seperti yang pernah Anda cocokkan"
    HEADING = "kami kira dari judulnya"
    CONTENT = "kami kira dari isinya"
    NOT_OURS = "tidak dipakai"


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A column of the file and the one of ours that it probably is."""

    letter: str  # as the sheet names it: A, B … AA
    heading: str
    key: str  # the heading as it is remembered
    field: str  # of ours; '' for none
    how: How
    samples: tuple[str, ...]

    @property
    def is_a_guess(self) -> bool:
        return self.how in (How.HEADING, How.CONTENT)


def of(found: Found, *, kind: str, known: Known) -> list[Match]:
    """Every column with a heading, in the order of the file."""
    header = found.header
    words = template.by_key(kind) | known
    by_name = {
        index: _match(header, index, _spelling(spellings, words), known)
        for index, spellings in headings.over(header.grid.rows, header.place)
    }
    for index, field in _by_content(header, kind, by_name):
        by_name[index] = replace(by_name[index], field=field, how=How.CONTENT)
    return list(by_name.values())


def _spelling(spellings: list[str], words: Known) -> str:
    """Of a heading in two rows: the spelling that is known, else the lower row's."""
    return next((s for s in spellings if template.heading_key(s) in words), spellings[-1])


def needs_an_answer(matches: list[Match], found: Found, *, kind: str, known: Known) -> bool:
    """Somebody must look: a column is guessed, or one that is needed may hide under a new name."""
    strangers = any(match.how == How.NOT_OURS and match.key not in known for match in matches)
    return any(match.is_a_guess for match in matches) or (
        strangers and bool(missing_from(found.header, kind))
    )


def _match(header: Header, index: int, heading: str, known: Known) -> Match:
    key, column = template.heading_key(heading), header.columns.get(index)
    if key in known:
        how = How.REMEMBERED if column else How.NOT_OURS
    elif column is None:
        how = How.NOT_OURS
    else:
        names = {template.heading_key(name) for name in (column.name, column.label)}
        how = How.TEMPLATE if key in names else How.HEADING
    return Match(
        letter=column_letters(index),
        heading=heading,
        key=key,
        field=column.field if column else "",
        how=how,
        samples=tuple(_samples(header, index)),
    )


def _samples(header: Header, index: int) -> Iterator[str]:
    seen: set[str] = set()
    for text in map(text_of, _values(header, index)):
        if text and text not in seen and len(seen) < SAMPLES:
            seen.add(text)
            yield text[:60]


def _values(header: Header, index: int) -> list[Cell]:
    below = header.grid.rows[header.place + 1 : header.place + 1 + LOOKED_AT]
    return [row[index] for row in below if index < len(row) and row[index] not in (None, "")]


# --- By content ---------------------------------------------------------------------------------


def _by_content(header: Header, kind: str, by_name: dict[int, Match]) -> Iterator[tuple[int, str]]:
    """For columns of ours that no heading named: the stranger whose cells have that form."""
    taken = {match.field for match in by_name.values()}
    free = [index for index, match in by_name.items() if match.how == How.NOT_OURS]
    for column in template.TEMPLATES[kind]:
        if column.field in taken or (has_form := _form_of(column, taken, kind)) is None:
            continue
        fitting = [index for index in free if _share(header, index, has_form) >= SURE_ENOUGH]
        if len(fitting) == 1:
            free.remove(fitting[0])
            taken.add(column.field)
            yield fitting[0], column.field


def _share(header: Header, index: int, has_form: Callable[[Cell], bool]) -> float:
    values = _values(header, index)
    return sum(map(has_form, values)) / len(values) if values else 0.0


def _form_of(column: Column, taken: Collection[str], kind: str) -> Callable[[Cell], bool] | None:
    """How a cell of the column looks; None where many columns look the same."""
    if column.words is not None and column.expected:
        words = column.words
        return lambda cell: words.recognise(text_of(cell)) is not None
    match column.field:
        case "phone":
            return lambda cell: bool(contacts.read_phone(text_of(cell)).value)
        case "email":
            return lambda cell: bool(contacts.read_email(text_of(cell)).value)
        case "nip":
            return lambda cell: _is_nip(text_of(cell))
        case "served_on":
            return _is_day
        case "name":
            return _is_name
    return None


def _is_nip(text: str) -> bool:
    digits = "".join(letter for letter in text if letter.isdigit())
    return len(digits) == 18


def _is_day(cell: Cell) -> bool:
    try:
        return day_of(cell) is not None
    except ValueError:
        return False


def _is_name(cell: Cell) -> bool:
    words = text_of(cell).split()
    return (
        len(words) > 1
        and all(word[0].isupper() for word in words)
        and not any(letter.isdigit() for word in words for letter in word)
    )
