"""What an app does with deliveries: those it expects, a new one, and one that is broken."""

from rtms_events import (
    InvalidEventError,
    RtmsInterrupted,
    RtmsStarted,
    RtmsStopped,
    UnknownEvent,
    parse_event,
)

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

MALFORMED = b"""{
  "event": "meeting.rtms_started",
  "event_ts": "2021-07-14T02:44:51Z",
  "payload": {"meeting_uuid": "4444AAAiAAAAAiAiAiiAii==", "operator_id": null}
}"""


def handle(body: bytes) -> None:
    """Print what an app would do."""
    try:
        event = parse_event(body)
    except InvalidEventError as error:
        print(f"refuse    {error}")
        return
    match event:
        case RtmsStarted(payload=payload):
            print(f"connect   {event.product} {payload.source_id}: {payload.server_url_list}")
        case RtmsStopped(payload=payload):
            print(f"clean up  {event.product} {payload.source_id}: {payload.stop_reason!r}")
        case RtmsInterrupted(payload=payload):
            print(f"reconnect {event.product} {payload.source_id}")
        case UnknownEvent():
            print(f"ignore    {event.event}, with nothing of it lost: {event.payload}")
        case _:
            print(f"log       {event.event} at {event.occurred_at}")


if __name__ == "__main__":
    for body in (STARTED, STOPPED, NEVER_HEARD_OF, MALFORMED):
        handle(body)
