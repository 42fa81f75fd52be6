"""The deliveries that are measured, and the code that apps would write by hand."""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping

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
OTHER_HEADERS = {
    "host": "app.example.com",
    "user-agent": "Zoom Marketplace/1.0a",
    "content-length": str(len(KNOWN)),
    "x-zm-request-id": "6f2c8b1e_0b5d_4c3e_9d52_1f0a7e6c5b4d",
    "x-zm-trackingid": "v=2.0;clid=us06;rid=WEB_5f0a7e6c5b4d",
    "accept-encoding": "gzip",
}
HEADERS = OTHER_HEADERS | SIGNATURE_HEADERS
TOLERANCE = 3600  # in seconds, because the benchmarks take a while


def by_hand(body: bytes, headers: Mapping[str, str]) -> object:
    """Verify and parse like an app without a library."""
    timestamp = headers["x-zm-request-timestamp"]
    if abs(time.time() - int(timestamp)) > TOLERANCE:
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
