"""Execution plans, read as data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import psycopg
from psycopg.rows import tuple_row
from psycopg.sql import SQL, Composable


@dataclass(frozen=True)
class PlanNode:
    """One node of a plan. `tree` is PostgreSQL's own JSON object for it."""

    tree: Mapping[str, Any]

    @property
    def type(self) -> str:
        """The node type, such as "Index Scan"."""
        return str(self.tree["Node Type"])

    @property
    def relation(self) -> str | None:
        """The table that is scanned, if any."""
        return self.tree.get("Relation Name")

    @property
    def index(self) -> str | None:
        """The index that is used, if any."""
        return self.tree.get("Index Name")

    @property
    def estimated(self) -> int:
        """Rows the planner expected from one execution of this node."""
        return int(self.tree["Plan Rows"])

    @property
    def loops(self) -> int:
        """How often the node ran; 0 when it never did or the plan was not executed."""
        return int(self.tree.get("Actual Loops", 0))

    @property
    def rows(self) -> int:
        """Rows it returned over all its loops; 0 when the plan was not executed."""
        return round(self.tree.get("Actual Rows", 0) * self.loops)

    @property
    def blocks(self) -> int:
        """Shared blocks (8 kB) touched by this node *and the nodes below it*: PostgreSQL's counts are cumulative
        (documentation, "EXPLAIN", option BUFFERS). Hits and reads together, since only the cache decides which."""
        return int(self.tree.get("Shared Hit Blocks", 0)) + int(self.tree.get("Shared Read Blocks", 0))

    @property
    def own_blocks(self) -> int:
        """Shared blocks touched by this node alone."""
        return self.blocks - sum(child.blocks for child in self.children)

    @property
    def misestimate(self) -> float:
        """How many times too high or too low the row estimate was: 1 is exact (or unknown), 100 two orders off."""
        if not self.loops:
            return 1.0
        actual = max(float(self.tree["Actual Rows"]), 1.0)
        expected = max(float(self.estimated), 1.0)
        return max(actual / expected, expected / actual)

    @property
    def children(self) -> list[PlanNode]:
        """The nodes that feed this one, outer side first."""
        return [PlanNode(child) for child in self.tree.get("Plans", ())]

    @property
    def label(self) -> str:
        """What it does to which relation: "Index Scan on orders using orders_pkey"."""
        kind = self.type
        if self.tree.get("Join Type") not in (None, "Inner"):
            kind = f"{kind} ({self.tree['Join Type']})"
        if kind == "Aggregate" and self.tree.get("Strategy") in ("Hashed", "Sorted"):
            kind = {"Hashed": "Aggregate (hashed)", "Sorted": "Aggregate (sorted)"}[self.tree["Strategy"]]
        name = self.relation or self.tree.get("CTE Name") or self.tree.get("Function Name")
        return kind + (f" on {name}" if name else "") + (f" using {self.index}" if self.index else "")

    def walk(self) -> Iterator[PlanNode]:
        """This node and all below it, in the order of EXPLAIN's text."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Plan:
    """A statement's plan. `tree` is the JSON object that EXPLAIN returned; `str(plan)` is an outline without costs and
    times, the same in every run that chooses the same plan."""

    tree: Mapping[str, Any]

    @cached_property
    def root(self) -> PlanNode:
        """The top node: what it returns is the statement's result."""
        return PlanNode(self.tree["Plan"])

    @property
    def top(self) -> str:
        """Node type of the top node."""
        return self.root.type

    @property
    def blocks(self) -> int:
        """Shared blocks (8 kB) the execution touched, hits and reads together, without those of planning. Taken from
        the top node, whose counts include all others. 0 when the plan was not executed."""
        return self.root.blocks

    @property
    def rows(self) -> int:
        """Rows the statement returned; 0 when the plan was not executed."""
        return self.root.rows

    @property
    def estimated(self) -> int:
        """Rows the planner expected."""
        return self.root.estimated

    @property
    def nodes(self) -> list[str]:
        """All node types, top first."""
        return [node.type for node in self.root.walk()]

    @property
    def milliseconds(self) -> float:
        """Execution time in ms, as the server measured it; NaN when the plan was not executed."""
        return float(self.tree.get("Execution Time", float("nan")))

    def uses(self, name: str) -> bool:
        """Whether a node has this type ("Index Scan", exactly), or reads this index or table."""
        return any(name in (node.type, node.index, node.relation) for node in self.root.walk())

    def node(self, name: str) -> PlanNode:
        """The first node of this type, index or table. Raises KeyError when the plan has none."""
        for node in self.root.walk():
            if name in (node.type, node.index, node.relation):
                return node
        raise KeyError(f"no {name!r} in this plan; it has {', '.join(self.nodes)}")

    def __str__(self) -> str:
        return "\n".join(_outline(self.root))

    __repr__ = __str__


def explain(
    pg: psycopg.Connection[Any],
    sql: str | Composable,
    params: Sequence[Any] | Mapping[str, Any] | None = None,
    analyze: bool = True,
) -> Plan:
    """The plan of a statement that is run: EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON).

    A statement that only reads is run twice and the second run reported: on its first run a session also looks up
    operators and functions in the catalogue, and those few blocks are no part of the statement. One that writes is
    run once, and its changes stay. `analyze=False` only plans; then rows, blocks and times are 0 or NaN.
    Raises what PostgreSQL raised, with the statement added to the message.
    """
    options = "(ANALYZE, BUFFERS, FORMAT JSON)" if analyze else "(FORMAT JSON)"
    statement = SQL(sql) if isinstance(sql, str) else sql  # type: ignore[arg-type]
    text = statement.as_string(pg).strip().rstrip(";")
    if text.lower().startswith("explain"):
        raise ValueError(f"give explain() the statement itself, without EXPLAIN: {text}")
    try:
        plan = _explained(pg, f"EXPLAIN {options} {text}", params)
        reads = not {"ModifyTable", "LockRows"} & set(plan.nodes)
        return _explained(pg, f"EXPLAIN {options} {text}", params) if analyze and reads else plan
    except psycopg.Error as error:
        error.add_note(f"while explaining: {text}")
        raise


def _explained(pg: psycopg.Connection[Any], command: str, params: Any) -> Plan:
    with pg.cursor(row_factory=tuple_row) as cursor:
        row = cursor.execute(command, params).fetchone()  # type: ignore[arg-type]
    assert row is not None
    return Plan(row[0][0])


def _outline(node: PlanNode) -> Iterator[str]:
    yield node.label
    children = node.children
    for child in children:
        last = child is children[-1]
        lines = _outline(child)
        yield ("└─ " if last else "├─ ") + next(lines)
        for line in lines:
            yield ("   " if last else "│  ") + line
