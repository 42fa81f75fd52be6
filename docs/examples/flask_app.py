"""Receive Zoom webhooks with Flask: `gunicorn --threads 8 flask_app:app`."""

import logging
import os
from concurrent.futures import ThreadPoolExecutor

from flask import Flask, Response, request

from rtms_events import RtmsEvent, RtmsStarted, RtmsStopped, UnknownEvent, Webhook

logging.basicConfig(level="INFO")
log = logging.getLogger("zoom")
webhook = Webhook(os.environ["ZOOM_WEBHOOK_SECRET_TOKEN"])
workers = ThreadPoolExecutor()  # Python waits for unfinished work when it exits
app = Flask(__name__)


@app.post("/zoom")
def zoom() -> Response:
    """Respond to Zoom and handle the event in another thread."""
    reply = webhook.receive(request.get_data(), request.headers)
    if reply.error:
        log.warning("responded %d: %s", reply.status, reply.error)
    if reply.event:
        workers.submit(handle_and_log, reply.event)
    return Response(reply.body, reply.status, reply.headers)


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
