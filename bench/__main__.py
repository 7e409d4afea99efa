"""`python -m bench [engines] [notebooks] [lab] [grading] [caches] [simulation]`: all of them when none is named."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Sequence

from bench import caches, engines, grading, lab, notebooks, simulation
from course.engines.catalogue import engine

ROUNDS = 5


def main(asked: Sequence[str]) -> int:
    """Print what was asked for; the exit code is 2 for something that is not measured here."""
    parts = {
        "engines": show_engines,
        "notebooks": show_notebooks,
        "lab": show_lab,
        "grading": show_grading,
        "caches": show_caches,
        "simulation": show_simulation,
    }
    if unknown := set(asked) - set(parts):
        print(f"bench measures {', '.join(parts)}, not {', '.join(sorted(unknown))}.", file=sys.stderr)
        return 2
    for name, show in parts.items():
        if not asked or name in asked:
            show()
    return 0


def show_engines() -> None:
    """The first connection of a new kernel to each embedded engine."""
    print(f"\nFirst connection in a new kernel, seconds: median (fastest … slowest) of {ROUNDS}")
    for name, seconds in engines.first_connections(ROUNDS).items():
        print(f"  {name:28} {spread(seconds['connect'])}   after importing its client: {spread(seconds['import'])}")
    for name, values in engines.plain_postgres(ROUNDS).items():
        print(f"  {name + ', for comparison':28} {spread(values)}")
    if engine("rabbitmq").find() is None:
        print("  rabbitmq is not here: `course doctor` says how to get it.")
        return
    starts = engines.rabbitmq_starts(ROUNDS)
    for name, values in starts.items():
        print(f"  {name:28} {spread(values)}")
    times = statistics.median(theirs / ours for ours, theirs in zip(*starts.values(), strict=True))
    print(f"  RabbitMQ with its own settings of its threads takes {times:.1f} times as long to start")


def show_notebooks() -> None:
    """Each notebook from start to end."""
    print("\nNotebooks, seconds from start to end")
    for name, (seconds, cells, slowest) in notebooks.run_times().items():
        worst = ", ".join(f"{cell} {spent:.1f}" for spent, cell in slowest)
        print(f"  {name:28} {seconds:6.1f}   {cells} code cells, the slowest: {worst}")


def show_lab() -> None:
    """`make lab` from a bare clone and again."""
    print("\nmake lab, seconds until JupyterLab answers")
    for name, seconds in lab.make_lab().items():
        print(f"  {name:28} {seconds:6.1f}")


def show_grading() -> None:
    """Submissions a second beside stock nbgrader, and what one submission's time is spent on."""
    rates = grading.throughput(3)
    print(f"\nGrading, submissions a second, {grading.WORKERS} workers: median (slowest … fastest) of 3")
    for name, values in rates.items():
        print(f"  {name:28} {spread(values)}")
    times = statistics.median(a / b for a, b in zip(*rates.values(), strict=True))
    print(f"  {times:.1f} times stock nbgrader's rate, with sandboxes and separate processes")
    print("One small submission, milliseconds, one worker")
    for part, milliseconds in grading.where_time_goes().items():
        print(f"  {part:38} {milliseconds:6.0f}")
    print(f"  memory of one submission, all its processes together: {grading.memory() / 2**20:.0f} MiB")


def show_caches() -> None:
    """Cache policies beside the plainest loop and beside libcachesim."""
    rates = caches.requests_a_second(ROUNDS)
    print(f"\nCache policies, million requests a second: median (slowest … fastest) of {ROUNDS}")
    for name, sides in rates.items():
        shown = (f"{side} {spread([value / 1e6 for value in values])}" for side, values in sides.items())
        print(f"  {name:12} {'   '.join(shown)}")


def show_simulation() -> None:
    """What a `Station` costs over the bare loop that does the same, and what array operations save."""
    times = simulation.times(2 * ROUNDS)
    print(f"\nM/M/1, {simulation.CUSTOMERS:,} customers, seconds: median (fastest … slowest) of {2 * ROUNDS}")
    for name, values in times.items():
        print(f"  {name:28} {spread(values, 4)}")
    for name, build in (("bare SimPy loop", simulation.bare_loop), ("Station", simulation.station)):
        rate = simulation.events(build) / times.median(name)
        print(f"  {name + ', events a second':28} {rate:8,.0f}")
    for slower, faster in (("Station", "bare SimPy loop"), ("Station", "Lindley's recursion")):
        ratio = times.ratio(slower, faster)
        print(f"  {slower} takes {ratio.value:.2f} times {faster} ({ratio.low:.2f} … {ratio.high:.2f}, 95 %)")


def spread(values: list[float], places: int = 2) -> str:
    """Median and range."""
    return f"{statistics.median(values):6.{places}f} ({min(values):.{places}f} … {max(values):.{places}f})"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
