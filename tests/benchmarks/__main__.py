"""Measure speed, memory, and start, relative to other code measured in the same run.

    python -m tests.benchmarks

Prints Markdown tables, and exits with 1 if a ratio is over its limit. If valgrind is installed,
the limits apply to the CPU instructions, because times depend on what else the machine is doing.
Compares with other libraries if the dependency group `peers` is installed.
"""

import json
import sys
from contextlib import suppress
from functools import partial

from rtms_events import InvalidEventError, MeetingRtmsStarted, Webhook, parse_event

from ..fuzz.growth import GROWING
from .comparisons import COMPARISONS
from .deliveries import (
    HEADERS_OF_TODAY,
    KNOWN,
    SECRET,
    SMALLEST_PYDANTIC_PROGRAM,
    TODAY,
    TOLERANCE,
    path,
    path_by_hand,
)
from .measure import best, bytes_each, instructions, instructions_each


class Ratios:
    """Prints ratios as rows of a table, and remembers whether one was over its limit."""

    def __init__(self) -> None:
        self.over = False
        print("| What | Compared with | Time | Instructions | Memory | Limit |")
        print("| --- | --- | --- | --- | --- | --- |")

    def show(self, what: str, other: str, limit: float, **ratios: float) -> None:
        """Print ratios of time, instructions, or memory. The limit applies to the last one."""
        *_, decisive = ratios.values()
        is_over = decisive > limit
        self.over |= is_over
        cells = [what, other]
        cells += [
            f"{ratios[kind]:.2f}" if kind in ratios else ""
            for kind in ("time", "instructions", "memory")
        ]
        cells.append(f"{limit:.2f}{' **OVER**' if is_over else ''}")
        print(f"| {' | '.join(cells)} |", flush=True)


def measure_comparisons(ratios: Ratios) -> None:
    """Compare the speed of the library with that of other code."""
    counted = instructions_each(COMPARISONS)
    for index, (what, other, run, run_other, limit, calls) in enumerate(COMPARISONS):
        rounds = 200 if calls > 1 else 20
        times = best(rounds, calls, {"ours": run, "theirs": run_other})
        found = {"time": times["ours"] / times["theirs"]}
        if counted is not None:
            ours, theirs = counted[index]
            found["instructions"] = ours / theirs
        ratios.show(what, other, limit, **found)


def measure_memory(ratios: Ratios) -> None:
    """Compare the memory of an event with that of a `dict`."""
    event, plain = bytes_each(partial(parse_event, KNOWN)), bytes_each(partial(json.loads, KNOWN))
    ratios.show("An event", "The same data as a `dict`", 1.3, memory=event / plain)


def measure_growth(ratios: Ratios) -> None:
    """Compare the time of a body with that of one ten times as large, for the most costly kinds."""

    def parse(body: bytes) -> None:
        with suppress(InvalidEventError):
            parse_event(body)

    found: dict[str, float] = {}
    for name, make in GROWING.items():
        functions = {f"{size}": partial(parse, make(size)) for size in (100_000, 1_000_000)}
        times = best(5, 1, functions)
        found[name] = times["1000000"] / times["100000"]
    worst = max(found, key=found.__getitem__)
    ratios.show(
        f"`parse_event()` of 1 MB, {len(found)} kinds, the worst of which is {worst}",
        "A body of 100 kB of the same kind",
        20,
        time=found[worst],
    )


def measure_start(ratios: Ratios) -> None:
    """Compare the start of a process with that of a minimal program."""
    programs = (
        f"import rtms_events; rtms_events.parse_event({KNOWN!r})",
        f"{SMALLEST_PYDANTIC_PROGRAM}events.validate_json({KNOWN!r})",
    )
    counts: list[int] = []
    for program in programs:
        instructions("-c", program)  # the first start also compiles the modules
        counts += instructions("-c", program) or []
    if counts:
        ours, smallest = counts
        ratios.show(
            "Process start to the first event",
            "The smallest program that uses Pydantic",
            1.2,
            instructions=ours / smallest,
        )


def show_peers() -> str:
    """Compare with what people would pick instead, and return the versions of everything."""
    try:
        from . import peers  # noqa: PLC0415 - optional
    except ImportError as error:
        return f"Other libraries were not measured: {error}"
    measured = peers.measure()
    ours = next(time for peer, time in measured if peer.name == "rtms-events")
    print("\n| Library | Result | Time | Ratio to `receive()` |\n| --- | --- | --- | --- |")
    for peer, each in measured:
        print(f"| {peer.name} | {peer.result} | {each:.1f} µs | {each / ours:.1f} |")
    return peers.versions()


def show_path() -> None:
    """Show the time of each step of a delivery."""
    webhook = Webhook(SECRET, tolerance=TOLERANCE)
    delivery = (TODAY, HEADERS_OF_TODAY)
    event = parse_event(TODAY)
    assert isinstance(event, MeetingRtmsStarted)
    message = event.model_dump_json(exclude_unset=True)
    times = best(
        200,
        500,
        {
            "`webhook.receive()`": partial(webhook.receive, *delivery),
            "`event.idempotency_key`": lambda: event.idempotency_key,
            "`str(event.stream_key)`": lambda: str(event.stream_key),
            "`event.model_dump_json()`": partial(event.model_dump_json, exclude_unset=True),
            "`parse_event()`, in the worker": partial(parse_event, message),
            "All five steps": partial(path, webhook, *delivery),
            "The same by hand, without types": partial(path_by_hand, *delivery),
        },
    )
    print("\n| Step | Time |\n| --- | --- |")
    for step, each in times.items():
        print(f"| {step} | {each:.1f} µs |")


def main() -> None:
    """Measure and print everything."""
    ratios = Ratios()
    measure_comparisons(ratios)
    measure_memory(ratios)
    measure_growth(ratios)
    measure_start(ratios)
    versions = show_peers()
    show_path()
    print(f"\n{versions}")
    sys.exit(ratios.over)


if __name__ == "__main__":
    main()
