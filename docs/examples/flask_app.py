"""A receiver in Flask. Run it with `gunicorn --threads 8 flask_app:app`."""

import logging
import os
from concurrent.futures import ThreadPoolExecutor

from flask import Flask, Response, request

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
app = Flask(__name__)


@app.post("/zoom")
def zoom() -> Response:
    """Verify, answer at once, and leave the work to a thread."""
    try:
        event = webhook.parse(request.get_data(), request.headers)
        if isinstance(event, EndpointUrlValidation):
            answer = webhook.answer(event).model_dump_json()
            return Response(answer, mimetype="application/json")
    except SignatureError as error:
        log.warning("refused: %s", error)
        return Response(status=401)
    except InvalidEventError:
        log.exception("Zoom signed it, but it does not fit")
        return Response(status=500)  # so that Zoom delivers it again
    workers.submit(handle, event)
    return Response(status=204)


def handle(event: Event) -> None:
    """Do what takes its time."""
    match event:
        case RtmsStarted():
            log.info("%s: connect to %s", event.event, event.payload.server_url_list)
        case RtmsStopped():
            log.info("%s: %r", event.event, event.payload.stop_reason)
        case _:
            log.info("%s: nothing to do", event.event)
