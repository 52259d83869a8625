"""The questionnaire as data: what is asked, in which order, and what each choice is worth.

An answer sheet is `list[int]`, as long as `Instrument.items`: the ordinal of the chosen
choice (from 0), or `NO_ANSWER`. Scores are hundredths of an index point, 0-10000.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

Kind = Literal["internal", "external", "expert"]
Role = Literal["index", "correction", "quality", "profile", "information", "screening", "pressure"]
Text = dict[str, str]  # language ("id", "en") -> wording

KINDS: tuple[Kind, ...] = get_args(Kind)
ROLES: tuple[Role, ...] = get_args(Role)
LANGUAGES = ("id", "en")

NO_ANSWER = -1
NO_ANSWER_BYTE = 255
DECLINED = 91
NOT_ELIGIBLE = 92


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One possible answer. `score` None is missing, never 0; `ends` stops the questionnaire."""

    code: str
    label: Text
    score: int | None = None
    ends: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Butir. `relevant` is XPath over `${names}` of earlier items; None means always asked."""

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
    return json.dumps(asdict(instrument), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> Instrument:
    """Raises ValueError if `text` is not what `to_json` writes."""
    try:
        return _instrument(json.loads(text))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not an instrument: {error}") from error


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
    return Item(choices=tuple(Choice(**choice) for choice in data.pop("choices")), **data)
