"""The deliveries that are measured, and the code that apps would write by hand."""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any

from rtms_events import MeetingRtmsStarted, Webhook, parse_event
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
NESTED = json.dumps(
    {
        "event": "meeting.participant_joined",
        "event_ts": 1626230691572,
        "payload": {
            "account_id": "D8cJuqWVQ623CI4Q8yQK0Q",
            "object": {
                "id": "81626007526",
                "uuid": "4444AAAiAAAAAiAiAiiAii==",
                "host_id": "30R7kT7bTIKSNUFEuH_Qlg",
                "topic": "Weekly planning of the platform team",
                "type": 8,
                "start_time": "2021-07-14T02:44:51Z",
                "timezone": "America/Los_Angeles",
                "duration": 60,
                "participant": {
                    "user_id": "16778240",
                    "user_name": "Zoé Müller",
                    "id": "30R7kT7bTIKSNUFEuH_Qlg",
                    "participant_uuid": "55555AAAiAAAAAiAiAiiAii==",
                    "participant_user_id": "30R7kT7bTIKSNUFEuH_Qlg",
                    "join_time": "2021-07-14T02:44:51Z",
                    "email": "zoe.mueller@example.com",
                    "registrant_id": "abcdefghij0-klmnopq23456",
                    "phone_number": "+15555550100",
                    "customer_key": "349589LkJyeW",
                    "private_ip_address": "127.0.0.1",
                    "public_ip_address": "192.0.2.1",
                    "is_host": False,
                    "volume": 0.75,
                    "devices": [
                        {"type": "microphone", "name": "Headset"},
                        {"type": "camera", "name": "Built-in"},
                    ],
                },
            },
        },
    }
).encode()
"""An unknown event with nested objects, like the events of other Zoom products."""
PARTICIPANT = {"id": 16778240, "user_name": "Zoé", "email": "zoe@example.com", "rate": 1.5}
LARGE = json.dumps(
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
HEADERS_OF_TODAY = OTHER_HEADERS | signed_request(TODAY, secret=SECRET).headers
TOLERANCE = 3600  # in seconds, because the benchmarks take a while


def by_hand(body: bytes, headers: Mapping[str, str]) -> Mapping[str, Any]:
    """Verify and parse like an app without a library."""
    timestamp = headers["x-zm-request-timestamp"]
    if abs(time.time() - int(timestamp)) > TOLERANCE:
        raise ValueError("stale")
    message = b"v0:" + timestamp.encode() + b":" + body
    expected = "v0=" + hmac.new(SECRET, message, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, headers["x-zm-signature"]):
        raise ValueError("forged")
    event: dict[str, Any] = json.loads(body)
    return event


def key_by_hand(body: bytes) -> str:
    """Compute a key that does not depend on the order of the fields."""
    return hash_of(json.loads(body))


def hash_of(event: Mapping[str, Any]) -> str:
    """Return the SHA-256 of sorted JSON."""
    return hashlib.sha256(json.dumps(event, sort_keys=True).encode()).hexdigest()


def path_by_hand(body: bytes, headers: Mapping[str, str]) -> tuple[str, str, object]:
    """Receive a delivery, compute its keys, and send it through a queue, like an app without types.

    The last item is what a worker parses from the message.
    """
    event = by_hand(body, headers)
    payload = event["payload"]
    stream = f"meeting:{payload['meeting_uuid']}:{payload['rtms_stream_id']}"
    return hash_of(event), stream, json.loads(json.dumps(event))


def path(webhook: Webhook, body: bytes, headers: Mapping[str, str]) -> tuple[str, str, object]:
    """Do the same with this library."""
    event = webhook.receive(body, headers).event
    assert isinstance(event, MeetingRtmsStarted)
    message = event.model_dump_json(exclude_unset=True)
    return event.idempotency_key, str(event.stream_key), parse_event(message)


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
