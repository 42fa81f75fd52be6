"""Receive webhooks with Emmett."""

from emmett55 import App, request, response
from receiver import webhook

app = App(__name__)


def send(reply):
    response.status = reply.status
    for name, value in reply.headers.items():
        response.headers[name] = value
    return reply.body


@app.route("/zoom", methods="post")
async def zoom():
    return send(webhook.receive(await request.body, request.headers))


@app.route("/params", methods="post")
async def params():
    return send(webhook.receive(await request.body_params, request.headers))


@app.route("/params-first", methods="post")
async def params_first():
    await request.body_params
    return await zoom()
