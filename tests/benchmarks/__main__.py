"""Measure speed, memory, and start, relative to other code measured in the same run.

    python -m tests.benchmarks

Prints Markdown tables, and exits with 1 if a ratio is over its limit. Compares with other
libraries if the dependency group `peers` is installed. The start of a process is counted in
instructions by valgrind, if that is installed.
"""

import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial

from pydantic import TypeAdapter

from rtms_events import InvalidEventError, RtmsEvent, Webhook, parse_event
from rtms_events.testing import signed_request

from ..fuzz.growth import GROWING
from .deliveries import (
    HEADERS,
    KNOWN,
    LARGE_UNKNOWN,
    SECRET,
    SIGNATURE_HEADERS,
    SMALLEST_PYDANTIC_PROGRAM,
    TODAY,
    TOLERANCE,
    UNKNOWN,
    bare_mac,
    by_hand,
)
from .measure import best, bytes_each, instructions


class Ratios:
    """Prints ratios as rows of a table, and remembers whether one was over its limit."""

    def __init__(self) -> None:
        self.over = False
        print("| What | Compared with | Ratio | Limit |\n| --- | --- | --- | --- |")

    def show(self, what: str, other: str, ratio: float, limit: float) -> None:
        """Print one ratio."""
        is_over = ratio > limit
        self.over |= is_over
        verdict = " **OVER**" if is_over else ""
        print(f"| {what} | {other} | {ratio:.2f} | {limit:.2f}{verdict} |")


def measure_parsing(ratios: Ratios) -> None:
    """Compare `parse_event()` with `json.loads()` and with Pydantic's own union."""
    validate_json = TypeAdapter[object](RtmsEvent).validator.validate_json
    same_bytes = "`json.loads()` of the same bytes"

    def compare(body: bytes, rounds: int = 200, calls: int = 2000) -> float:
        functions = {"parse": partial(parse_event, body), "loads": partial(json.loads, body)}
        times = best(rounds, calls, functions)
        return times["parse"] / times["loads"]

    known = best(
        200,
        2000,
        {"parse": partial(parse_event, KNOWN), "core": partial(validate_json, KNOWN)},
    )
    ratios.show("`parse_event()`", same_bytes, compare(KNOWN), 0.75)
    ratios.show(
        "`parse_event()`, with the optional fields and one unknown field",
        same_bytes,
        compare(TODAY),
        0.85,
    )
    ratios.show(
        "`parse_event()`",
        "Pydantic's own validation of the union",
        known["parse"] / known["core"],
        1.25,
    )
    ratios.show("`parse_event()`, unknown event", same_bytes, compare(UNKNOWN), 1.5)
    ratios.show(
        f"`parse_event()`, unknown event of {len(LARGE_UNKNOWN) / 1e5:.0f}00 kB",
        same_bytes,
        compare(LARGE_UNKNOWN, 30, 1),
        3.5,
    )


def measure_verification(ratios: Ratios) -> None:
    """Compare `Webhook` with handwritten code and with a bare MAC."""
    webhook = Webhook(SECRET, tolerance=TOLERANCE)
    timestamp = SIGNATURE_HEADERS["x-zm-request-timestamp"].encode()
    signature = SIGNATURE_HEADERS["x-zm-signature"]
    for headers, most_parse, most_verify in (
        (SIGNATURE_HEADERS, 0.85, 1.6),
        (HEADERS, 0.90, 1.75),
    ):
        times = best(
            300,
            500,
            {
                "parse": partial(webhook.parse, KNOWN, headers),
                "by_hand": partial(by_hand, KNOWN, headers),
                "verify": partial(webhook.verify, KNOWN, headers),
                "bare": partial(bare_mac, KNOWN, timestamp, signature),
                "receive": partial(webhook.receive, KNOWN, headers),
            },
        )
        count = f"{len(headers)} headers"
        ratios.show(
            f"`Webhook.parse()`, {count}",
            "Handwritten code without types",
            times["parse"] / times["by_hand"],
            most_parse,
        )
        ratios.show(
            f"`Webhook.verify()`, {count}",
            "The HMAC alone, with a prepared key",
            times["verify"] / times["bare"],
            most_verify,
        )
        ratios.show(
            f"`Webhook.receive()`, {count}",
            "`Webhook.parse()`",
            times["receive"] / times["parse"],
            1.3,
        )


def measure_memory(ratios: Ratios) -> None:
    """Compare the memory of an event with that of a `dict`."""
    event, plain = bytes_each(partial(parse_event, KNOWN)), bytes_each(partial(json.loads, KNOWN))
    ratios.show("Memory of an event", "Memory of the same data as a `dict`", event / plain, 1.3)


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
        found[worst],
        20,
    )


def measure_start(ratios: Ratios) -> None:
    """Compare the start of a process with that of a minimal program."""
    ours = instructions(f"import rtms_events; rtms_events.parse_event({KNOWN!r})")
    smallest = instructions(f"{SMALLEST_PYDANTIC_PROGRAM}events.validate_json({KNOWN!r})")
    if ours is not None and smallest is not None:
        ratios.show(
            "CPU instructions from process start to the first event",
            "The smallest program that uses Pydantic",
            ours / smallest,
            1.2,
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


def show_sizes() -> None:
    """Show how the cost grows with the size of the body."""
    print("\n| Body | `parse_event()` | Ratio to `json.loads()` | `Webhook.verify()` |")
    print("| --- | --- | --- | --- |")
    webhook = Webhook(SECRET, tolerance=None)
    for size in (0, 1_000, 10_000, 100_000, 1_000_000):
        notes = b', "notes": [%s]}' % b", ".join([b'{"id": 1, "name": "Zo\\u00eb"}'] * (size // 32))
        body = KNOWN[:-1] + notes
        headers = signed_request(body, secret=SECRET).headers
        times = best(
            20,
            200_000 // len(body) + 1,
            {
                "parse": partial(parse_event, body),
                "loads": partial(json.loads, body),
                "verify": partial(webhook.verify, body, headers),
            },
        )
        print(
            f"| {len(body):,} bytes | {times['parse']:,.1f} µs "
            f"| {times['parse'] / times['loads']:.2f} | {times['verify']:.1f} µs |"
        )


def show_threads() -> None:
    """Show the throughput of several threads that share a `Webhook`."""
    webhook = Webhook(SECRET, tolerance=TOLERANCE)
    total = 160_000

    def work(calls: int) -> None:
        for _ in range(calls):
            webhook.receive(KNOWN, HEADERS)

    def seconds(threads: int) -> float:
        with ThreadPoolExecutor(threads) as pool:
            started = time.perf_counter()
            list(pool.map(work, [total // threads] * threads))
            return time.perf_counter() - started

    counts = (1, 2, 4, 8)
    times = {threads: min(seconds(threads) for _ in range(3)) for threads in counts}
    print("\n| Threads | Deliveries per second | Ratio to one thread |\n| --- | --- | --- |")
    for threads in counts:
        print(f"| {threads} | {total / times[threads]:,.0f} | {times[1] / times[threads]:.2f} |")


def main() -> None:
    """Measure and print everything."""
    ratios = Ratios()
    measure_parsing(ratios)
    measure_verification(ratios)
    measure_memory(ratios)
    measure_growth(ratios)
    measure_start(ratios)
    versions = show_peers()
    show_sizes()
    show_threads()
    print(f"\n{versions}")
    sys.exit(ratios.over)


if __name__ == "__main__":
    main()
