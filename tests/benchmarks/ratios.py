"""Print what parsing costs, as ratios to the same work by others in the same run.

    python tests/benchmarks/ratios.py

Times are the best of many rounds, taken by turns, so that a busy machine disturbs all alike. The
start of a process is counted in instructions, by valgrind, where it is installed.
"""

import hashlib
import hmac
import json
import re
import shutil
import subprocess
import sys
import time
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
    """Verify and parse as an app without a library would."""
    timestamp = headers["x-zm-request-timestamp"]
    if abs(time.time() - int(timestamp)) > 3600:
        raise ValueError("stale")
    message = b"v0:" + timestamp.encode() + b":" + body
    expected = "v0=" + hmac.new(SECRET, message, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, headers["x-zm-signature"]):
        raise ValueError("forged")
    return json.loads(body)


def bare_mac(body: bytes, timestamp: bytes, signature: str) -> None:
    """Compute and compare, with a key that was prepared, and nothing else."""
    mac = PREPARED.copy()
    mac.update(b"v0:" + timestamp + b":" + body)
    if not hmac.compare_digest("v0=" + mac.hexdigest(), signature):
        raise ValueError("forged")


def best(rounds: int, calls: int, **functions: Callable[[], object]) -> dict[str, float]:
    """The shortest time that each function took, in seconds a call."""
    timers = {name: Timer(function) for name, function in functions.items()}
    times = dict.fromkeys(timers, float("inf"))
    for _ in range(rounds):
        for name, timer in timers.items():
            times[name] = min(times[name], timer.timeit(calls) / calls)
    return times


def instructions(program: str) -> int | None:
    """The instructions that Python executes to run a program, or `None` without valgrind."""
    if (valgrind := shutil.which("valgrind")) is None:
        return None
    command = [valgrind, "--tool=callgrind", "--callgrind-out-file=/dev/null", sys.executable]
    environment = {"PYTHONHASHSEED": "0"}
    # Once for nothing, as a first start also compiles
    subprocess.run([sys.executable, "-c", program], env=environment, check=True)
    output = subprocess.run(
        [*command, "-c", program], env=environment, check=True, capture_output=True, text=True
    ).stderr
    counted = re.search(r"Collected : (\d+)", output)
    return int(counted[1]) if counted else None


def show(figure: str, ratio: float, limit: float) -> None:
    """Print one figure, and the most that it may be."""
    print(f"{figure:<66} {ratio:6.3f}  (at most {limit})")


def main() -> None:
    """Measure and print everything."""
    validate_json = TypeAdapter[object](RtmsEvent).validator.validate_json
    known = best(
        200,
        2000,
        parse=lambda: parse_event(KNOWN),
        core=lambda: validate_json(KNOWN),
        loads=lambda: json.loads(KNOWN),
    )
    unknown = best(200, 2000, parse=lambda: parse_event(UNKNOWN), loads=lambda: json.loads(UNKNOWN))
    large = best(
        30, 1, parse=lambda: parse_event(LARGE_UNKNOWN), loads=lambda: json.loads(LARGE_UNKNOWN)
    )
    print(f"{len(KNOWN)} bytes: parse_event() {known['parse'] * 1e6:.2f} µs\n")
    show("parse_event() / json.loads()", known["parse"] / known["loads"], 0.75)
    show("parse_event() / pydantic's tagged union", known["parse"] / known["core"], 1.25)
    show("unknown event / json.loads()", unknown["parse"] / unknown["loads"], 3.0)
    show(
        f"unknown event of {len(LARGE_UNKNOWN) // 1000} kB / json.loads()",
        large["parse"] / large["loads"],
        2.5,
    )
    webhook = Webhook(SECRET, tolerance=3600)  # as the benchmark takes a while
    timestamp = SIGNATURE_HEADERS["x-zm-request-timestamp"].encode()
    signature = SIGNATURE_HEADERS["x-zm-signature"]
    for headers in (SIGNATURE_HEADERS, HEADERS):
        proof = best(
            300,
            500,
            parse=partial(webhook.parse, KNOWN, headers),
            by_hand=partial(by_hand, KNOWN, headers),
            verify=partial(webhook.verify, KNOWN, headers),
            bare=partial(bare_mac, KNOWN, timestamp, signature),
        )
        print(f"{len(headers)} headers: Webhook.parse() {proof['parse'] * 1e6:.2f} µs")
        show(
            "Webhook.parse() / hand-written, untyped code", proof["parse"] / proof["by_hand"], 0.85
        )
        show("Webhook.verify() / bare MAC of a prepared key", proof["verify"] / proof["bare"], 1.6)
    ours = instructions(f"import rtms_events; rtms_events.parse_event({KNOWN!r})")
    smallest = instructions(f"{SMALLEST_PYDANTIC_PROGRAM}events.validate_json({KNOWN!r})")
    if ours is None or smallest is None:
        print("start of a process: not counted, as there is no valgrind here")
    else:
        show("start to first event / smallest pydantic program", ours / smallest, 1.15)


if __name__ == "__main__":
    main()
