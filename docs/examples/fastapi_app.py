"""Receive Zoom webhooks with FastAPI: `uvicorn fastapi_app:app`."""

import logging
import os

from fastapi import BackgroundTasks, FastAPI, Request, Response
from typing_extensions import assert_never

from rtms_events import (
    RtmsConcurrencyLimited,
    RtmsConcurrencyNearLimit,
    RtmsEvent,
    RtmsInterrupted,
    RtmsStarted,
    RtmsStopped,
    UnknownEvent,
    Webhook,
)

logging.basicConfig(level="INFO")
log = logging.getLogger("zoom")
webhook = Webhook(os.environ["ZOOM_WEBHOOK_SECRET_TOKEN"])
app = FastAPI()


@app.post("/zoom")
async def zoom(request: Request, background: BackgroundTasks) -> Response:
    """Respond to Zoom and handle the event in the background."""
    reply = webhook.receive(await request.body(), request.headers)
    if reply.error:
        log.warning("responded %d: %s", reply.status, reply.error)
    if reply.event:
        background.add_task(handle, reply.event)
    return Response(reply.body, reply.status, reply.headers)


def handle(event: RtmsEvent | UnknownEvent) -> None:
    """Handle an event."""
    match event:
        case RtmsStarted():
            log.info("%s: connect to %s", event.event, event.payload.server_url_list)
        case RtmsStopped():
            log.info("%s: %r", event.event, event.payload.stop_reason)
        case RtmsInterrupted():
            log.info("%s: rejoin the stream", event.event)
        case RtmsConcurrencyLimited() | RtmsConcurrencyNearLimit():
            log.info("%s: %d streams", event.event, event.payload.concurrency_number)
        case UnknownEvent():
            log.info("%s: ignored", event.event)
        case _:
            assert_never(event)
