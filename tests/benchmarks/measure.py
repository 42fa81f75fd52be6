"""Functions that measure time, memory, and instructions."""

import re
import shutil
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Mapping
from timeit import Timer


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


def instructions(program: str) -> int | None:
    """Return the instructions that Python executes to run a program; `None` without valgrind."""
    if (valgrind := shutil.which("valgrind")) is None:
        return None
    command = [valgrind, "--tool=callgrind", "--callgrind-out-file=/dev/null", sys.executable]
    environment = {"PYTHONHASHSEED": "0"}
    # The first start also compiles the modules, so it is not counted.
    subprocess.run([sys.executable, "-c", program], env=environment, check=True)
    output = subprocess.run(
        [*command, "-c", program], env=environment, check=True, capture_output=True, text=True
    ).stderr
    (counted,) = re.findall(r"Collected : (\d+)", output)
    return int(counted)


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
