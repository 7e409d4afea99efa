"""One call of every figure, for the tests that hold for all of them."""

import random

from course import show
from course.measure.plans import Plan

CHANCE = random.Random(7)
TOKENS = {f"node {n}": [CHANCE.random() for _ in range(20)] for n in range(4)}
MANY_TOKENS = {f"n{n}": [CHANCE.random() for _ in range(200)] for n in range(10)}
LATENCIES = {
    name: [CHANCE.lognormvariate(1, spread) for _ in range(500)] for name, spread in (("one", 0.5), ("two", 1))
}
ROWS = [10**power for power in range(3, 7)]


def plan_of(*children, node="Nested Loop", rows=1000, expected=10, blocks=100, loops=1, **more):
    tree = {"Node Type": node, "Plan Rows": expected, "Actual Rows": rows, "Actual Loops": loops}
    return {**tree, "Shared Hit Blocks": blocks, "Plans": list(children), **more}


PLAN = Plan(
    {
        "Plan": plan_of(
            plan_of(
                plan_of(node="Seq Scan", **{"Relation Name": "orders"}, blocks=60),
                plan_of(node="Index Scan", **{"Relation Name": "customers", "Index Name": "customers_pkey"}, blocks=40),
            ),
            node="Sort",
        )
    }
)

LEVELS, ANOMALIES = ["read committed", "serializable"], ["lost update", "phantom"]
VERDICTS = {(level, anomaly): "possible" for level in LEVELS[:1] for anomaly in ANOMALIES}
VERDICTS |= {(level, anomaly): "refused" for level in LEVELS[1:] for anomaly in ANOMALIES}


def free():
    with show.figure(TITLE, x="time (s)", y="keys") as axes:
        axes.plot([1, 2, 3], [10, 25, 30])


TITLE = "Only remote_apply lets a read follow its write"

FIGURES = {
    "bars": lambda: show.bars({"local": 148, "on": 3}, title=TITLE, unit="stale reads of 300"),
    "bars beside": lambda: show.bars({"a": 1.5, "b": 3}, title=TITLE, unit="reads", beside={"a": (0, 1), "b": 3}),
    "bars log": lambda: show.bars({"scan": 9408, "index": 4, "none": 0}, title=TITLE, unit="blocks", log=True),
    "grouped": lambda: show.grouped({"PG": {"r": 1, "w": 2}, "Maria": {"r": 3}}, title=TITLE, unit="anomalies"),
    "grouped log": lambda: show.grouped({"PG": {"r": 1, "w": 2000}}, title=TITLE, unit="blocks", log=True),
    "lines": lambda: show.lines({"B-tree": (ROWS, [3, 3, 4, 4])}, title=TITLE, x="rows", y="blocks", logx=True),
    "lines rich": lambda: show.lines(
        {"index": (ROWS, [3, 3, 4, 4]), "scan": (ROWS, [10, 94, 940, 9408])},
        title=TITLE,
        x="rows",
        y="blocks",
        logx=True,
        logy=True,
        theory={"n / 107": (ROWS, [n / 107 for n in ROWS])},
        marks={"your table": 2e5},
    ),
    "matrix": lambda: show.matrix(
        LEVELS, ANOMALIES, VERDICTS, title=TITLE, colours={"possible": "bad", "refused": "good"}
    ),
    "plan": lambda: show.plan(PLAN, title=TITLE),
    "timeline": lambda: show.timeline({"A": [(0, 2, "UPDATE", "neutral"), (2, 3, "", "wait")]}, title=TITLE),
    "ring": lambda: show.ring(TOKENS, title=TITLE, keys={"user:17": 0.3}),
    "ring dense": lambda: show.ring(MANY_TOKENS, title=TITLE),
    "pages": lambda: show.pages({"orders": ["read", *["untouched"] * 900]}, title=TITLE),
    "heat": lambda: show.heat(LEVELS, ANOMALIES, dict.fromkeys(VERDICTS, 2.5), title=TITLE, unit="share"),
    "distribution": lambda: show.distribution(LATENCIES, title=TITLE, x="latency (ms)", log=True),
    "cumulative": lambda: show.distribution(LATENCIES, title=TITLE, x="latency (ms)", cumulative=True),
    "stack": lambda: show.stack({"PG": {"table": 60, "index": 21}}, title=TITLE, unit="MB"),
    "figure": free,
}
