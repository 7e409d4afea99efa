"""Which names a cell gives a meaning to, and which it reads."""

from __future__ import annotations

import ast
import dis
import math
import symtable
import types
from collections.abc import Iterable, Iterator


def bound(source: str, imports: bool = True) -> set[str]:
    """Names that a cell gives a meaning to in the notebook, with or without those it imports. Raises SyntaxError."""
    symbols = symtable.symtable(source, "cell", "exec").get_symbols()
    return {one.get_name() for one in symbols if one.is_imported() and imports or one.is_assigned()}


def used(code: types.CodeType) -> Iterator[str]:
    """Names of the notebook that compiled code reads, its functions and classes included; some more than once."""
    return (name for name, _ in _reads(code))


def needed(source: str) -> set[str]:
    """Names that a cell takes from the cells before it: it reads them before it has given them a meaning itself.

    A `for` is taken to run at least once; of what stands below `if`, `while` and `try` only the rest of that block is
    taken to know. Raises SyntaxError.
    """
    code = compile(source, "cell", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    own: dict[str, list[tuple[int, float]]] = {}
    for name, after, until in _given_a_meaning(ast.parse(source).body, math.inf):
        own.setdefault(name, []).append((after, until))
    return {
        name for name, line in _reads(code) if not any(after < line <= until for after, until in own.get(name, []))
    }


def _reads(code: types.CodeType) -> Iterator[tuple[str, int]]:
    """Each name that is read, with its line."""
    for step in dis.get_instructions(code):
        if step.opname in ("LOAD_NAME", "LOAD_GLOBAL"):
            yield step.argval, (step.positions and step.positions.lineno) or 0
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _reads(constant)


def _given_a_meaning(body: Iterable[ast.stmt], until: float) -> Iterator[tuple[str, int, float]]:
    """Each name that these statements bind, the line after which it is bound, and the last one for which that is sure.

    `until` is the last line of the block that `body` is.
    """
    for one in body:
        end = one.end_lineno or one.lineno
        match one:
            case ast.Import() | ast.ImportFrom():
                yield from ((alias.asname or alias.name.partition(".")[0], end, until) for alias in one.names)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield one.name, one.lineno, until  # its body may name it
            case ast.Assign():
                yield from ((name, end, until) for target in one.targets for name in _targets(target))
            case ast.AnnAssign(value=ast.expr()):
                yield from ((name, end, until) for name in _targets(one.target))
            case ast.For() | ast.AsyncFor():
                yield from ((name, one.iter.end_lineno or one.lineno, until) for name in _targets(one.target))
                yield from _given_a_meaning(one.body, until)
            case ast.With() | ast.AsyncWith():
                for item in one.items:
                    if item.optional_vars is not None:
                        line = item.context_expr.end_lineno or one.lineno
                        yield from ((name, line, until) for name in _targets(item.optional_vars))
                yield from _given_a_meaning(one.body, until)
            case ast.If() | ast.While() | ast.Try():
                handlers = [handler.body for handler in one.handlers] if isinstance(one, ast.Try) else []
                for block in [one.body, *handlers, one.orelse]:
                    if block:
                        yield from _given_a_meaning(block, block[-1].end_lineno or end)


def _targets(target: ast.expr) -> Iterator[str]:
    return (node.id for node in ast.walk(target) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store))
