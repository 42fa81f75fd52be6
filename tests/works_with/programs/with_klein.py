"""Receive webhooks with Klein, which runs on Twisted."""

from klein import Klein
from receiver import PORT, webhook

app = Klein()


def send(request, reply):
    request.setResponseCode(reply.status)
    for name, value in reply.headers.items():
        request.setHeader(name, value)
    return reply.body


@app.route("/zoom", methods=["POST"])
def zoom(request):
    pairs = [
        (name, value)
        for name, values in request.requestHeaders.getAllRawHeaders()
        for value in values
    ]
    return send(request, webhook.receive(request.content.read(), pairs))


@app.route("/raw-headers", methods=["POST"])
def raw_headers(request):
    headers = request.requestHeaders.getAllRawHeaders()
    return send(request, webhook.receive(request.content.read(), headers))


@app.route("/request-headers", methods=["POST"])
def request_headers(request):
    return send(request, webhook.receive(request.content.read(), request.requestHeaders))


if __name__ == "__main__":
    app.run("127.0.0.1", PORT)
