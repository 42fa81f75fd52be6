"""Receive webhooks with Lilya."""

import uvicorn
from lilya.apps import Lilya
from lilya.requests import Request
from lilya.responses import JSONResponse, Response
from lilya.routing import Path
from receiver import PORT, webhook


async def zoom(request: Request):
    reply = webhook.receive(await request.body(), request.headers)
    return Response(reply.body, reply.status, reply.headers)


async def json(request: Request):
    reply = webhook.receive(await request.body(), request.headers)
    return JSONResponse(reply.body, reply.status)


async def text(request: Request):
    return webhook.receive(await request.body(), request.headers).body


app = Lilya(
    routes=[
        Path("/zoom", zoom, methods=["POST"]),
        Path("/json", json, methods=["POST"]),
        Path("/text", text, methods=["POST"]),
    ]
)

if __name__ == "__main__":
    uvicorn.run(app, port=PORT)
