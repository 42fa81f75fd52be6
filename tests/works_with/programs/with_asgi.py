"""Receive webhooks with an ASGI app, without a framework."""

import uvicorn
from receiver import PORT, webhook


async def app(scope, receive, send):
    message = await receive()
    body = message["body"]
    while message["more_body"] and scope["path"] != "/first":
        message = await receive()
        body += message["body"]
    headers = scope if scope["path"] == "/scope" else scope["headers"]
    reply = webhook.receive(body, headers)
    pairs = [(name.encode(), value.encode()) for name, value in reply.headers.items()]
    await send({"type": "http.response.start", "status": reply.status, "headers": pairs})
    await send({"type": "http.response.body", "body": reply.body.encode()})


if __name__ == "__main__":
    uvicorn.run(app, port=PORT, lifespan="off")
