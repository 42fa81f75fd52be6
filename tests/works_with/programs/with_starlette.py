"""Receive webhooks with Starlette."""

import uvicorn
from receiver import PORT, webhook
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route


async def zoom(request):
    reply = webhook.receive(await request.body(), request.headers)
    return Response(reply.body, reply.status, reply.headers)


async def json(request):
    reply = webhook.receive(await request.body(), request.headers)
    return JSONResponse(reply.body, reply.status)


class ReadStream(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        async for _ in request.stream():
            pass
        return await call_next(request)


app = Starlette(
    routes=[
        Route("/zoom", zoom, methods=["POST"]),
        Route("/json", json, methods=["POST"]),
        Mount(
            "/middleware",
            routes=[Route("/zoom", zoom, methods=["POST"])],
            middleware=[Middleware(ReadStream)],
        ),
    ]
)

if __name__ == "__main__":
    uvicorn.run(app, port=PORT)
