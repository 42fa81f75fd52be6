"""What the programs for logging share: a receiver's reply, and what a log line shows of it."""

from events import STOPPED, report

from rtms_events import Webhook
from rtms_events.testing import signed_request

SECRET = "Zx81-Spectrum"
webhook = Webhook(SECRET)
REPLY = webhook.receive(*signed_request(STOPPED, secret=SECRET))
INVALID = STOPPED.model_dump(exclude_unset=True) | {"event_ts": "now"}
FAILED = webhook.receive(*signed_request(INVALID, secret=SECRET))
FORGED = signed_request(STOPPED, secret="another secret")
VALUE = STOPPED.payload.rtms_stream_id


def parse(body, headers):
    """Verify and parse a request in a function of the app, as a receiver does."""
    return webhook.parse(body, headers)


def report_lines(lines):
    """Report what was logged: for each label, whether it shows a value of the payload."""
    for label, line in lines.items():
        text = str(line)
        assert SECRET not in text
        report(label, "shows the stream ID" if VALUE in text else "does not show the stream ID")
