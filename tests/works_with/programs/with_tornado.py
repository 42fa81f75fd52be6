"""Receive webhooks with Tornado."""

import asyncio

from receiver import PORT, webhook
from tornado.web import Application, RequestHandler


class Zoom(RequestHandler):
    def post(self):
        reply = webhook.receive(self.request.body, self.request.headers)
        self.set_status(reply.status)
        for name, value in reply.headers.items():
            self.set_header(name, value)
        if reply.body:
            self.write(reply.body)


class AlwaysWrite(RequestHandler):
    def post(self):
        reply = webhook.receive(self.request.body, self.request.headers)
        self.set_status(reply.status)
        self.write(reply.body)


async def main():
    Application([("/zoom", Zoom), ("/write", AlwaysWrite)]).listen(PORT)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
