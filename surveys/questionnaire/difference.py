"""What is different between two versions of a questionnaire, change by change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from surveys.questionnaire import instrument
from surveys.questionnaire.instrument import LANGUAGES, Choice, Instrument, Item, Text


class What(StrEnum):
    ADDED = "added"
    GONE = "gone"
    MOVED = "moved"
    WORDS = "words"
    ANSWERS = "answers"
    SCORE = "score"
    CONDITION = "condition"
    RULE = "rule"  # required, constraint, choice filter, calculation, default
    USE = "use"  # role, dimension, indicator, expected answer
    ORIGIN = "origin"  # status, source


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """`item` is the name of an item or section, '' for the whole; `before` '' where new."""

    what: What
    item: str
    part: str  # a language, the code of a choice, the name of a column
    before: str
    after: str


def compare(old: Instrument, new: Instrument) -> tuple[Change, ...]:
    """In the order of the new version; what is gone comes last."""
    return tuple(_changes(old, new))


def only_words(old: Instrument, new: Instrument) -> bool:
    """Whether everything but wording is the same: items, codes, scores, conditions, order."""
    return old.kind == new.kind and instrument.shape(old) == instrument.shape(new)


def _changes(old: Instrument, new: Instrument) -> Iterator[Change]:
    yield from _words("", "judul", old.title, new.title)
    titles = {section.name: section.title for section in old.sections}
    before = {item.name: item for item in old.items}
    stays = [item.name for item in new.items if item.name in before]
    order = [item.name for item in old.items if item.name in set(stays)]
    moved = _moved(order, stays)
    for section in new.sections:
        yield from _words(section.name, "judul bagian", titles.get(section.name), section.title)
        for item in section.items:
            if item.name not in before:
                yield Change(
                    what=What.ADDED, item=item.name, part="", before="", after=_label(item)
                )
                continue
            yield from _of_item(before[item.name], item)
            if item.name in moved:
                yield Change(what=What.MOVED, item=item.name, part="", before="", after="")
    there = {item.name for item in new.items}
    for item in old.items:
        if item.name not in there:
            yield Change(what=What.GONE, item=item.name, part="", before=_label(item), after="")


def _of_item(old: Item, new: Item) -> Iterator[Change]:
    for part, before, after in (
        ("teks", old.label, new.label),
        ("petunjuk", old.hint, new.hint),
        ("pesan batas", old.constraint_message, new.constraint_message),
        ("pesan wajib", old.required_message, new.required_message),
    ):
        yield from _words(new.name, part, before, after)
    yield from _of_answers(old, new)
    yield from _columns(old, new, What.CONDITION, ("relevant",))
    rules = ("asks", "required", "constraint", "choice_filter", "calculation")
    yield from _columns(old, new, What.RULE, (*rules, "default", "appearance"))
    yield from _columns(old, new, What.USE, ("role", "dimension", "indicator", "expected"))
    yield from _columns(old, new, What.ORIGIN, ("status", "source"))


def _of_answers(old: Item, new: Item) -> Iterator[Change]:
    """Of a select_multiple its options: the sets follow from them."""
    before = {choice.code: choice for choice in old.options or old.choices}
    after = {choice.code: choice for choice in new.options or new.choices}
    if list(before) != list(after):
        yield Change(
            what=What.ANSWERS,
            item=new.name,
            part="",
            before=_codes(before),
            after=_codes(after),
        )
    for code in before.keys() & after.keys():
        yield from _of_choice(new.name, before[code], after[code])


def _of_choice(item: str, old: Choice, new: Choice) -> Iterator[Change]:
    yield from _words(item, f"pilihan {new.code}", old.label, new.label)
    if old.score != new.score:
        yield Change(
            what=What.SCORE,
            item=item,
            part=new.code,
            before=_number(old.score),
            after=_number(new.score),
        )
    if old.ends != new.ends or old.columns != new.columns:
        yield Change(
            what=What.RULE,
            item=item,
            part=f"pilihan {new.code}",
            before=_cells(old),
            after=_cells(new),
        )


def _columns(old: Item, new: Item, what: What, names: tuple[str, ...]) -> Iterator[Change]:
    for name in names:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            yield Change(
                what=what, item=new.name, part=name, before=_shown(before), after=_shown(after)
            )


def _words(item: str, part: str, old: Text | None, new: Text | None) -> Iterator[Change]:
    for language in LANGUAGES:
        before, after = (old or {}).get(language, ""), (new or {}).get(language, "")
        if before != after:
            yield Change(
                what=What.WORDS, item=item, part=f"{part} ({language})", before=before, after=after
            )


def _moved(order: list[str], stays: list[str]) -> set[str]:
    """The fewest items that must move: those outside the longest run that kept its order."""
    place = {name: n for n, name in enumerate(order)}
    runs: list[list[str]] = [[]]
    for name in stays:
        before = [run for run in runs if not run or place[run[-1]] < place[name]]
        longest = max(before, key=len)
        runs.append([*longest, name])
    stayed = max(runs, key=len)
    return set(stays).difference(stayed)


def _label(item: Item) -> str:
    return item.label.get("id", "") or item.calculation or ""


def _codes(choices: Mapping[str, Choice]) -> str:
    if len(choices) > 12:
        codes = list(choices)
        return f"{codes[0]} … {codes[-1]} ({len(codes)})"
    return ", ".join(choices)


def _cells(choice: Choice) -> str:
    cells = {"ends": choice.ends, **choice.columns}
    return ", ".join(f"{name} {value}" for name, value in cells.items() if value is not None)


def _number(score: int | None) -> str:
    return "tanpa skor" if score is None else str(score)


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    return "" if value is None else str(value)
