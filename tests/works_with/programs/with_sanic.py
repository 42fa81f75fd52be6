"""Receive webhooks with Sanic."""

from receiver import PORT, webhook
from sanic import HTTPResponse, Sanic, json, text

app = Sanic("zoom")


@app.post("/zoom")
async def zoom(request):
    reply = webhook.receive(request.body, request.headers)
    return text(reply.body, reply.status, reply.headers)


@app.post("/json")
async def encoded(request):
    reply = webhook.receive(request.body, request.headers)
    return json(reply.body, reply.status)


@app.post("/response")
async def response(request):
    reply = webhook.receive(request.body, request.headers)
    return HTTPResponse(reply.body, reply.status, reply.headers)


if __name__ == "__main__":
    app.run("127.0.0.1", PORT, single_process=True)
