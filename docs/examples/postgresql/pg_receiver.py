"""Receive Zoom webhooks and store them: `uvicorn --workers 2 pg_receiver:app`."""

import asyncio
import logging
import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import jobs
from fastapi import FastAPI, Request, Response

from rtms_events import Webhook

logging.basicConfig(level="INFO")
log = logging.getLogger("zoom")
MAX_SECONDS = 2  # Zoom waits three seconds, and then retries
webhook = Webhook(os.environ["ZOOM_WEBHOOK_SECRET_TOKEN"])


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
    """Keep connections to the database open."""
    async with jobs.app.open_async():
        yield


app = FastAPI(lifespan=lifespan)


@app.post("/zoom")
async def zoom(request: Request) -> Response:
    """Respond to Zoom once the event is in the database.

    If the database is down, the exception becomes a 500, and Zoom retries.
    """
    reply = webhook.receive(await request.body(), request.headers)
    if reply.error:
        log.warning("responded %d: %s", reply.status, reply.error)
    if reply.event:
        await asyncio.wait_for(jobs.store(reply.event), MAX_SECONDS)
    return Response(reply.body, reply.status, reply.headers)
