"""Receive webhooks with Flask."""

from flask import Flask, Response, request
from receiver import PORT, webhook

app = Flask(__name__)


@app.post("/zoom")
def zoom():
    reply = webhook.receive(request.get_data(), request.headers)
    return Response(reply.body, reply.status, reply.headers)


@app.post("/json")
def parsed():
    reply = webhook.receive(request.get_json(), request.headers)
    return Response(reply.body, reply.status, reply.headers)


@app.post("/consumed")
def consumed():
    request.get_json(cache=False)
    return zoom()


@app.post("/reply")
def whole():
    return webhook.receive(request.get_data(), request.headers)


if __name__ == "__main__":
    app.run(port=PORT)
