"""A question as it stands on a page: one card with its choices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from surveys.questionnaire.entering import Entry, entry, is_erasable
from surveys.questionnaire.instrument import Choice, Item
from surveys.questionnaire.paging import Page
from surveys.questionnaire.path import Questionnaire
from surveys.respond.languages import Language

PREFIX = "j-"  # so that no item can take the name of a button, or the id of a place on the page
_SHORT = 11  # words
ERASE = "-hapus"  # no item has a hyphen in its name


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    value: str
    label: str
    is_ticked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    number: int  # on its page, from 1
    total: int
    part: int  # that it belongs to, from 1
    opens: str  # title of that part where it begins in the middle of the page
    field: str
    label: str
    hint: str
    is_required: bool
    options: tuple[Option, ...]
    evasions: tuple[Option, ...]  # "Tidak tahu", "Tidak mau menjawab": smaller, at the end
    entry: Entry = Entry.TICK
    typed: str = ""
    bounds: tuple[str, str] = ("", "")  # lowest and highest number, first and last day
    message: str = ""  # the questionnaire's own, for an answer that is not accepted
    erase: str = ""  # the field that takes a kept answer back; empty where there is none

    @property
    def is_scale(self) -> bool:
        """Numbers and no words, many of them: they stand in two columns."""
        return len(self.options) >= 8 and all(len(option.label) <= 3 for option in self.options)

    @property
    def in_short(self) -> str:
        """Its label, or the end of a long one: many begin alike, and none ends alike."""
        words = self.label.split()
        return self.label if len(words) <= _SHORT else "… " + " ".join(words[-_SHORT:])

    @property
    def last_evasion(self) -> str:
        return self.evasions[-1].label if self.evasions else ""


def of_page(
    questionnaire: Questionnaire,
    page: Page,
    language: Language,
    *,
    ticked: Mapping[int, int] | None = None,
    only: Iterable[int] | None = None,
    mistyped: Mapping[int, list[str]] | None = None,
) -> list[Card]:
    """The page's cards; `ticked` has choices by place, `only` the places to be shown.

    `mistyped` is what was entered by place where it is no answer. Nothing else is ever filled
    in: what stands in a field is posted, and would replace what is kept.
    """
    shown = set(page.items if only is None else only)
    return [
        _card(
            questionnaire.items[place],
            number=number,
            total=len(page.items),
            part=questionnaire.section_of[place] + 1,
            opens=_opens(questionnaire, page, number, language),
            language=language,
            offers=questionnaire.offers(page, place),
            codes=_codes(
                questionnaire.items[place],
                (ticked or {}).get(place),
                (mistyped or {}).get(place),
            ),
            is_mistyped=place in (mistyped or {}),
        )
        for number, place in enumerate(page.items, start=1)
        if place in shown
    ]


def beside(questionnaire: Questionnaire, language: Language) -> Card:
    """What may be told under "Ditekan?". Raises LookupError where nobody asks."""
    if questionnaire.beside is None:
        raise LookupError("this instrument does not ask about pressure")
    item = questionnaire.items[questionnaire.beside]
    return _card(
        item,
        number=1,
        total=1,
        part=questionnaire.section_of[questionnaire.beside] + 1,
        opens="",
        language=language,
        offers=range(len(item.choices)),
        codes=[],
        is_mistyped=False,
    )


def _opens(questionnaire: Questionnaire, page: Page, number: int, language: Language) -> str:
    """The title of the part that begins with question `number`, unless the page begins with it."""
    here = questionnaire.section_of[page.items[number - 1]]
    before = questionnaire.section_of[page.items[max(number - 2, 0)]]
    return "" if before == here else questionnaire.instrument.sections[here].title[language]


def _codes(item: Item, ticked: int | None, mistyped: list[str] | None) -> list[str]:
    """What stands in the fields of an item."""
    if mistyped is not None:
        return mistyped
    code = "" if ticked is None else item.choices[ticked].code
    return code.split() if item.options else [code]


def _card(
    item: Item,
    *,
    number: int,
    total: int,
    part: int,
    opens: str,
    language: Language,
    offers: Sequence[int],
    codes: list[str],
    is_mistyped: bool,
) -> Card:
    by = entry(item)
    typed = by in (Entry.NUMBER, Entry.DAY)
    choices = item.options or tuple(item.choices[n] for n in offers)
    options = tuple(
        Option(value=choice.code, label=choice.label[language], is_ticked=choice.code in codes)
        for choice in (() if typed else choices)
    )
    cut = _first_evasion(choices)
    message = item.constraint_message if is_mistyped else item.required_message
    return Card(
        number=number,
        total=total,
        part=part,
        opens=opens,
        field=PREFIX + item.name,
        label=item.label[language],
        hint=item.hint[language] if item.hint else "",
        is_required=item.required,
        options=options[:cut],
        evasions=options[cut:],
        entry=by,
        typed=codes[0] if typed else "",
        bounds=_bounds(item, by),
        message=message[language] if message else "",
        erase=PREFIX + item.name + ERASE if is_erasable(item) else "",
    )


def _bounds(item: Item, by: Entry) -> tuple[str, str]:
    if by is Entry.DAY:  # as a browser's own calendar wants it
        return item.choices[0].code, item.choices[-1].code
    if by is Entry.NUMBER:
        return item.choices[0].label["id"], item.choices[-1].label["id"]
    return "", ""


def _first_evasion(choices: tuple[Choice, ...]) -> int:
    """Where a scored scale ends and choices without a score begin."""
    scored = [ordinal for ordinal, choice in enumerate(choices) if choice.score is not None]
    return scored[-1] + 1 if scored else len(choices)
