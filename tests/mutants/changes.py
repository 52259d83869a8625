"""Small changes to a module, each at one place: what a slip of the hand would do."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
OPERATIONS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    path: str
    line: int
    what: str
    source: str


def of(path: str, source: str) -> Iterator[Mutant]:
    """Every mutant of a module, in the order of its lines. Annotations and texts are left alone."""
    tree = ast.parse(source)
    for place, node in enumerate(_nodes(tree)):
        if what := _change(node):
            changed = copy.deepcopy(tree)
            _apply(list(_nodes(changed))[place])
            yield Mutant(
                path=path,
                line=getattr(node, "lineno", 0),
                what=what,
                source=ast.unparse(ast.fix_missing_locations(changed)),
            )


def _nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """All but annotations, decorators and docstrings, depth first."""
    for name, value in ast.iter_fields(tree):
        if name in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or _is_text(child) or _is_raise(child):
                continue
            yield child
            yield from _nodes(child)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_raise(node: ast.AST) -> bool:
    """The wording of an error is no behaviour of the method."""
    return isinstance(node, ast.Raise)


def _change(node: ast.AST) -> str:
    match node:
        case ast.Compare(ops=[op, *_]) if type(op) in COMPARISONS:
            return f"{type(op).__name__} becomes {COMPARISONS[type(op)].__name__}"
        case ast.BinOp(op=op) | ast.AugAssign(op=op) if type(op) in OPERATIONS:
            return f"{type(op).__name__} becomes {OPERATIONS[type(op)].__name__}"
        case ast.BoolOp():
            return "and and or change places"
        case ast.UnaryOp(op=ast.Not() | ast.USub() | ast.Invert()):
            return "a sign or a not is gone"
        case ast.Constant(value=bool()):
            return "True and False change places"
        case ast.Constant(value=int() | float() as number):
            return f"{number} becomes one more"
        case ast.If() | ast.While() | ast.IfExp():
            return "the condition is turned round"
    return ""


def _apply(node: ast.AST) -> None:
    match node:
        case ast.Compare(ops=[op, *rest]):
            node.ops = [COMPARISONS[type(op)](), *rest]
        case ast.BinOp(op=op) | ast.AugAssign(op=op):
            node.op = OPERATIONS[type(op)]()
        case ast.BoolOp(op=op):
            node.op = ast.Or() if isinstance(op, ast.And) else ast.And()
        case ast.Constant(value=value):
            node.value = not value if isinstance(value, bool) else value + 1
        case ast.UnaryOp():
            _drop(node)
        case ast.If() | ast.While() | ast.IfExp():
            node.test = ast.UnaryOp(op=ast.Not(), operand=node.test)


def _drop(node: ast.UnaryOp) -> None:
    """What stays is the operand: +x, or not not x."""
    if isinstance(node.op, ast.Not):
        node.operand = ast.UnaryOp(op=ast.Not(), operand=node.operand)
    else:
        node.op = ast.UAdd()
