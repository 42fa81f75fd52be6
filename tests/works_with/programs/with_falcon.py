"""Receive webhooks with Falcon's WSGI app."""

from wsgiref.simple_server import make_server

import falcon
from receiver import PORT, webhook


class Zoom:
    def on_post(self, request, response):
        send(response, webhook.receive(request.bounded_stream.read(), request.headers))


class Stream:
    def on_post(self, request, response):
        send(response, webhook.receive(request.stream.read(), request.headers))


class Media:
    def on_post(self, request, response):
        reply = webhook.receive(request.bounded_stream.read(), request.headers)
        response.media = reply.body
        response.status = reply.status


def send(response, reply):
    response.status = reply.status
    response.set_headers(reply.headers)
    response.text = reply.body


app = falcon.App()
app.add_route("/zoom", Zoom())
app.add_route("/stream", Stream())
app.add_route("/media", Media())

if __name__ == "__main__":
    make_server("127.0.0.1", PORT, app).serve_forever()
