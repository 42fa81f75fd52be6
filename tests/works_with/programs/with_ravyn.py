"""Receive webhooks with Ravyn."""

import uvicorn
from lilya.responses import Response
from lilya.routing import Path
from ravyn import Gateway, Ravyn, Request, post
from receiver import PORT, webhook

from rtms_events import BaseEvent


async def zoom(request: Request):
    reply = webhook.receive(await request.body(), request.headers)
    return Response(reply.body, reply.status, reply.headers)


@post("/post")
async def with_post(request: Request) -> Response:
    reply = webhook.receive(await request.body(), request.headers)
    return Response(reply.body, reply.status, reply.headers)


@post("/data")
async def data(data: BaseEvent) -> None:
    print(data.event)


app = Ravyn(
    routes=[
        Path("/zoom", zoom, methods=["POST"]),
        Gateway(handler=with_post),
        Gateway(handler=data),
    ]
)

if __name__ == "__main__":
    uvicorn.run(app, port=PORT)
