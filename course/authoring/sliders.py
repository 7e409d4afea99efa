"""Will a slider still work after *Run All*?

The function behind `show.explore` looks its names up when somebody drags, which is after the last cell has run. A later
cell that gives one of those names another meaning breaks it silently, long after its own cell succeeded.
"""

from __future__ import annotations

import ast
import builtins
import symtable
from collections.abc import Iterator

from nbformat import NotebookNode

from course.authoring.notebooks import code_cells


def overwritten(notebook: NotebookNode) -> Iterator[str]:
    """For each slider whose function, or one that it calls, uses a name that a later cell assigns: a sentence."""
    cells = [(cell.id, ast.parse(_python(cell.source))) for cell in code_cells(notebook)]
    for number, (cell, tree) in enumerate(cells):
        for drawn in _explored(tree):
            used = _used(drawn, [earlier for _, earlier in cells[: number + 1]])
            for later, other in cells[number + 1 :]:
                for name in sorted(used & _assigned(other)):
                    yield (
                        f"the slider of cell {cell} uses {name}, which cell {later} assigns again: "
                        "after Run All it would draw with the wrong one; give one of them another name"
                    )


def _python(source: str) -> str:
    return "\n".join("" if line.startswith("%") else line for line in source.split("\n"))


def _explored(tree: ast.Module) -> Iterator[str]:
    """Names of the functions given to `show.explore` in a cell."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="explore"), args=[ast.Name(id=function), *_]):
                yield function


def _used(function: str, trees: list[ast.Module]) -> set[str]:
    """Global names that a function uses, and those used by the notebook's functions that it calls."""
    latest = {node.name: node for tree in trees for node in tree.body if isinstance(node, ast.FunctionDef)}
    used: set[str] = set()
    waiting = [function]
    while waiting:
        name = waiting.pop()
        if name in latest:
            found = _globals(ast.unparse(latest.pop(name)))
            used |= found
            waiting += found
    return used


def _globals(source: str) -> set[str]:
    found: set[str] = set()
    tables = list(symtable.symtable(source, "cell", "exec").get_children())
    while tables:
        table = tables.pop()
        found |= {symbol.get_name() for symbol in table.get_symbols() if symbol.is_global()}
        tables += table.get_children()
    return found - set(dir(builtins))


def _assigned(tree: ast.Module) -> set[str]:
    """Names that a cell gives a meaning at its top level. Imports are left out: they bring the same thing again."""
    table = symtable.symtable(ast.unparse(tree), "cell", "exec")
    return {s.get_name() for s in table.get_symbols() if s.is_assigned() and not s.is_imported()}
