"""Receive webhooks with Muffin."""

import uvicorn
from muffin import Application, Response
from receiver import PORT, webhook

app = Application()


@app.route("/zoom", methods=["POST"])
async def zoom(request):
    reply = webhook.receive(await request.body(), request.headers)
    return Response(reply.body, status_code=reply.status, headers=reply.headers)


@app.route("/tuple", methods=["POST"])
async def as_tuple(request):
    reply = webhook.receive(await request.body(), request.headers)
    return reply.status, reply.body


@app.route("/data", methods=["POST"])
async def data(request):
    reply = webhook.receive(await request.data(), request.headers)
    return Response(reply.body, status_code=reply.status, headers=reply.headers)


if __name__ == "__main__":
    uvicorn.run(app, port=PORT)
