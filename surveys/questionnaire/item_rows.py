"""One row of the survey sheet as an item, and what can be wrong with it."""

from __future__ import annotations

from collections.abc import Sequence

from surveys.questionnaire import expressions, outline, relevance, row_answers
from surveys.questionnaire.expressions import UnsupportedExpression
from surveys.questionnaire.faults import Faults
from surveys.questionnaire.instrument import ROLES, Item, Role
from surveys.questionnaire.item_checks import CHECKS
from surveys.questionnaire.row_answers import Surroundings
from surveys.questionnaire.wording import (
    CONSTRAINT_MESSAGES,
    HINTS,
    LABELS,
    REQUIRED_MESSAGES,
    optional_wording,
    wording,
)
from surveys.questionnaire.workbook import Row

REQUIRED_COLUMNS = ("type", "name", *LABELS.values(), "role", "dimension", "indicator")
COLUMNS = (
    *REQUIRED_COLUMNS,
    *HINTS.values(),
    *CONSTRAINT_MESSAGES.values(),
    *REQUIRED_MESSAGES.values(),
    *("required", "relevant", "constraint", "calculation", "choice_filter", "default"),
    *("parameters", "appearance", "expected", "status", "source"),
)

_REQUIRED = {"": False, "no": False, "yes": True, "true()": True, "false()": False}


def item(row: Row, around: Surroundings, faults: Faults) -> Item:
    """The item as well as the row tells it; `faults` says what the row does not tell."""
    asks = outline.asks(row) or "select_one"
    answers = row_answers.read(row, asks, around, faults)
    is_silent = asks == "calculate"  # nobody reads it, so it needs no wording
    made = Item(
        name=row.text("name"),
        label=(optional_wording if is_silent else wording)(row, LABELS, faults) or {},
        hint=optional_wording(row, HINTS, faults),
        choices=answers.choices,
        role=_role(row, faults),
        required=_required(row, faults),
        relevant=_relevant(row, around, faults),
        dimension=row.text("dimension") or None,
        indicator=row.text("indicator") or None,
        expected=row.text("expected") or None,
        status=row.text("status") or None,
        source=row.text("source") or None,
        asks=asks,
        options=answers.options,
        constraint=answers.constraint,
        constraint_message=optional_wording(row, CONSTRAINT_MESSAGES, faults),
        required_message=optional_wording(row, REQUIRED_MESSAGES, faults),
        choice_filter=answers.choice_filter,
        calculation=row.text("calculation") or None if is_silent else None,
        appearance=row.text("appearance") or None,
        default=row.text("default") or None,
    )
    for check in CHECKS:
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
    plain = all(item.asks in ("select_one", "select_multiple") for item in named)
    codes |= {option.code for item in named for option in item.options}
    unknown = sorted(set(expression.literals) - codes - {""}) if plain else []
    if unknown:
        raise UnsupportedExpression(f"kode {', '.join(unknown)} bukan pilihan butir itu")
    if not truths:
        raise UnsupportedExpression("tidak pernah terpenuhi")


def _role(row: Row, faults: Faults) -> Role:
    text = row.text("role")
    if not text and outline.asks(row) in ("note", "calculate"):
        return "information"
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
