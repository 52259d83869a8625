"""The headings over a row of cells, also where a table has two rows of them.

Above "No. HP" and "Email" may stand one merged "Kontak"; above "Unit" a "TMT" without which it
would be another column. And beside a pair like that stand headings merged downwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from respondents.imports.cells import Cell, text_of


def over(rows: Sequence[Sequence[Cell]], place: int) -> Iterator[tuple[int, list[str]]]:
    """For each column with a heading in the row at `place`: its spellings, the surest first."""
    above = rows[place - 1] if place else ()
    group = ""
    for index, cell in enumerate(rows[place]):
        own, upper = _text(cell), _text(above[index]) if index < len(above) else ""
        group = upper or group
        if own and group:
            yield index, [f"{group} {own}", own]
        elif own or upper:
            yield index, [own or upper]


def _text(cell: Cell) -> str:
    return text_of(cell) if isinstance(cell, str) else ""
