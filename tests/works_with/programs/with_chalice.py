"""Receive webhooks with AWS Chalice."""

from chalice import Chalice, Response
from chalice.config import Config
from chalice.local import create_local_server
from receiver import PORT, webhook

app = Chalice("zoom")


@app.route("/zoom", methods=["POST"])
def zoom():
    request = app.current_request
    reply = webhook.receive(request.raw_body, request.headers)
    headers = {name.title(): value for name, value in reply.headers.items()}
    return Response(reply.body, headers, reply.status)


@app.route("/headers", methods=["POST"])
def lower_case():
    request = app.current_request
    reply = webhook.receive(request.raw_body, request.headers)
    return Response(reply.body, reply.headers, reply.status)


@app.route("/json", methods=["POST"])
def parsed():
    request = app.current_request
    reply = webhook.receive(request.json_body, request.headers)
    return Response(reply.body, reply.headers, reply.status)


@app.route("/positional", methods=["POST"])
def positional():
    request = app.current_request
    reply = webhook.receive(request.raw_body, request.headers)
    return Response(reply.body, reply.status, reply.headers)


if __name__ == "__main__":
    create_local_server(app, Config(), "127.0.0.1", PORT).serve_forever()
