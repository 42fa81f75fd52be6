"""Receive webhooks with Bottle."""

from bottle import Bottle, HTTPResponse, request
from receiver import PORT, webhook

app = Bottle()


@app.post("/zoom")
def zoom():
    reply = webhook.receive(request.body.read(), request.headers)
    return HTTPResponse(reply.body, reply.status, reply.headers)


@app.post("/json")
def parsed():
    reply = webhook.receive(request.json, request.headers)
    return HTTPResponse(reply.body, reply.status, reply.headers)


@app.post("/text")
def text():
    return webhook.receive(request.body.read(), request.headers).body


if __name__ == "__main__":
    app.run(port=PORT)
