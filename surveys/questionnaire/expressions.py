"""Conditions of an XLSForm: XPath 1.0 through elementpath, cut down to what a choice needs.

Allowed: `${name}`, texts, numbers, `= != < <= > >=`, `and`, `or`, brackets, `selected()`,
`not()`, `true()`, `false()`, `number()`. The value of a name is the code that was chosen,
and '' where nothing was. Everything else is refused.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from elementpath import ElementPathError, XPath1Parser, XPathContext, XPathToken

LONGEST = 1_000  # characters; conditions written by hand stay far below
MOST_BRACKETS = 50  # each one is a level of recursion in the parser
HIGHEST_NUMBER = 1_000_000

_COMPARISONS = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_LITERALS = {"(string)", "(integer)", "(decimal)"}
_FUNCTIONS = {"selected", "not", "true", "false", "number"}
_ALLOWED = {"and", "or", "(", *_COMPARISONS, *_LITERALS, *_FUNCTIONS}
_PIECES = re.compile(r"('[^']*'|\"[^\"]*\")|\$\{\s*([A-Za-z][A-Za-z0-9_]*)\s*\}|(\$)")


class UnsupportedExpression(ValueError):
    """The text is no condition that this version understands. The message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """A parsed condition: which names it reads, which texts it compares them with."""

    text: str
    names: tuple[str, ...]
    literals: tuple[str, ...]
    token: XPathToken

    def holds(self, values: Mapping[str, str]) -> bool:
        """`values` has the chosen code for every one of `names`, '' for no answer."""
        context = XPathContext(item=True, variables=dict(values))
        return self.token.boolean_value(self.token.evaluate(context))


class _ODKParser(XPath1Parser):
    """XPath 1.0 with ODK's `selected()` and with its comparison of texts with numbers."""


# elementpath compares a text variable with a number as Python would: never equal, and an
# error for '' < 1. XPath 1.0 (3.4) and ODK turn both into numbers, and '' into NaN. The
# token classes are subclassed because the symbol table shares them with the stock parser.
for _symbol in _COMPARISONS:
    _stock = _ODKParser.symbol_table[_symbol]
    _ODKParser.symbol_table[_symbol] = type(_stock.__name__, (_stock,), {})


@_ODKParser.method("=")
@_ODKParser.method("!=")
@_ODKParser.method("<")
@_ODKParser.method("<=")
@_ODKParser.method(">")
@_ODKParser.method(">=")
def evaluate__comparison(self: XPathToken, context: XPathContext | None = None) -> bool:
    left, right = (operand.evaluate(copy(context)) for operand in self)
    if self.symbol in ("=", "!="):
        left, right = _alike(self, left, right)
    else:
        left, right = self.number_value(left), self.number_value(right)
    return bool(_COMPARISONS[self.symbol](left, right))


@_ODKParser.method(_ODKParser.function("selected", nargs=2))
def evaluate__selected(self: XPathToken, context: XPathContext | None = None) -> bool:
    chosen, code = (self.string_value(operand.evaluate(copy(context))) for operand in self)
    return code in chosen.split()


def parse(text: str) -> Expression:
    """Raises UnsupportedExpression."""
    if len(text) > LONGEST or text.count("(") > MOST_BRACKETS:
        raise UnsupportedExpression(f"lebih dari {LONGEST} huruf atau {MOST_BRACKETS} kurung")
    names: list[str] = []
    token = _parse(_PIECES.sub(lambda piece: _variable(piece, names), text))
    literals: list[str] = []
    _inspect(token, literals)
    return Expression(
        text=text, names=tuple(dict.fromkeys(names)), literals=tuple(literals), token=token
    )


def names(text: str) -> tuple[str, ...]:
    """The items that a condition reads, in the order of first mention."""
    return parse(text).names


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
        return _ODKParser().parse(source)
    except (ElementPathError, OverflowError) as error:
        raise UnsupportedExpression(str(error)) from error


def _inspect(token: XPathToken, literals: list[str]) -> None:
    if token.symbol == "$":
        return
    if token.symbol not in _ALLOWED:
        raise UnsupportedExpression(f"«{token.value or token.symbol}» tidak didukung")
    if isinstance(token.value, int | Decimal) and token.value > HIGHEST_NUMBER:
        raise UnsupportedExpression(f"angka lebih dari {HIGHEST_NUMBER}")
    if token.symbol == "(string)":
        literals.append(str(token.value))
    for operand in token:
        _inspect(operand, literals)


def _alike(token: XPathToken, left: Any, right: Any) -> tuple[Any, Any]:
    if isinstance(left, bool) or isinstance(right, bool):
        return token.boolean_value(left), token.boolean_value(right)
    if isinstance(left, str) and isinstance(right, str):
        return left, right
    return token.number_value(left), token.number_value(right)
