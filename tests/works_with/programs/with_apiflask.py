"""Receive webhooks with APIFlask."""

from apiflask import APIFlask
from flask import Response, request
from receiver import PORT, webhook

app = APIFlask(__name__)


@app.post("/zoom")
def zoom():
    reply = webhook.receive(request.get_data(), request.headers)
    return Response(reply.body, reply.status, reply.headers)


@app.post("/tuple")
@app.output({})
def as_tuple():
    reply = webhook.receive(request.get_data(), request.headers)
    return reply.body, reply.status, reply.headers


@app.post("/input")
@app.input({}, arg_name="data")
def with_input(data):
    return zoom()


if __name__ == "__main__":
    app.run(port=PORT)
