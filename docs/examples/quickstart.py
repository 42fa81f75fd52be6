"""Handle events, URL validation, and rejected requests.

`rtms_events.testing` stands in for Zoom: it signs the requests the way Zoom does.
"""

import time

from rtms_events import (
    EndpointUrlValidation,
    RtmsEvent,
    RtmsInterrupted,
    RtmsStarted,
    RtmsStopped,
    UnknownEvent,
    Webhook,
)
from rtms_events.testing import SignedRequest, sample, signed_request

SECRET = "4fv1RkqGQUq5sWbEz6hA5A"  # noqa: S105 - a real app reads it from its settings

STARTED = b"""{
  "event": "meeting.rtms_started",
  "event_ts": 1626230691572,
  "payload": {
    "meeting_uuid": "4444AAAiAAAAAiAiAiiAii==",
    "operator_id": "30R7kT7bTIKSNUFEuH_Qlg",
    "rtms_stream_id": "609340fb2a7946909659956c8aa9250c",
    "server_urls": "wss://rtms-sjc1.zoom.us:443,wss://rtms-iad2.zoom.us:443"
  }
}"""

STOPPED = b"""{
  "event": "contact_center.voice_rtms_stopped",
  "event_ts": 1626230874160,
  "payload": {
    "engagement_id": "VKLBx4TBRzuGOAjxHqR2dA",
    "rtms_stream_id": "2f8f52a1c86e4b6d8a3be5c5a1f4d0e7",
    "stop_reason": 2
  }
}"""

UNKNOWN = b"""{
  "event": "phone.rtms_started",
  "event_ts": 1626230931044,
  "payload": {"call_id": "7123456789012345678", "new_field": ["any", "value"]}
}"""

webhook = Webhook(SECRET)


def receive(request: SignedRequest) -> tuple[int, str]:
    """Handle the event, and return the status and body of the response."""
    reply = webhook.receive(request.body, request.headers)
    if reply.error:
        print(f"  error: {reply.error}")
    if reply.event:
        handle(reply.event)
    return reply.status, reply.body


def handle(event: RtmsEvent | UnknownEvent) -> None:
    """Handle an event."""
    match event:
        case RtmsStarted(payload=payload):
            print(f"  connect {event.product} {payload.source_id}: {payload.server_url_list}")
        case RtmsStopped(payload=payload):
            print(
                f"  clean up {event.product} {payload.source_id}: {payload.stop_reason_description}"
            )
        case RtmsInterrupted(payload=payload):
            print(f"  rejoin {event.product} {payload.source_id}")
        case UnknownEvent():
            print(f"  unknown {event.event}: {event.payload}")
        case _:
            print(f"  log {event.event} at {event.occurred_at}")


def main() -> None:
    """Process each request and print the response."""
    started = signed_request(STARTED, secret=SECRET)
    an_hour_ago = int(time.time()) - 3600
    requests = {
        "a stream has started": started,
        "a stream has ended": signed_request(STOPPED, secret=SECRET),
        "an unknown event": signed_request(UNKNOWN, secret=SECRET),
        "URL validation": signed_request(sample(EndpointUrlValidation), secret=SECRET),
        "a forgery": started._replace(body=STARTED.replace(b"zoom.us", b"attacker.example")),
        "a replay": signed_request(STARTED, secret=SECRET, timestamp=an_hour_ago),
    }
    for title, request in requests.items():
        print(f"{title}: {len(request.body)} bytes")
        status, body = receive(request)
        print(f"  -> {status} {body}\n")


if __name__ == "__main__":
    main()
