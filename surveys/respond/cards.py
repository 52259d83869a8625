"""A question as it stands on a page: one card with its choices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from surveys.questionnaire.instrument import Choice, Item
from surveys.questionnaire.paging import Page
from surveys.questionnaire.path import Questionnaire
from surveys.respond.languages import Language

PREFIX = "j-"  # so that no item can take the name of a button, or the id of a place on the page


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    value: str
    label: str
    is_ticked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    number: int  # on its page, from 1
    total: int
    field: str
    label: str
    hint: str
    is_required: bool
    options: tuple[Option, ...]
    evasions: tuple[Option, ...]  # "Tidak tahu", "Tidak mau menjawab": smaller, at the end

    @property
    def is_scale(self) -> bool:
        """Numbers and no words, many of them: they stand in two columns."""
        return len(self.options) >= 8 and all(len(option.label) <= 3 for option in self.options)

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
) -> list[Card]:
    """The page's cards; `ticked` has choices by place, `only` the places to be shown."""
    shown = set(page.items if only is None else only)
    return [
        _card(
            questionnaire.items[place],
            number=number,
            total=len(page.items),
            language=language,
            ticked=(ticked or {}).get(place),
        )
        for number, place in enumerate(page.items, start=1)
        if place in shown
    ]


def beside(questionnaire: Questionnaire, language: Language) -> Card:
    """What may be told under "Ditekan?". Raises LookupError where nobody asks."""
    if questionnaire.beside is None:
        raise LookupError("this instrument does not ask about pressure")
    item = questionnaire.items[questionnaire.beside]
    return _card(item, number=1, total=1, language=language, ticked=None)


def _card(item: Item, *, number: int, total: int, language: Language, ticked: int | None) -> Card:
    options = tuple(
        Option(value=choice.code, label=choice.label[language], is_ticked=ordinal == ticked)
        for ordinal, choice in enumerate(item.choices)
    )
    cut = _first_evasion(item.choices)
    return Card(
        number=number,
        total=total,
        field=PREFIX + item.name,
        label=item.label[language],
        hint=item.hint[language] if item.hint else "",
        is_required=item.required,
        options=options[:cut],
        evasions=options[cut:],
    )


def _first_evasion(choices: tuple[Choice, ...]) -> int:
    """Where a scored scale ends and choices without a score begin."""
    scored = [ordinal for ordinal, choice in enumerate(choices) if choice.score is not None]
    return scored[-1] + 1 if scored else len(choices)
