"""What an app does with deliveries: Zoom's challenge, events old and new, and what is not Zoom's.

Here Zoom is played by `rtms_events.testing`, which signs as Zoom does.
"""

import time

from rtms_events import (
    EndpointUrlValidation,
    RtmsInterrupted,
    RtmsStarted,
    RtmsStopped,
    SignatureError,
    UnknownEvent,
    Webhook,
)
from rtms_events.testing import SignedRequest, sample, signed_request

SECRET = "4fv1RkqGQUq5sWbEz6hA5A"  # noqa: S105 - an app has it from its settings

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

NEVER_HEARD_OF = b"""{
  "event": "phone.rtms_started",
  "event_ts": 1626230931044,
  "payload": {"call_id": "7123456789012345678", "new_field": ["whatever", "it", "is"]}
}"""

webhook = Webhook(SECRET)


def receive(request: SignedRequest) -> tuple[int, str]:
    """Give the status and the text that an app would answer."""
    try:
        event = webhook.parse(request.body, request.headers)
    except SignatureError as error:
        return 401, f"{type(error).__name__}: {error}"
    match event:
        case EndpointUrlValidation():
            return 200, webhook.answer(event).model_dump_json()
        case RtmsStarted(payload=payload):
            print(f"  connect {event.product} {payload.source_id}: {payload.server_url_list}")
        case RtmsStopped(payload=payload):
            print(f"  clean up {event.product} {payload.source_id}: {payload.stop_reason!r}")
        case RtmsInterrupted(payload=payload):
            print(f"  reconnect {event.product} {payload.source_id}")
        case UnknownEvent():
            print(f"  ignore {event.event}, with nothing of it lost: {event.payload}")
        case _:
            print(f"  log {event.event} at {event.occurred_at}")
    return 204, ""


def main() -> None:
    """Deliver, and show the answers."""
    started = signed_request(STARTED, secret=SECRET)
    forged = started._replace(body=STARTED.replace(b"zoom.us", b"attacker.example"))
    an_hour_ago = int(time.time()) - 3600
    for what, request in {
        "Zoom's challenge": signed_request(sample(EndpointUrlValidation), secret=SECRET),
        "a stream starts": started,
        "a stream stops": signed_request(STOPPED, secret=SECRET),
        "an event that is new": signed_request(NEVER_HEARD_OF, secret=SECRET),
        "a forgery": forged,
        "a replay": signed_request(STARTED, secret=SECRET, timestamp=an_hour_ago),
    }.items():
        print(f"{what}: {len(request.body)} bytes")
        status, text = receive(request)
        print(f"  -> {status} {text}\n")


if __name__ == "__main__":
    main()
