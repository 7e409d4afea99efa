"""Which names a cell gives a meaning to, and which it reads."""

from __future__ import annotations

import dis
import symtable
import types
from collections.abc import Iterator


def bound(source: str, imports: bool = True) -> set[str]:
    """Names that a cell gives a meaning to in the notebook, with or without those it imports. Raises SyntaxError."""
    symbols = symtable.symtable(source, "cell", "exec").get_symbols()
    return {one.get_name() for one in symbols if one.is_imported() and imports or one.is_assigned()}


def used(code: types.CodeType) -> Iterator[str]:
    """Names of the notebook that compiled code reads, its functions and classes included; some more than once."""
    for step in dis.get_instructions(code):
        if step.opname in ("LOAD_NAME", "LOAD_GLOBAL"):
            yield step.argval
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from used(constant)
