"""Receive events, URL validation, and requests that are rejected.

`rtms_events.testing` stands in for Zoom: it signs the requests the way Zoom does.
"""

import time

from rtms_events import (
    EndpointUrlValidation,
    Reply,
    RtmsStarted,
    RtmsStopped,
    UnknownEvent,
    Webhook,
)
from rtms_events.testing import sample, signed_request

SECRET = "4fv1RkqGQUq5sWbEz6hA5A"  # a real app reads it from its settings

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


def describe(reply: Reply) -> str:
    """Return what an app would do, or what it would respond or log."""
    match reply.event:
        case RtmsStarted(payload=payload):
            return f"connect to {payload.server_url_list[0]}"
        case RtmsStopped(payload=payload):
            return f"stopped: {payload.stop_reason_description}"
        case UnknownEvent(event=name, payload=payload):
            return f"{name} with {payload}"
        case _:
            return str(reply.error or reply.body)


def main() -> None:
    """Receive each request and print the status code of the response."""
    started = signed_request(STARTED, secret=SECRET)
    forged = STARTED.replace(b"zoom.us", b"attacker.example")
    an_hour_ago = int(time.time()) - 3600
    requests = {
        "start": started,
        "stop": signed_request(STOPPED, secret=SECRET),
        "unknown event": signed_request(UNKNOWN, secret=SECRET),
        "URL validation": signed_request(sample(EndpointUrlValidation), secret=SECRET),
        "forgery": started._replace(body=forged),
        "replay": signed_request(STARTED, secret=SECRET, timestamp=an_hour_ago),
    }
    for title, request in requests.items():
        reply = webhook.receive(request.body, request.headers)
        print(f"{title}: {reply.status} {describe(reply)}")


if __name__ == "__main__":
    main()
