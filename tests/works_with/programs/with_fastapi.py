"""Receive webhooks with FastAPI."""

from typing import Annotated

import uvicorn
from fastapi import Body, FastAPI, Request, Response
from receiver import PORT, webhook

from rtms_events import Event

app = FastAPI()


@app.post("/zoom")
async def zoom(request: Request):
    reply = webhook.receive(await request.body(), request.headers)
    return Response(reply.body, reply.status, reply.headers)


@app.post("/text")
async def text(request: Request):
    return webhook.receive(await request.body(), request.headers).body


@app.post("/reply", response_model=None)
async def whole(request: Request):
    return webhook.receive(await request.body(), request.headers)


@app.post("/body")
async def parameter(request: Request, body: Annotated[bytes, Body()]):
    reply = webhook.receive(body, request.headers)
    return Response(reply.body, reply.status, reply.headers)


@app.post("/event", status_code=204)
async def parsed(event: Event):
    print(event.event)


if __name__ == "__main__":
    uvicorn.run(app, port=PORT)
