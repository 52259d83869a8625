"""Expressions of an XLSForm: what may stand in a cell, what it reads, what it is worth.

Allowed: `${name}`, `.` in a constraint, columns of the choice in a choice filter, texts, numbers,
comparisons, `and`, `or`, `+ - * div mod`, brackets, and the functions of odk_parser.py. The value
of a name is the code that was chosen (codes with blanks between for several), or '' where
nothing was. Everything else is refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from elementpath import ElementPathError, XPathContext, XPathToken

from surveys.questionnaire import odk_parser
from surveys.questionnaire.odk_parser import COLUMN, SELF, TODAY, ODKParser
from surveys.questionnaire.odk_values import Value, text, truth

LONGEST = 1_000  # characters; expressions written by hand stay far below
MOST_BRACKETS = 50  # each one is a level of recursion in the parser
HIGHEST_NUMBER = 1_000_000
SAME_DAY = "2000-01-01"  # for expressions without today()

_LITERALS = {"(string)", "(integer)", "(decimal)", "(float)"}
_ALLOWED = {
    "(",
    "today",
    *_LITERALS,
    *odk_parser.COMPARISONS,
    *odk_parser.ARITHMETIC,
    *odk_parser.LOGIC,
}
_PIECES = re.compile(r"('[^']*'|\"[^\"]*\")|\$\{\s*([A-Za-z][A-Za-z0-9_]*)\s*\}|(\$)")
_TOLD_BY_TIME = "hari pengisian tidak dicatat, maka tidak dapat dihitung ulang"
_REASONS = {
    "now": _TOLD_BY_TIME,
    "random": "jalur harus sama bila dihitung ulang",
    "uuid": "jalur harus sama bila dihitung ulang",
    "once": "jalur harus sama bila dihitung ulang",
    "pulldata": "tidak ada berkas di samping kuesioner",
    "instance": "tidak ada berkas di samping kuesioner",
    "position": "bagian yang berulang tidak ada",
    "indexed-repeat": "bagian yang berulang tidak ada",
    "sum": "bagian yang berulang tidak ada; tulis dengan +",
    "count": "bagian yang berulang tidak ada; untuk pilihan pakai count-selected",
    "join": "bagian yang berulang tidak ada",
    "choice-name": "jawaban tidak dapat disisipkan ke dalam teks",
    "/": "butir ditulis ${nama}",
    "..": "butir ditulis ${nama}",
}


class UnsupportedExpression(ValueError):
    """The text is no expression that this version understands. The message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """A parsed expression: which names and columns it reads, which texts it compares them with."""

    text: str
    names: tuple[str, ...]
    columns: tuple[str, ...]
    literals: tuple[str, ...]
    numbers: tuple[float, ...]
    reads_itself: bool  # has a `.`
    reads_today: bool
    token: XPathToken

    def value(self, values: Mapping[str, str], *, today: str = SAME_DAY) -> Value:
        """`values` has the chosen code for every one of `names`, '' for no answer.

        Raises UnsupportedExpression for what only shows when it is worked out, a bad pattern say.
        """
        variables = {TODAY: today, **values}
        context = XPathContext(item=True, variables=variables)  # type: ignore[arg-type]
        try:
            return odk_parser.value(self.token, context)
        except (ElementPathError, re.error, ArithmeticError) as error:
            raise UnsupportedExpression(f"tidak dapat dihitung: {error}") from error

    def holds(self, values: Mapping[str, str], *, today: str = SAME_DAY) -> bool:
        return truth(self.value(values, today=today))

    def result(self, values: Mapping[str, str]) -> str:
        """The value as a text; what is no number is no answer."""
        found = text(self.value(values))
        return "" if found == "NaN" else found


def parse(
    source: str, *, may_read_itself: bool = False, columns: frozenset[str] = frozenset()
) -> Expression:
    """Raises UnsupportedExpression. `columns` are those of the choices sheet that it may name."""
    if len(source) > LONGEST or source.count("(") > MOST_BRACKETS:
        raise UnsupportedExpression(f"lebih dari {LONGEST} huruf atau {MOST_BRACKETS} kurung")
    names: list[str] = []
    token = _parse(_PIECES.sub(lambda piece: _variable(piece, names), source))
    found = _Found(may_read_itself=may_read_itself, columns_there=columns)
    found.inspect(token)
    return Expression(
        text=source,
        names=tuple(dict.fromkeys(names)),
        columns=tuple(dict.fromkeys(found.columns)),
        literals=tuple(found.literals),
        numbers=tuple(found.numbers),
        reads_itself=found.reads_itself,
        reads_today=found.reads_today,
        token=token,
    )


def names(source: str) -> tuple[str, ...]:
    """The items that a condition reads, in the order of first mention."""
    return parse(source).names


def column(name: str) -> str:
    """Under which name the value of a choice's column is given to `Expression.value`."""
    return COLUMN + name


def itself() -> str:
    return SELF


def _variable(piece: re.Match[str], names: list[str]) -> str:
    literal, name, stray = piece.groups()
    if stray or (literal and "${" in literal):
        raise UnsupportedExpression("butir ditulis ${nama}, di luar tanda kutip")
    if literal:
        return str(literal)
    names.append(name)
    return f" ${name} "


def _parse(source: str) -> XPathToken:
    try:
        return ODKParser().parse(source)
    except (ElementPathError, OverflowError, RecursionError) as error:
        raise UnsupportedExpression(_why_not(source, error)) from error


def _why_not(source: str, error: Exception) -> str:
    """In plain words where a function is one that we know and do not have."""
    for name, reason in _REASONS.items():
        if re.search(rf"(?<![\w-]){re.escape(name)}\s*\(", source):
            return f"«{name}» tidak didukung: {reason}"
    return str(error)


class _Found:
    """What stands in a tree of tokens."""

    def __init__(self, *, may_read_itself: bool, columns_there: frozenset[str]) -> None:
        self._may_read_itself = may_read_itself
        self._columns_there = columns_there
        self.columns: list[str] = []
        self.literals: list[str] = []
        self.numbers: list[float] = []
        self.reads_itself = self.reads_today = False

    def inspect(self, token: XPathToken) -> None:
        """Raises UnsupportedExpression."""
        if token.symbol == "$":
            return
        self._allow(token)
        if token.symbol == "(string)":
            self.literals.append(str(token.value))
        elif token.symbol in _LITERALS:
            self._note_number(token)
        self.reads_today |= token.symbol == "today"
        for operand in token:
            self.inspect(operand)

    def _allow(self, token: XPathToken) -> None:
        symbol = token.symbol
        if symbol == "." and self._may_read_itself:
            self.reads_itself = True
        elif symbol == "(name)" and token.value in self._columns_there:
            self.columns.append(str(token.value))
        elif symbol not in _ALLOWED and symbol not in odk_parser.FUNCTIONS:
            raise self._unsupported(token)
        elif symbol in odk_parser.ARITHMETIC and not len(token):
            raise self._unsupported(token)  # a star by itself means any element

    def _unsupported(self, token: XPathToken) -> UnsupportedExpression:
        reason = _REASONS.get(token.symbol, "")
        shown = token.value or token.symbol
        return UnsupportedExpression(f"«{shown}» tidak didukung" + (reason and f": {reason}"))

    def _note_number(self, token: XPathToken) -> None:
        if isinstance(token.value, int | float | Decimal):
            if token.value > HIGHEST_NUMBER:
                raise UnsupportedExpression(f"angka lebih dari {HIGHEST_NUMBER}")
            self.numbers.append(float(token.value))
