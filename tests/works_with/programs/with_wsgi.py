"""Receive webhooks with a WSGI app, without a framework."""

from http import HTTPStatus
from wsgiref.simple_server import make_server

from receiver import PORT, webhook


def app(environ, start_response):
    body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"] or 0))
    headers = {
        "x-zm-signature": environ.get("HTTP_X_ZM_SIGNATURE"),
        "x-zm-request-timestamp": environ.get("HTTP_X_ZM_REQUEST_TIMESTAMP"),
    }
    if environ["PATH_INFO"] == "/environ":
        headers = environ
    reply = webhook.receive(body, headers)
    status = f"{reply.status} {HTTPStatus(reply.status).phrase}"
    start_response(status, list(reply.headers.items()))
    return [reply.body.encode()]


if __name__ == "__main__":
    make_server("127.0.0.1", PORT, app).serve_forever()
