"""Send requests to the receiver, signed the way Zoom signs them."""

import os

import httpx

from rtms_events import EndpointUrlValidation, MeetingRtmsStarted, MeetingRtmsStopped
from rtms_events.testing import SignedRequest, sample, signed_request

SECRET = os.environ["ZOOM_WEBHOOK_SECRET_TOKEN"]
URL = os.environ.get("RECEIVER_URL", "http://localhost:8000/zoom")
# Like Zoom, this mixes characters with their escapes. Only the raw body has the right signature.
UNKNOWN = r'{"event": "meeting.rtms_paused", "payload": {"topic": "Caf\u00e9 or Café"}}'


def send(title: str, request: SignedRequest) -> None:
    """Send a request and print the response."""
    response = httpx.post(URL, content=request.body, headers=request.headers)
    print(f"{title}: {response.status_code} {response.text}".strip())


def main() -> None:
    """Send one request of each kind."""
    started = signed_request(sample(MeetingRtmsStarted), secret=SECRET)
    stopped = signed_request(sample(MeetingRtmsStopped, stop_reason=6), secret=SECRET)
    unknown = signed_request(UNKNOWN, secret=SECRET)
    forged = started._replace(body=started.body.replace(b"zoom.us", b"attacker.example"))
    send("a stream has started", started)
    send("the stream has ended", stopped)
    send("an event that Zoom may add", unknown)
    send("a forged event", forged)
    send("URL validation", signed_request(sample(EndpointUrlValidation), secret=SECRET))


if __name__ == "__main__":
    main()
