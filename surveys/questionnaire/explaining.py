"""Why somebody is asked what they are asked: the path through a questionnaire, item by item."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from surveys.questionnaire.instrument import NO_ANSWER, Item
from surveys.questionnaire.paging import reads
from surveys.questionnaire.path import Questionnaire


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One item: on the path or not, its answer in Indonesian ('' none), and the reason.

    `expression` is what decided, '' where nothing had to; `because` has the answers it read.
    """

    name: str
    label: str
    asks: str
    is_on_path: bool
    answer: str
    expression: str
    because: tuple[tuple[str, str], ...]
    is_after_the_end: bool
    is_refused: bool  # answered, and the answer does not count


def explain(questionnaire: Questionnaire, answers: Sequence[int]) -> tuple[Step, ...]:
    path = questionnaire.settled(answers)
    last = max(path, default=-1)
    has_ended = questionnaire.ended(answers) is not None
    return tuple(
        _step(questionnaire, place, path, answers, is_after_the_end=has_ended and place > last)
        for place in range(len(questionnaire.items))
    )


def _step(
    questionnaire: Questionnaire,
    place: int,
    path: dict[int, int],
    answers: Sequence[int],
    *,
    is_after_the_end: bool,
) -> Step:
    item = questionnaire.items[place]
    counted = path.get(place, NO_ANSWER)
    return Step(
        name=item.name,
        label=item.label.get("id", "") or item.calculation or "",
        asks=item.asks,
        is_on_path=place in path,
        answer=_label(item, counted),
        expression="" if is_after_the_end else _expression(item),
        because=tuple(
            (questionnaire.items[each].name, _label(questionnaire.items[each], path.get(each, -1)))
            for each in sorted(reads(place, questionnaire.rules))
            if questionnaire.items[each].is_asked
        ),
        is_after_the_end=is_after_the_end,
        is_refused=place in path and item.is_asked and answers[place] != counted,
    )


def _expression(item: Item) -> str:
    written = (item.relevant, item.choice_filter, item.calculation, item.constraint)
    return "; ".join(text for text in written if text)


def _label(item: Item, ordinal: int) -> str:
    if ordinal == NO_ANSWER:
        return ""
    return item.choices[ordinal].label.get("id", "")
