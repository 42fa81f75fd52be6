"""Send requests to the receiver, signed the way Zoom signs them."""

import os
import time

import httpx

from rtms_events import EndpointUrlValidation, MeetingRtmsStarted, MeetingRtmsStopped
from rtms_events.testing import SignedRequest, sample, signed_request

SECRET = os.environ["ZOOM_WEBHOOK_SECRET_TOKEN"]
URL = os.environ.get("RECEIVER_URL", "http://localhost:8000/zoom")
# Like Zoom's JSON, this contains both plain and escaped characters.
UNKNOWN = r'{"event": "meeting.rtms_paused", "payload": {"topic": "Caf\u00e9 or Café"}}'


def send(title: str, request: SignedRequest) -> None:
    """Send a request and print the response."""
    response = httpx.post(URL, content=request.body, headers=request.headers)
    print(f"{title}: {response.status_code} {response.text}".strip())


def main() -> None:
    """Send one request of each kind."""
    now = int(time.time() * 1000)
    started = signed_request(sample(MeetingRtmsStarted, event_ts=now), secret=SECRET)
    stopped = signed_request(
        sample(MeetingRtmsStopped, event_ts=now + 1, stop_reason=6), secret=SECRET
    )
    unknown = signed_request(UNKNOWN, secret=SECRET)
    forgery = started.body.replace(b"zoom.us", b"attacker.example")
    forged = started._replace(body=forgery)
    send("a stream has started", started)
    send("the stream has ended", stopped)
    send("an event that Zoom may add", unknown)
    send("a forged event", forged)
    send("URL validation", signed_request(sample(EndpointUrlValidation), secret=SECRET))


if __name__ == "__main__":
    main()
