"""Receive Zoom's webhooks. Run it with `uvicorn app:app`."""

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

logging.basicConfig(level="INFO", format="%(message)s")
log = logging.getLogger("zoom")
webhook = Webhook(os.environ["ZOOM_WEBHOOK_SECRET_TOKEN"])
app = FastAPI()


@app.post("/zoom")
async def zoom(request: Request, background: BackgroundTasks) -> Response:
    """Respond to a request and handle its event in the background."""
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
            log.info("%s started: connect to %s", event.product, event.payload.server_url_list[0])
        case RtmsStopped():
            log.info("%s stopped: %r", event.product, event.payload.stop_reason)
        case RtmsInterrupted():
            log.info("%s interrupted: reconnect", event.product)
        case RtmsConcurrencyLimited() | RtmsConcurrencyNearLimit():
            log.info("%d streams are running", event.payload.concurrency_number)
        case UnknownEvent():
            log.info("unknown event: %s", event.event)
        case _:
            assert_never(event)
