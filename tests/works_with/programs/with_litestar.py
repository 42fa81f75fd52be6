"""Receive webhooks with Litestar."""

import uvicorn
from litestar import Litestar, Request, Response, post
from receiver import PORT, webhook


@post("/zoom")
async def zoom(request: Request) -> Response[str]:
    reply = webhook.receive(await request.body(), request.headers)
    return Response(reply.body, status_code=reply.status, headers=reply.headers)


@post("/data")
async def data(data: bytes, request: Request) -> Response[str]:
    reply = webhook.receive(data, request.headers)
    return Response(reply.body, status_code=reply.status, headers=reply.headers)


@post("/without-headers")
async def without_headers(request: Request) -> Response[str]:
    reply = webhook.receive(await request.body(), request.headers)
    return Response(reply.body, status_code=reply.status, media_type="application/json")


app = Litestar([zoom, data, without_headers])

if __name__ == "__main__":
    uvicorn.run(app, port=PORT)
