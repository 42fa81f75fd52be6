"""Receive webhooks with aiohttp."""

from aiohttp import web
from receiver import PORT, webhook


async def zoom(request):
    reply = webhook.receive(await request.read(), request.headers)
    return web.Response(status=reply.status, headers=reply.headers, text=reply.body)


async def json(request):
    reply = webhook.receive(await request.read(), request.headers)
    return web.json_response(reply.body, status=reply.status)


async def content_type(request):
    reply = webhook.receive(await request.read(), request.headers)
    return web.Response(
        status=reply.status,
        headers=reply.headers,
        text=reply.body,
        content_type="application/json",
    )


app = web.Application(client_max_size=10_000_000)
app.add_routes(
    [
        web.post("/zoom", zoom),
        web.post("/json", json),
        web.post("/content-type", content_type),
    ]
)

if __name__ == "__main__":
    web.run_app(app, host="127.0.0.1", port=PORT)
