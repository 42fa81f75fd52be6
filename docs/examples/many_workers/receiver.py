"""Receive Zoom webhooks in several processes. Run it with `uvicorn --workers 2 receiver:app`."""

import logging
import os

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from tasks import DAY, handle, redis

from rtms_events import RtmsEvent, UnknownEvent, Webhook

logging.basicConfig(level="INFO")
log = logging.getLogger("zoom")
webhook = Webhook(os.environ["ZOOM_WEBHOOK_SECRET_TOKEN"])
app = FastAPI()


@app.post("/zoom")
async def zoom(request: Request) -> Response:
    """Respond to Zoom after the event was put into the queue.

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
    seen = f"zoom:seen:{event.idempotency_key}"
    # For a minute at first: if this process is killed, Zoom's retry comes after five minutes.
    if not redis.set(seen, 1, nx=True, ex=60):
        log.info("%s: duplicate", event.event)
        return
    try:
        handle.delay(event.model_dump_json(exclude_unset=True))
    except Exception:
        redis.delete(seen)  # otherwise Zoom's retry would be a duplicate
        raise
    redis.expire(seen, DAY)
