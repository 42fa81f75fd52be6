"""Receive webhooks with BlackSheep."""

import uvicorn
from blacksheep import Application, Content, Request, Response, json
from receiver import PORT, webhook

app = Application()


@app.router.post("/zoom")
async def zoom(request: Request) -> Response:
    reply = webhook.receive(await request.read(), request.headers)
    content = Content(b"application/json", reply.body.encode()) if reply.body else None
    return Response(reply.status, content=content)


@app.router.post("/headers")
async def headers(request: Request) -> Response:
    reply = webhook.receive(await request.read(), request.headers)
    headers = [(name.encode(), value.encode()) for name, value in reply.headers.items()]
    content = Content(b"application/json", reply.body.encode()) if reply.body else None
    return Response(reply.status, headers, content)


@app.router.post("/items")
async def items(request: Request) -> Response:
    reply = webhook.receive(await request.read(), request.headers)
    return Response(reply.status, list(reply.headers.items()))


@app.router.post("/json")
async def encoded(request: Request) -> Response:
    reply = webhook.receive(await request.read(), request.headers)
    return json(reply.body, reply.status)


if __name__ == "__main__":
    uvicorn.run(app, port=PORT)
