"""What the programs for logging share: a receiver's reply, and what a log line shows of it."""

from events import STOPPED, report

from rtms_events import Webhook
from rtms_events.testing import signed_request

SECRET = "the secret token"
webhook = Webhook(SECRET)
REPLY = webhook.receive(*signed_request(STOPPED, secret=SECRET))
FAILED = webhook.receive(*signed_request(b'{"event": "meeting.rtms_stopped"}', secret=SECRET))
VALUE = STOPPED.payload.rtms_stream_id


def report_lines(lines):
    """Report what was logged: for each label, whether it shows values of the payload."""
    for label, line in lines.items():
        text = str(line)
        assert SECRET not in text
        shows = "the payload" if VALUE in text else "no value of the payload"
        report(label, f"shows {shows}")
