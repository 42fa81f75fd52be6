"""Functions that measure time, memory, and instructions."""

import math
import re
import shutil
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Mapping, Sequence
from timeit import Timer

from .comparisons import Comparison

CLASSES = (0, 7, 50, 333, 20, 120)
"""How many classes the runs create whose smallest number of instructions counts."""


def best(
    rounds: int, calls: int, functions: Mapping[str, Callable[[], object]]
) -> dict[str, float]:
    """Return the shortest time of each function, in microseconds per call.

    The functions take turns, so that a busy machine slows all of them down alike.
    """
    timers = {name: Timer(function) for name, function in functions.items()}
    times = dict.fromkeys(timers, float("inf"))
    for _ in range(rounds):
        for name, timer in timers.items():
            times[name] = min(times[name], timer.timeit(calls) / calls * 1e6)
    return times


def instructions(*arguments: str) -> list[int] | None:
    """Return the instructions of Python's forks and of Python itself; `None` without valgrind.

    The instructions of a fork include those of Python before the fork.
    """
    if (valgrind := shutil.which("valgrind")) is None:
        return None
    command = [valgrind, "--tool=callgrind", "--callgrind-out-file=/dev/null", sys.executable]
    output = subprocess.run(
        [*command, *arguments],
        env={"PYTHONHASHSEED": "0"},
        check=True,
        capture_output=True,
        text=True,
    ).stderr
    return [int(count) for count in re.findall(r"Collected : (\d+)", output)]


def instructions_each(comparisons: Sequence[Comparison]) -> list[tuple[float, float]] | None:
    """Return the instructions of a call of both functions of each comparison."""
    calls = [comparison.calls for comparison in comparisons for _ in range(2)]
    smallest = [math.inf] * len(calls)
    for classes in CLASSES:
        counts = instructions("-m", "tests.benchmarks.count", str(classes))
        if counts is None:
            return None
        pairs = zip(counts[:-1:2], counts[1::2], strict=True)
        each = [(after - before) / n for (before, after), n in zip(pairs, calls, strict=True)]
        smallest = [*map(min, smallest, each)]
    return list(zip(smallest[::2], smallest[1::2], strict=True))


def bytes_each(make: Callable[[], object]) -> float:
    """Return the memory that each of many objects takes."""
    count = 2000
    make()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    kept = [make() for _ in range(count)]
    after = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return (after - before) / len(kept)
