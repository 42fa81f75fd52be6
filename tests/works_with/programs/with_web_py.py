"""Receive webhooks with web.py."""

from http import HTTPStatus

import web
from receiver import PORT, webhook


def send(reply):
    web.ctx.status = f"{reply.status} {HTTPStatus(reply.status).phrase}"
    for name, value in reply.headers.items():
        web.header(name, value)
    return reply.body


class Zoom:
    def POST(self):
        headers = {
            "x-zm-signature": web.ctx.env.get("HTTP_X_ZM_SIGNATURE"),
            "x-zm-request-timestamp": web.ctx.env.get("HTTP_X_ZM_REQUEST_TIMESTAMP"),
        }
        return send(webhook.receive(web.data(), headers))


class Env:
    def POST(self):
        return send(webhook.receive(web.data(), web.ctx.env))


class InputFirst(Zoom):
    def POST(self):
        web.input()
        return super().POST()


urls = ("/zoom", "Zoom", "/env", "Env", "/input", "InputFirst")
app = web.application(urls, globals())

if __name__ == "__main__":
    web.httpserver.runsimple(app.wsgifunc(), ("127.0.0.1", PORT))
