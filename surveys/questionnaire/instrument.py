"""The questionnaire as data: what is asked, in which order, and what each choice is worth.

An answer sheet is `list[int]`, as long as `Instrument.items`: the ordinal of the chosen
choice (from 0), or `NO_ANSWER`. Scores are hundredths of an index point, 0-10000.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal, get_args

Kind = Literal["internal", "external", "expert"]
Role = Literal[
    "index", "correction", "quality", "profile", "information", "screening", "pressure", "method"
]
Asks = Literal[
    "select_one", "select_multiple", "integer", "decimal", "range", "date", "note", "calculate"
]
Text = dict[str, str]  # language ("id", "en") -> wording

KINDS: tuple[Kind, ...] = get_args(Kind)
ROLES: tuple[Role, ...] = get_args(Role)
ASKS: tuple[Asks, ...] = get_args(Asks)
LANGUAGES = ("id", "en")

NO_ANSWER = -1
SECONDS_A_QUESTION = 15
NO_ANSWER_BYTE = 255
MOST_ANSWERS = 254  # of one item: an answer is one byte, and 255 means none
DECLINED = 91
NOT_ELIGIBLE = 92


_CAME_LATER: dict[str, tuple[object, ...]] = {
    "asks": ("select_one",),
    "options": ((),),
    "columns": ({},),
    **dict.fromkeys(("constraint", "constraint_message", "required_message"), (None,)),
    **dict.fromkeys(("choice_filter", "calculation", "appearance", "default"), (None,)),
}
_WORDS = frozenset(
    {"title", "label", "hint", "constraint_message", "required_message", "status", "source"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One possible answer. `score` None is missing, never 0; `ends` stops the questionnaire."""

    code: str
    label: Text
    score: int | None = None
    ends: int | None = None
    columns: Text = field(default_factory=dict)  # those that a choice filter reads


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Butir. `relevant` is XPath over `${names}` of earlier items; None means always asked.

    `choices` are all the answers that there can be, whatever the item asks for: the sets of a
    select_multiple (its `options` are what stands on the page), the numbers of a range, the
    results of a calculation. A note has none.
    """

    name: str
    label: Text
    choices: tuple[Choice, ...]
    role: Role
    hint: Text | None = None
    relevant: str | None = None
    required: bool = True
    dimension: str | None = None
    indicator: str | None = None
    expected: str | None = None
    status: str | None = None
    source: str | None = None
    asks: Asks = "select_one"
    options: tuple[Choice, ...] = ()
    constraint: str | None = None  # kept where it reads other items, the day, or a single choice
    constraint_message: Text | None = None
    required_message: Text | None = None
    choice_filter: str | None = None
    calculation: str | None = None
    appearance: str | None = None  # of a date: month-year or year
    default: str | None = None  # code of the answer that is filled in beforehand

    @property
    def is_asked(self) -> bool:
        """Whether a respondent can answer it."""
        return self.asks not in ("note", "calculate")


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Bagian. An index item's dimension is the name of a section, which gives it its title."""

    name: str
    title: Text
    items: tuple[Item, ...]

    @property
    def is_beside(self) -> bool:
        """Not walked through, but reached from every page: what is told under "Ditekan?"."""
        return all(item.role == "pressure" for item in self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """Instrumen: one version of the questionnaire for one kind of respondent."""

    kind: Kind
    title: Text
    sections: tuple[Section, ...]
    languages: tuple[str, ...] = LANGUAGES

    @property
    def items(self) -> tuple[Item, ...]:
        """All items; an item's place here is its place in an answer sheet."""
        return tuple(item for section in self.sections for item in section.items)

    @property
    def parts(self) -> tuple[Section, ...]:
        """The sections that are walked through, in order."""
        return tuple(section for section in self.sections if not section.is_beside)

    @property
    def minutes(self) -> int:
        """How long it takes, to the next whole minute."""
        asked = sum(item.is_asked for section in self.parts for item in section.items)
        return -(-asked * SECONDS_A_QUESTION // 60)

    @property
    def dimensions(self) -> dict[str, Text]:
        """Code and title of every dimension that enters the index, in order."""
        titles = {section.name: section.title for section in self.sections}
        codes = (item.dimension for item in self.items if item.role == "index")
        return {code: titles[code] for code in codes if code is not None}

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON, in hex: equal for equal questionnaires only."""
        return hashlib.sha256(to_json(self).encode()).hexdigest()


def to_json(instrument: Instrument) -> str:
    """Canonical: keys sorted, no spaces, so that equal instruments give equal bytes."""
    return _canonical(_lean(asdict(instrument)))


def from_json(text: str) -> Instrument:
    """Raises ValueError if `text` is not what `to_json` writes."""
    try:
        return _instrument(json.loads(text))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not an instrument: {error}") from error


def shape(instrument: Instrument) -> str:
    """SHA-256 of all that is not wording, in hex: equal while only words were changed."""
    bare = _lean(asdict(instrument))
    return hashlib.sha256(_canonical(_without_words(bare)).encode()).hexdigest()


def pack(answers: Sequence[int]) -> bytes:
    """One byte an item, 255 for no answer: constant length for one instrument."""
    return bytes(NO_ANSWER_BYTE if answer == NO_ANSWER else answer for answer in answers)


def unpack(packed: bytes) -> list[int]:
    return [NO_ANSWER if byte == NO_ANSWER_BYTE else byte for byte in packed]


def _instrument(data: dict[str, Any]) -> Instrument:
    sections = tuple(_section(section) for section in data.pop("sections"))
    languages = tuple(data.pop("languages"))
    return Instrument(sections=sections, languages=languages, **data)


def _section(data: dict[str, Any]) -> Section:
    return Section(items=tuple(_item(item) for item in data.pop("items")), **data)


def _item(data: dict[str, Any]) -> Item:
    choices = tuple(Choice(**choice) for choice in data.pop("choices"))
    options = tuple(Choice(**choice) for choice in data.pop("options", ()))
    return Item(choices=choices, options=options, **data)


def _canonical(data: Any) -> str:
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _lean(data: Any) -> Any:
    """Without what is empty and came into the format later: older versions keep their digest."""
    if isinstance(data, dict):
        return {
            key: _lean(value)
            for key, value in data.items()
            if key not in _CAME_LATER or value not in _CAME_LATER[key]
        }
    if isinstance(data, list | tuple):
        return [_lean(each) for each in data]
    return data


def _without_words(data: Any) -> Any:
    if isinstance(data, dict):
        return {key: _without_words(value) for key, value in data.items() if key not in _WORDS}
    if isinstance(data, list):
        return [_without_words(each) for each in data]
    return data
