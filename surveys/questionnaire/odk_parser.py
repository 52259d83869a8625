"""XPath 1.0 by elementpath, with the functions and the comparisons of ODK.

The grammar, the precedence and the core of the language are the library's. What stands here is
what ODK does otherwise (texts are numbers beside numbers, dates can be compared, `round` takes
digits) and what it adds. Variables are texts; `.` and the columns of a choice are variables, too.
Source: https://getodk.github.io/xforms-spec/#xpath-functions
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Sequence
from copy import copy
from datetime import date
from decimal import Decimal

from elementpath import XPath1Parser, XPathContext, XPathToken

from surveys.questionnaire import odk_values
from surveys.questionnaire.odk_values import Value, number, text, truth

SELF = "."  # the variable with the answer itself
COLUMN = "column "  # before the name of a column of the choices sheet
TODAY = "today()"

_ORDER = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
_EQUALITY = {"=": operator.eq, "!=": operator.ne}
COMPARISONS = frozenset({*_ORDER, *_EQUALITY})
ARITHMETIC = frozenset({"+", "-", "*", "div", "mod"})
LOGIC = frozenset({"and", "or"})


class ODKParser(XPath1Parser):
    """One expression in, one tree of tokens out."""


# The token classes are subclassed because the symbol table shares them with the stock parser.
for _symbol in (*COMPARISONS, *ARITHMETIC, *LOGIC, ".", "(name)", "$"):
    _stock = ODKParser.symbol_table[_symbol]
    ODKParser.symbol_table[_symbol] = type(_stock.__name__, (_stock,), {})


def value(token: XPathToken, context: XPathContext) -> Value:
    """Of an expression as a text, a number or a truth."""
    found = token.evaluate(copy(context))
    if isinstance(found, bool | str):
        return found
    return number(found)


def _operands(token: XPathToken, context: XPathContext | None) -> list[Value]:
    if context is None:
        raise token.missing_context()
    return [value(operand, context) for operand in token]


def _method(*symbols: str) -> Callable[[Callable[..., Value]], None]:
    """Give these symbols a meaning over the values of their operands."""

    def give(meaning: Callable[..., Value]) -> None:
        for symbol in symbols:

            def evaluate(self: XPathToken, context: XPathContext | None = None) -> Value:
                return meaning(self.symbol, *_operands(self, context))

            ODKParser.symbol_table[symbol].evaluate = evaluate

    return give


def _variable(symbol: str, name: Callable[[XPathToken], str]) -> None:
    def evaluate(self: XPathToken, context: XPathContext | None = None) -> Value:
        if context is None:
            raise self.missing_context()
        return text(context.variables[name(self)])

    ODKParser.symbol_table[symbol].evaluate = evaluate


_variable("$", lambda token: str(token[0].value))
_variable(".", lambda token: SELF)
_variable("(name)", lambda token: COLUMN + str(token.value))


@_method(*_EQUALITY)
def _equality(symbol: str, left: Value, right: Value) -> bool:
    return bool(_EQUALITY[symbol](*_alike(left, right)))


def _alike(left: Value, right: Value) -> tuple[Value, Value]:
    if isinstance(left, bool) or isinstance(right, bool):
        return truth(left), truth(right)
    if isinstance(left, str) and isinstance(right, str):
        return left, right
    return number(left), number(right)


@_method(*_ORDER)
def _order(symbol: str, left: Value, right: Value) -> bool:
    return bool(_ORDER[symbol](number(left), number(right)))


@_method("+", "-", "*")
def _sum(symbol: str, *operands: Value) -> float:
    numbers = [number(operand) for operand in operands]
    if len(numbers) == 1:
        return -numbers[0] if symbol == "-" else numbers[0]
    work = {"+": operator.add, "-": operator.sub, "*": operator.mul}[symbol]
    return float(work(*numbers))


@_method("div")
def _quotient(symbol: str, left: Value, right: Value) -> float:
    dividend, divisor = number(left), number(right)
    if divisor:
        return dividend / divisor
    return math.nan if not dividend or math.isnan(dividend) else math.copysign(math.inf, dividend)


@_method("mod")
def _remainder(symbol: str, left: Value, right: Value) -> float:
    dividend, divisor = number(left), number(right)
    return math.fmod(dividend, divisor) if divisor and math.isfinite(dividend) else math.nan


@_method("and")
def _both(symbol: str, left: Value, right: Value) -> bool:
    return truth(left) and truth(right)


@_method("or")
def _either(symbol: str, left: Value, right: Value) -> bool:
    return truth(left) or truth(right)


FUNCTIONS: set[str] = set()


def _function(name: str, *counts: int) -> Callable[[Callable[..., Value]], None]:
    """Make or replace a function that takes one of `counts` arguments; -1: any number."""

    def give(meaning: Callable[..., Value]) -> None:
        if name in ODKParser.symbol_table:
            ODKParser.unregister(name)
        most = None if -1 in counts else max(counts)
        least = min(count for count in counts if count >= 0) if max(counts) >= 0 else 1
        ODKParser.function(name, nargs=least if least == most else (least, most))

        def evaluate(self: XPathToken, context: XPathContext | None = None) -> Value:
            return meaning(*_operands(self, context))

        ODKParser.symbol_table[name].evaluate = evaluate
        FUNCTIONS.add(name)

    return give


_function("true", 0)(lambda: True)
_function("false", 0)(lambda: False)
_function("not", 1)(lambda it: not truth(it))
_function("boolean", 1)(truth)
_function("number", 1)(number)
_function("string", 1)(text)
_function("concat", 1, -1)(lambda *parts: "".join(map(text, parts)))
_function("contains", 2)(lambda whole, part: text(part) in text(whole))
_function("starts-with", 2)(lambda whole, part: text(whole).startswith(text(part)))
_function("ends-with", 2)(lambda whole, part: text(whole).endswith(text(part)))
_function("string-length", 1)(lambda it: float(len(text(it))))
_function("normalize-space", 1)(lambda it: " ".join(text(it).split()))
_function("substring-before", 2)(lambda whole, part: _split(whole, part)[0])
_function("substring-after", 2)(lambda whole, part: _split(whole, part)[1])
_function("selected", 2)(lambda chosen, code: text(code) in text(chosen).split())
_function("count-selected", 1)(lambda chosen: float(len(text(chosen).split())))
_function("coalesce", 2)(lambda first, second: first if text(first) else second)
_function("int", 1)(lambda it: _whole(math.trunc, number(it)))
_function("floor", 1)(lambda it: _whole(math.floor, number(it)))
_function("ceiling", 1)(lambda it: _whole(math.ceil, number(it)))
_function("abs", 1)(lambda it: abs(number(it)))
_function("min", 1, -1)(lambda *them: _extreme(min, them))
_function("max", 1, -1)(lambda *them: _extreme(max, them))
_function("boolean-from-string", 1)(lambda it: text(it) in ("1", "true"))


@_function("if", 3)
def _if(condition: Value, then: Value, otherwise: Value) -> Value:
    return then if truth(condition) else otherwise


@_function("regex", 2)
def _regex(whole: Value, pattern: Value) -> bool:
    return re.fullmatch(text(pattern), text(whole)) is not None


@_function("selected-at", 2)
def _selected_at(chosen: Value, place: Value) -> str:
    codes, at = text(chosen).split(), number(place)
    return codes[int(at)] if math.isfinite(at) and 0 <= at < len(codes) else ""


@_function("substr", 2, 3)
def _substr(whole: Value, start: Value, end: Value | None = None) -> str:
    """From `start`, counted from 0, up to and without `end`; below 0 from the end."""
    first = number(start)
    last = math.inf if end is None else number(end)
    if math.isnan(first) or math.isnan(last):
        return ""
    return text(whole)[int(first) : None if math.isinf(last) else int(last)]


@_function("translate", 3)
def _translate(whole: Value, old: Value, new: Value) -> str:
    signs: dict[int, str | None] = {}
    for place, sign in enumerate(text(old)):
        signs.setdefault(ord(sign), text(new)[place : place + 1] or None)
    return text(whole).translate(signs)


@_function("round", 1, 2)
def _round(it: Value, digits: Value = 0.0) -> float:
    """Half up, as XPath 1.0 (4.4) has it for the half below zero, too."""
    exact, places = number(it), number(digits)
    if not math.isfinite(exact) or math.isnan(places):
        return exact if not math.isnan(places) else math.nan
    shift = Decimal(10) ** int(places)
    halved = Decimal(repr(exact)) * shift + Decimal("0.5")
    return float(Decimal(math.floor(halved)) / shift)


@_function("pow", 2)
def _power(base: Value, exponent: Value) -> float:
    try:
        raised = number(base) ** number(exponent)
    except (OverflowError, ZeroDivisionError):
        return math.inf
    return raised if isinstance(raised, float) else math.nan


@_function("sqrt", 1)
def _root(it: Value) -> float:
    return math.sqrt(number(it)) if number(it) >= 0 else math.nan


@_function("date", 1)
def _date(it: Value) -> str:
    """A date stays what it is; a number of days becomes a date; anything else is ''."""
    try:
        return odk_values.day(number(it)).isoformat()
    except (OverflowError, ValueError):
        return ""


@_function("decimal-date-time", 1)
def _decimal_date(it: Value) -> float:
    return number(it)


@_function("format-date", 2)
def _format_date(it: Value, pattern: Value) -> str:
    """Of ODK's marks those of a day: %Y, %y, %m, %n, %d, %e."""
    try:
        on: date = odk_values.day(number(it))
    except (OverflowError, ValueError):
        return ""
    marks = {
        "%Y": f"{on.year:04}",
        "%y": f"{on.year % 100:02}",
        "%m": f"{on.month:02}",
        "%n": f"{on.month}",
        "%d": f"{on.day:02}",
        "%e": f"{on.day}",
    }
    return re.sub("%[YymnDde]", lambda mark: marks.get(mark[0], ""), text(pattern))


def _today() -> None:
    ODKParser.function("today", nargs=0)

    def evaluate(self: XPathToken, context: XPathContext | None = None) -> Value:
        if context is None:
            raise self.missing_context()
        return text(context.variables[TODAY])

    ODKParser.symbol_table["today"].evaluate = evaluate
    FUNCTIONS.add("today")


_today()


def _split(whole: Value, part: Value) -> tuple[str, str]:
    before, found, after = (
        text(whole).partition(text(part)) if text(part) else ("", "x", text(whole))
    )
    return (before, after) if found else ("", "")


def _whole(cut: Callable[[float], int], it: float) -> float:
    return float(cut(it)) if math.isfinite(it) else it


def _extreme(choose: Callable[[Sequence[float]], float], them: Sequence[Value]) -> float:
    numbers = [number(one) for one in them]
    return math.nan if any(map(math.isnan, numbers)) else choose(numbers)
