"""Print the cost of parsing and verifying, relative to other code measured in the same run.

    python tests/benchmarks/ratios.py

Exits with 1 if a ratio is over its limit. Times are the best of many rounds, taken in turn, so
that a busy machine slows all of them down alike. The start of a process is counted in
instructions by valgrind, if it is installed.
"""

import hashlib
import hmac
import json
import re
import shutil
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Mapping
from functools import partial
from timeit import Timer

from pydantic import TypeAdapter

from rtms_events import RtmsEvent, Webhook, parse_event
from rtms_events.testing import signed_request

KNOWN = json.dumps(
    {
        "event": "meeting.rtms_started",
        "event_ts": 1626230691572,
        "payload": {
            "meeting_uuid": "4444AAAiAAAAAiAiAiiAii==",
            "operator_id": "30R7kT7bTIKSNUFEuH_Qlg",
            "rtms_stream_id": "609340fb2a7946909659956c8aa9250c",
            "server_urls": "wss://127.0.0.1:443",
        },
    }
).encode()
TODAY = KNOWN.replace(
    b'"server_urls"',
    b'"account_id": "D8cJuqWVQ623CI4Q8yQK0Q", "is_original_host": true, '
    b'"meeting_id": 81626007526, "new_field": "unknown to this version", "server_urls"',
)
"""With the optional fields that Zoom sends since May 2026, and an unknown one."""
UNKNOWN = KNOWN.replace(b"meeting.", b"phone.")
PARTICIPANT = {"id": 16778240, "user_name": "Zoé", "email": "zoe@example.com", "rate": 1.5}
LARGE_UNKNOWN = json.dumps(
    {"event": "meeting.new", "event_ts": 1, "payload": {"participants": [PARTICIPANT] * 9500}}
).encode()

SECRET = b"4fv1RkqGQUq5sWbEz6hA5A"
PREPARED = hmac.new(SECRET, digestmod=hashlib.sha256)
SIGNATURE_HEADERS = signed_request(KNOWN, secret=SECRET).headers
HEADERS = {
    "host": "app.example.com",
    "user-agent": "Zoom Marketplace/1.0a",
    "content-length": str(len(KNOWN)),
    "x-zm-request-id": "6f2c8b1e_0b5d_4c3e_9d52_1f0a7e6c5b4d",
    "x-zm-trackingid": "v=2.0;clid=us06;rid=WEB_5f0a7e6c5b4d",
    "accept-encoding": "gzip",
    **SIGNATURE_HEADERS,
}

SMALLEST_PYDANTIC_PROGRAM = """
from typing import Annotated, Literal, Union
from pydantic import BaseModel, Field, TypeAdapter

class StartedPayload(BaseModel):
    meeting_uuid: str
    operator_id: str
    rtms_stream_id: str
    server_urls: str

class Started(BaseModel):
    event: Literal["meeting.rtms_started"]
    event_ts: int
    payload: StartedPayload

class StoppedPayload(BaseModel):
    meeting_uuid: str
    rtms_stream_id: str
    stop_reason: int

class Stopped(BaseModel):
    event: Literal["meeting.rtms_stopped"]
    event_ts: int
    payload: StoppedPayload

events = TypeAdapter(Annotated[Union[Started, Stopped], Field(discriminator="event")])
"""


def by_hand(body: bytes, headers: Mapping[str, str]) -> object:
    """Verify and parse like an app without a library."""
    timestamp = headers["x-zm-request-timestamp"]
    if abs(time.time() - int(timestamp)) > 3600:
        raise ValueError("stale")
    message = b"v0:" + timestamp.encode() + b":" + body
    expected = "v0=" + hmac.new(SECRET, message, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, headers["x-zm-signature"]):
        raise ValueError("forged")
    return json.loads(body)


def bare_mac(body: bytes, timestamp: bytes, signature: str) -> None:
    """Only compute and compare the MAC with a prepared key."""
    mac = PREPARED.copy()
    mac.update(b"v0:" + timestamp + b":" + body)
    if not hmac.compare_digest("v0=" + mac.hexdigest(), signature):
        raise ValueError("forged")


def best(rounds: int, calls: int, **functions: Callable[[], object]) -> dict[str, float]:
    """Return the shortest time of each function, in seconds per call."""
    timers = {name: Timer(function) for name, function in functions.items()}
    times = dict.fromkeys(timers, float("inf"))
    for _ in range(rounds):
        for name, timer in timers.items():
            times[name] = min(times[name], timer.timeit(calls) / calls)
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
    counted = re.search(r"Collected : (\d+)", output)
    return int(counted[1]) if counted else None


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


