"""Receive webhooks with Falcon's ASGI app."""

import falcon.asgi
import uvicorn
from receiver import PORT, webhook


class Zoom:
    async def on_post(self, request, response):
        send(response, webhook.receive(await request.stream.read(), request.headers))


class Media:
    async def on_post(self, request, response):
        send(response, webhook.receive(await request.get_media(), request.headers))


class MediaFirst:
    async def on_post(self, request, response):
        print((await request.get_media())["event"])
        send(response, webhook.receive(await request.stream.read(), request.headers))


def send(response, reply):
    response.status = reply.status
    response.set_headers(reply.headers)
    response.text = reply.body


app = falcon.asgi.App()
app.add_route("/zoom", Zoom())
app.add_route("/media", Media())
app.add_route("/media-first", MediaFirst())

if __name__ == "__main__":
    uvicorn.run(app, port=PORT)
