"""A questionnaire that asks for a number, several choices, a day, a month, and tells a note."""

from __future__ import annotations

from tests.surveys.questionnaire.conftest import Book


def book() -> Book:
    made = Book().add(
        type="integer",
        name="age",
        constraint=". >= 17 and . <= 99",
        constraint_id="Tulis umur 17 sampai 99.",
        constraint_en="Write 17 to 99.",
    )
    made.add(type="select_multiple form", name="ways", constraint="count-selected(.) <= 1")
    made.add(type="date", name="day", constraint=". >= '2026-01-01' and . <= '2026-06-30'")
    made.add(type="date", name="month", appearance="month-year",
             constraint=". >= '2026-01-01' and . <= '2026-06-30'")  # fmt: skip
    made.add(type="note", name="thanks", relevant="${age} >= 60", role=None)
    return made.add(type="integer", name="years", constraint=". >= 0 and . <= ${age}")
