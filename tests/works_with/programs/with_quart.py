"""Receive webhooks with Quart."""

from quart import Quart, Response, request
from receiver import PORT, webhook

app = Quart(__name__)


@app.post("/zoom")
async def zoom():
    reply = webhook.receive(await request.get_data(), request.headers)
    return Response(reply.body, reply.status, reply.headers)


@app.post("/not-awaited")
async def not_awaited():
    reply = webhook.receive(request.get_data(), request.headers)
    return Response(reply.body, reply.status, reply.headers)


@app.post("/consumed")
async def consumed():
    async for _ in request.body:
        pass
    return await zoom()


if __name__ == "__main__":
    app.run(port=PORT)
