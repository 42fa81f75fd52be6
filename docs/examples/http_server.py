"""Receive Zoom webhooks with the standard library: `python http_server.py`."""

import logging
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from rtms_events import (
    Reply,
    RtmsEvent,
    RtmsStarted,
    RtmsStopped,
    UnknownEvent,
    Webhook,
)

logging.basicConfig(level="INFO")
log = logging.getLogger("zoom")
webhook = Webhook(os.environ["ZOOM_WEBHOOK_SECRET_TOKEN"])
workers = ThreadPoolExecutor()
MAX_LENGTH_DIGITS = 7  # just under 10 MB


class Receiver(BaseHTTPRequestHandler):
    """A handler that responds to Zoom and passes the events to other threads."""

    timeout = 10  # seconds to wait for a client that sends less than its Content-Length

    def do_POST(self) -> None:
        """Receive one request."""
        length = self.headers.get("content-length", "")
        if not length.isdecimal():
            self.send_error(411)
        elif len(length) > MAX_LENGTH_DIGITS:
            self.send_error(413)
        else:
            self.respond(webhook.receive(self.rfile.read(int(length)), self.headers))

    def respond(self, reply: Reply) -> None:
        """Send the response and submit the event."""
        if reply.error:
            log.warning("responded %d: %s", reply.status, reply.error)
        if reply.event:
            workers.submit(handle_and_log, reply.event)
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(reply.body.encode())


def handle_and_log(event: RtmsEvent | UnknownEvent) -> None:
    """Handle an event and log exceptions, which the executor would discard."""
    try:
        handle(event)
    except Exception:
        log.exception("%s: failed", event.event)


def handle(event: RtmsEvent | UnknownEvent) -> None:
    """Handle an event."""
    match event:
        case RtmsStarted():
            log.info("%s: connect to %s", event.event, event.payload.server_url_list)
        case RtmsStopped():
            log.info("%s: %r", event.event, event.payload.stop_reason)
        case _:
            log.info("%s: ignored", event.event)


def main() -> None:
    """Serve until a signal arrives, then wait for the events that are being handled."""
    # Raises KeyboardInterrupt, as Ctrl+C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    port = int(os.environ.get("PORT", "8000"))
    with workers, ThreadingHTTPServer(("", port), Receiver) as server:
        log.info("listening on port %d", server.server_port)
        with suppress(KeyboardInterrupt):
            server.serve_forever()


if __name__ == "__main__":
    main()
