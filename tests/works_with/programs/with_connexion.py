"""Receive webhooks with Connexion."""

import connexion
from connexion.lifecycle import ConnexionResponse
from receiver import PORT, webhook

BODY = {"content": {"application/json": {"schema": {}}}}
PATHS = {
    "/zoom": "with_connexion.zoom",
    "/tuple": "with_connexion.as_tuple",
    "/body": "with_connexion.body",
}


async def zoom():
    request = connexion.request
    reply = webhook.receive(await request.body(), request.headers)
    return ConnexionResponse(reply.status, body=reply.body, headers=reply.headers)


async def as_tuple():
    request = connexion.request
    reply = webhook.receive(await request.body(), request.headers)
    return reply.body, reply.status, reply.headers


async def body(body):
    reply = webhook.receive(body, connexion.request.headers)
    return ConnexionResponse(reply.status, body=reply.body, headers=reply.headers)


app = connexion.AsyncApp(__name__)
app.add_api(
    {
        "openapi": "3.0.0",
        "info": {"title": "Webhooks", "version": "1"},
        "paths": {
            path: {
                "post": {
                    "operationId": name,
                    **({"requestBody": BODY} if path == "/body" else {}),
                    "responses": {"default": {"description": "The response to Zoom"}},
                }
            }
            for path, name in PATHS.items()
        },
    }
)

if __name__ == "__main__":
    import uvicorn

    uvicorn.run(app, port=PORT)