class Figures:
    """Prints figures, and remembers whether one was over its limit."""

    def __init__(self) -> None:
        self.over = False

    def show(self, figure: str, ratio: float, limit: float) -> None:
        """Print one figure and its limit."""
        self.over |= ratio > limit
        verdict = "OVER THE LIMIT of" if ratio > limit else "at most"
        print(f"{figure:<66} {ratio:6.3f}  ({verdict} {limit})")

    def inform(self, figure: str, ratio: float) -> None:
        """Print one figure that has no limit."""
        print(f"{figure:<66} {ratio:6.3f}  (informative)")


def measure_parsing(figures: Figures) -> None:
    """Compare `parse_event()` with `json.loads()` and with Pydantic's own union."""
    validate_json = TypeAdapter[object](RtmsEvent).validator.validate_json
    known = best(
        200,
        2000,
        parse=lambda: parse_event(KNOWN),
        core=lambda: validate_json(KNOWN),
        loads=lambda: json.loads(KNOWN),
    )
    today = best(200, 2000, parse=lambda: parse_event(TODAY), loads=lambda: json.loads(TODAY))
    unknown = best(200, 2000, parse=lambda: parse_event(UNKNOWN), loads=lambda: json.loads(UNKNOWN))
    large = best(
        30, 1, parse=lambda: parse_event(LARGE_UNKNOWN), loads=lambda: json.loads(LARGE_UNKNOWN)
    )
    mapping = json.loads(KNOWN)
    decoded = best(200, 2000, parse=lambda: parse_event(mapping), loads=lambda: json.loads(KNOWN))
    print(f"{len(KNOWN)} bytes: parse_event() {known['parse'] * 1e6:.2f} µs\n")
    figures.show("parse_event() / json.loads()", known["parse"] / known["loads"], 0.75)
    figures.show(
        f"the same with {len(TODAY)} bytes, today's fields and an unknown one",
        today["parse"] / today["loads"],
        0.85,
    )
    figures.show("parse_event() / Pydantic's tagged union", known["parse"] / known["core"], 1.25)
    figures.show("unknown event / json.loads()", unknown["parse"] / unknown["loads"], 1.5)
    figures.show(
        f"unknown event of {len(LARGE_UNKNOWN) // 1000} kB / json.loads()",
        large["parse"] / large["loads"],
        3.5,
    )
    figures.inform(
        "parse_event() of a mapping / json.loads() of its text",
        decoded["parse"] / decoded["loads"],
    )
    figures.show(
        "memory of an event / memory of the dict",
        bytes_each(lambda: parse_event(KNOWN)) / bytes_each(lambda: json.loads(KNOWN)),
        1.3,
    )


def measure_verification(figures: Figures) -> None:
    """Compare `Webhook` with hand-written code and with a bare MAC."""
    webhook = Webhook(SECRET, tolerance=3600)  # the benchmark takes a while
    timestamp = SIGNATURE_HEADERS["x-zm-request-timestamp"].encode()
    signature = SIGNATURE_HEADERS["x-zm-signature"]
    for headers, most_parse, most_verify in (
        (SIGNATURE_HEADERS, 0.85, 1.6),
        (HEADERS, 0.90, 1.75),
    ):
        times = best(
            300,
            500,
            parse=partial(webhook.parse, KNOWN, headers),
            by_hand=partial(by_hand, KNOWN, headers),
            verify=partial(webhook.verify, KNOWN, headers),
            bare=partial(bare_mac, KNOWN, timestamp, signature),
            receive=partial(webhook.receive, KNOWN, headers),
        )
        print(f"\n{len(headers)} headers: Webhook.parse() {times['parse'] * 1e6:.2f} µs")
        figures.show(
            "Webhook.parse() / hand-written, untyped code",
            times["parse"] / times["by_hand"],
            most_parse,
        )
        figures.show(
            "Webhook.verify() / bare MAC of a prepared key",
            times["verify"] / times["bare"],
            most_verify,
        )
        figures.show("Webhook.receive() / Webhook.parse()", times["receive"] / times["parse"], 1.3)


def measure_start(figures: Figures) -> None:
    """Compare the start of a process with that of a minimal program."""
    ours = instructions(f"import rtms_events; rtms_events.parse_event({KNOWN!r})")
    smallest = instructions(f"{SMALLEST_PYDANTIC_PROGRAM}events.validate_json({KNOWN!r})")
    print()
    if ours is None or smallest is None:
        print("start of a process: not counted, because valgrind is not installed")
    else:
        figures.show("start to first event / smallest Pydantic program", ours / smallest, 1.20)


def main() -> None:
    """Measure and print everything."""
    figures = Figures()
    measure_parsing(figures)
    measure_verification(figures)
    measure_start(figures)
    sys.exit(figures.over)


if __name__ == "__main__":
    main()
