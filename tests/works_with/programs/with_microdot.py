"""Receive webhooks with Microdot."""

from microdot import Microdot, Request, Response
from receiver import PORT, webhook

Request.max_content_length = Request.max_body_length = 10_000_000
app = Microdot()


@app.post("/zoom")
async def zoom(request):
    reply = webhook.receive(request.body, request.headers)
    return Response(reply.body, reply.status, reply.headers)


@app.post("/json")
async def parsed(request):
    reply = webhook.receive(request.json, request.headers)
    return Response(reply.body, reply.status, reply.headers)


@app.post("/reply")
async def whole(request):
    return webhook.receive(request.body, request.headers)


if __name__ == "__main__":
    app.run("127.0.0.1", PORT)
