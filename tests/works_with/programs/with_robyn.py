"""Receive webhooks with Robyn."""

from receiver import PORT, webhook
from robyn import Headers, Request, Response, Robyn

app = Robyn(__file__)


def send(reply):
    return Response(reply.status, Headers(reply.headers), reply.body)


@app.post("/zoom")
async def zoom(request: Request) -> Response:
    pairs = [
        (name, value) for name, values in request.headers.get_headers().items() for value in values
    ]
    return send(webhook.receive(request.body, pairs))


@app.post("/get-headers")
async def get_headers(request: Request) -> Response:
    return send(webhook.receive(request.body, request.headers.get_headers()))


@app.post("/headers")
async def headers(request: Request) -> Response:
    return send(webhook.receive(request.body, request.headers))


if __name__ == "__main__":
    app.start("127.0.0.1", PORT)
