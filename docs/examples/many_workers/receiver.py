"""Receive Zoom webhooks in several processes: `uvicorn --workers 2 receiver:app`."""

import logging
import os

from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from redis.backoff import NoBackoff
from redis.retry import Retry
from tasks import app as celery
from tasks import enqueue, redis

from rtms_events import Webhook

logging.basicConfig(level="INFO")
log = logging.getLogger("zoom")
webhook = Webhook(os.environ["ZOOM_WEBHOOK_SECRET_TOKEN"])
# Unlike the workers, do not wait for Redis: Zoom waits three seconds, and then retries.
celery.conf.task_publish_retry = False
celery.conf.broker_transport_options |= {"max_retries": 0, "socket_timeout": 2}
redis.set_retry(Retry(NoBackoff(), retries=0))
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
