"""One row of the survey sheet as an item, and what can be wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from surveys.questionnaire import expressions, outline, relevance
from surveys.questionnaire.expressions import UnsupportedExpression
from surveys.questionnaire.faults import Faults
from surveys.questionnaire.instrument import ROLES, Choice, Item, Role
from surveys.questionnaire.wording import HINTS, LABELS, optional_wording, wording
from surveys.questionnaire.workbook import Row

REQUIRED_COLUMNS = ("type", "name", *LABELS.values(), "role", "dimension", "indicator")
COLUMNS = (
    *REQUIRED_COLUMNS,
    *HINTS.values(),
    "required",
    "relevant",
    "expected",
    "status",
    "source",
)

_REQUIRED = {"": False, "no": False, "yes": True, "true()": True, "false()": False}
_STATUSES = ("", "T", "I", "D")


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What an item row is checked against."""

    lists: Mapping[str, tuple[Choice, ...]]
    sections: frozenset[str]
    condition: str | None  # of the group
    earlier: Sequence[Item]


def item(row: Row, around: Surroundings, faults: Faults) -> Item:
    """The item as well as the row tells it; `faults` says what the row does not tell."""
    made = Item(
        name=row.text("name"),
        label=wording(row, LABELS, faults),
        hint=optional_wording(row, HINTS, faults),
        choices=_choices(row, around, faults),
        role=_role(row, faults),
        required=_required(row, faults),
        relevant=_relevant(row, around, faults),
        dimension=row.text("dimension") or None,
        indicator=row.text("indicator") or None,
        expected=row.text("expected") or None,
        status=row.text("status") or None,
        source=row.text("source") or None,
    )
    for check in _CHECKS:
        check(row, made, around, faults)
    return made


def condition(row: Row, text: str, earlier: Sequence[Item], faults: Faults) -> str | None:
    """`text` if it can be a condition after the items `earlier`; otherwise a fault, and None."""
    if not text:
        return None
    try:
        _check_condition(text, earlier)
    except UnsupportedExpression as error:
        faults.add(row, "relevant", f"syarat tidak dapat dipakai: {error}")
        return None
    return text


def _check_condition(text: str, earlier: Sequence[Item]) -> None:
    expression = expressions.parse(text)
    truths = relevance.tabulate(text, earlier).truths
    named = [item for item in earlier if item.name in expression.names]
    if any(not item.choices for item in named):
        return  # the missing list is a fault of its own, and would make this one misleading
    codes = {choice.code for item in named for choice in item.choices}
    unknown = sorted(set(expression.literals) - codes - {""})
    if unknown:
        raise UnsupportedExpression(f"kode {', '.join(unknown)} bukan pilihan butir itu")
    if not truths:
        raise UnsupportedExpression("tidak pernah terpenuhi")


def _choices(row: Row, around: Surroundings, faults: Faults) -> tuple[Choice, ...]:
    name = outline.list_name(row)
    if name not in around.lists:
        faults.add(row, "type", f"daftar pilihan {name} tidak ada pada lembar choices")
    return around.lists.get(name, ())


def _role(row: Row, faults: Faults) -> Role:
    text = row.text("role")
    if text not in ROLES:
        faults.add(row, "role", f"peran «{text}» tidak dikenal; yang ada: {', '.join(ROLES)}")
        return "information"
    return text


def _required(row: Row, faults: Faults) -> bool:
    text = row.text("required").lower()
    if text not in _REQUIRED:
        faults.add(row, "required", "isi yes atau no")
    return _REQUIRED.get(text, False)


def _relevant(row: Row, around: Surroundings, faults: Faults) -> str | None:
    own = condition(row, row.text("relevant"), around.earlier, faults)
    if own and around.condition:
        return condition(row, f"({around.condition}) and ({own})", around.earlier, faults)
    return own or around.condition


def _check_index(row: Row, item: Item, around: Surroundings, faults: Faults) -> None:
    if item.role != "index":
        return
    if not item.dimension:
        faults.add(row, "dimension", "butir indeks tanpa dimensi")
    if not item.indicator:
        faults.add(row, "indicator", "butir indeks tanpa indikator")
    scores = {choice.score for choice in item.choices if choice.score is not None}
    if item.choices and len(scores) < 2:
        faults.add(row, "type", "daftar pilihan butir indeks harus punya skor yang berbeda")


def _check_dimension(row: Row, item: Item, around: Surroundings, faults: Faults) -> None:
    if item.dimension and item.dimension not in around.sections:
        faults.add(row, "dimension", f"dimensi {item.dimension} bukan nama bagian (begin_group)")


def _check_expected(row: Row, item: Item, around: Surroundings, faults: Faults) -> None:
    if item.expected is None:
        return
    if item.role != "quality":
        faults.add(row, "expected", "jawaban yang benar hanya untuk butir dengan peran quality")
    elif item.choices and item.expected not in {choice.code for choice in item.choices}:
        faults.add(row, "expected", f"{item.expected} bukan kode pilihan butir ini")


def _check_screening(row: Row, item: Item, around: Surroundings, faults: Faults) -> None:
    ends = any(choice.ends is not None for choice in item.choices)
    if item.role != "screening":
        if ends:
            faults.add(row, "type", "hanya butir dengan peran screening boleh mengakhiri")
        return
    if item.choices and not ends:
        faults.add(row, "type", "butir screening perlu pilihan dengan isi pada kolom ends")
    if not item.required:
        faults.add(row, "required", "butir screening harus wajib (yes)")


def _check_way_out(row: Row, item: Item, around: Surroundings, faults: Faults) -> None:
    """Nobody may be made to say something: a required item offers a way not to answer."""
    scored = item.choices and all(choice.score is not None for choice in item.choices)
    if item.required and scored:
        faults.add(row, "required", "butir wajib perlu pilihan tanpa skor, misalnya Tidak tahu")


def _check_pressure(row: Row, item: Item, around: Surroundings, faults: Faults) -> None:
    """It stands on a page of its own, which nobody has to open."""
    if item.role != "pressure":
        return
    if item.required:
        faults.add(row, "required", "butir pressure tidak boleh wajib")
    if item.relevant:
        faults.add(row, "relevant", "butir pressure harus tanpa syarat")
    if any(choice.score is not None for choice in item.choices):
        faults.add(row, "type", "pilihan butir pressure harus tanpa skor")


def _check_status(row: Row, item: Item, around: Surroundings, faults: Faults) -> None:
    if row.text("status") not in _STATUSES:
        faults.add(row, "status", "isi T, I, D, atau kosong")


_CHECKS: tuple[Callable[[Row, Item, Surroundings, Faults], None], ...] = (
    _check_index,
    _check_dimension,
    _check_expected,
    _check_screening,
    _check_way_out,
    _check_pressure,
    _check_status,
)
