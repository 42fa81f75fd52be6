"""Receive Zoom webhooks in several processes. Run it with `uvicorn --workers 2 receiver:app`."""

import logging
import os
from datetime import timedelta

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from tasks import DAY, handle, redis

from rtms_events import RtmsEvent, UnknownEvent, Webhook

logging.basicConfig(level="INFO")
log = logging.getLogger("zoom")
webhook = Webhook(
    os.environ["ZOOM_WEBHOOK_SECRET_TOKEN"],
    tolerance=timedelta(minutes=90),  # in case retries keep their original timestamp
)
app = FastAPI()


@app.post("/zoom")
async def zoom(request: Request) -> Response:
    """Respond to Zoom once the event is in the queue.

    If the queue is down, the exception becomes a 500, and Zoom retries.
    """
    reply = webhook.receive(await request.body(), request.headers)
    if reply.error:
        log.warning("responded %d: %s", reply.status, reply.error)
    if reply.event:
        await run_in_threadpool(enqueue, reply.event)
    return Response(reply.body, reply.status, reply.headers)


def enqueue(event: RtmsEvent | UnknownEvent) -> None:
    """Put an event into the queue, unless it is a duplicate."""
    seen_key = f"zoom:seen:{event.idempotency_key}"
    # At first, the key expires after a minute. If this process is killed before the event is in the
    # queue, Zoom's retry after five minutes is accepted.
    if not redis.set(seen_key, 1, nx=True, ex=60):
        log.info("%s: duplicate", event.event)
        return
    try:
        handle.delay(event.model_dump_json(exclude_unset=True))
    except Exception:
        redis.delete(seen_key)  # otherwise Zoom's retry would be dropped as a duplicate
        raise
    redis.set(seen_key, 1, ex=DAY)
