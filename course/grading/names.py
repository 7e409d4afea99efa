"""Which names a cell binds and which it reads, from its source alone."""

from __future__ import annotations

import ast
import symtable


def bound(source: str, imports: bool = True) -> set[str]:
    """Names that a cell gives a meaning to in the notebook, with or without those it imports. Raises SyntaxError."""
    symbols = symtable.symtable(source, "cell", "exec").get_symbols()
    return {one.get_name() for one in symbols if one.is_imported() and imports or one.is_assigned()}


def used(source: str) -> set[str]:
    """Names that a cell reads, its functions included. Raises SyntaxError."""
    loaded = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name))
    return {node.id for node in loaded if isinstance(node.ctx, ast.Load)}
