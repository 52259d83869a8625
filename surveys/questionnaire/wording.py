"""Texts for respondents: both languages, or the workbook is refused."""

from __future__ import annotations

from collections.abc import Mapping

from surveys.questionnaire.faults import Faults
from surveys.questionnaire.instrument import Text
from surveys.questionnaire.workbook import Row

LANGUAGE_NAMES = {"id": "Bahasa Indonesia (id)", "en": "English (en)"}
LABELS = {code: f"label::{name}" for code, name in LANGUAGE_NAMES.items()}
HINTS = {code: f"hint::{name}" for code, name in LANGUAGE_NAMES.items()}
CONSTRAINT_MESSAGES = {code: f"constraint_message::{name}" for code, name in LANGUAGE_NAMES.items()}
REQUIRED_MESSAGES = {code: f"required_message::{name}" for code, name in LANGUAGE_NAMES.items()}
TITLES = {"id": "form_title", "en": "form_title_en"}

LONGEST = 600  # letters; a question must fit the screen of a telephone


def wording(row: Row, headings: Mapping[str, str], faults: Faults) -> Text:
    """The text in every language; what is missing becomes a fault and an empty text."""
    for heading in headings.values():
        _check(row, heading, faults)
    return {language: row.text(heading) for language, heading in headings.items()}


def optional_wording(row: Row, headings: Mapping[str, str], faults: Faults) -> Text | None:
    """None if it is empty in every language."""
    if any(row.text(heading) for heading in headings.values()):
        return wording(row, headings, faults)
    return None


def _check(row: Row, heading: str, faults: Faults) -> None:
    text = row.text(heading)
    if not text:
        faults.add(row, heading, f"teks {heading} kosong")
    if len(text) > LONGEST:
        faults.add(row, heading, f"lebih dari {LONGEST} huruf")
    if "${" in text:
        faults.add(row, heading, "jawaban tidak dapat disisipkan ke dalam teks")
