"""Which names a cell binds and which it reads, from its source alone."""

from __future__ import annotations

import ast
import symtable


def bound(source: str) -> set[str]:
    """Names that a cell gives a meaning to in the notebook. Raises SyntaxError."""
    table = symtable.symtable(source, "cell", "exec")
    return {one.get_name() for one in table.get_symbols() if one.is_assigned() or one.is_imported()}


def used(source: str) -> set[str]:
    """Names that a cell reads, its functions included. Raises SyntaxError."""
    loaded = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name))
    return {node.id for node in loaded if isinstance(node.ctx, ast.Load)}
