"""A receiver on nothing but the standard library. Run it with `python http_server.py`."""

import logging
import os
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from rtms_events import (
    EndpointUrlValidation,
    Event,
    InvalidEventError,
    RtmsStarted,
    RtmsStopped,
    SignatureError,
    Webhook,
)

log = logging.getLogger("zoom")
webhook = Webhook(os.environ["ZOOM_WEBHOOK_SECRET_TOKEN"])
workers = ThreadPoolExecutor()
MOST_BYTES = 10_000_000


class Receiver(BaseHTTPRequestHandler):
    """Verify, answer at once, and leave the work to a thread."""

    timeout = 10  # for a client that promises more than it sends

    def do_POST(self) -> None:
        """Receive one delivery."""
        length = self.headers.get("content-length", "")
        if not length.isdecimal():
            return self.answer(411)
        if int(length) > MOST_BYTES:
            return self.answer(413)
        try:
            event = webhook.parse(self.rfile.read(int(length)), self.headers)
            if isinstance(event, EndpointUrlValidation):
                return self.answer(200, webhook.answer(event).model_dump_json())
        except SignatureError as error:
            log.warning("refused: %s", error)
            return self.answer(401)
        except InvalidEventError:
            log.exception("Zoom signed it, but it does not fit")
            return self.answer(500)  # so that Zoom delivers it again
        workers.submit(handle, event)
        return self.answer(204)

    def answer(self, status: int, json: str = "") -> None:
        """Send a status, and JSON where there is some."""
        self.send_response(status)
        if json:
            self.send_header("content-type", "application/json")
        if status != 204:  # noqa: PLR2004 - No Content
            self.send_header("content-length", str(len(json)))
        self.end_headers()
        self.wfile.write(json.encode())


def handle(event: Event) -> None:
    """Do what takes its time."""
    match event:
        case RtmsStarted():
            log.info("%s: connect to %s", event.event, event.payload.server_url_list)
        case RtmsStopped():
            log.info("%s: %r", event.event, event.payload.stop_reason)
        case _:
            log.info("%s: nothing to do", event.event)


if __name__ == "__main__":
    logging.basicConfig(level="INFO")
    ThreadingHTTPServer(("", 8080), Receiver).serve_forever()
