"""Receive webhooks with Powertools for AWS Lambda, behind the gateway that the argument names."""

import base64
import sys

import gateway
from aws_lambda_powertools.event_handler import (
    ALBResolver,
    APIGatewayRestResolver,
    LambdaFunctionUrlResolver,
    Response,
)
from receiver import webhook

KINDS = {
    "function-url": (LambdaFunctionUrlResolver, gateway.function_url),
    "rest": (APIGatewayRestResolver, gateway.rest),
    "alb": (ALBResolver, gateway.alb),
}
resolver, build_event = KINDS[sys.argv[1]]
app = resolver()


def send(reply):
    return Response(reply.status, body=reply.body, headers=reply.headers)


@app.post("/zoom")
def zoom():
    event = app.current_event
    body = base64.b64decode(event.body) if event.is_base64_encoded else event.body
    return send(webhook.receive(body or "", event.headers))


@app.post("/decoded")
def decoded():
    event = app.current_event
    return send(webhook.receive(event.decoded_body or "", event.headers))


@app.post("/json")
def parsed():
    return send(webhook.receive(app.current_event.json_body, app.current_event.headers))


@app.post("/tuple")
def as_tuple():
    event = app.current_event
    reply = webhook.receive(event.decoded_body or "", event.headers)
    return reply.body, reply.status, reply.headers


def handler(event, context):
    return app.resolve(event, context)


if __name__ == "__main__":
    gateway.serve(handler, build_event)
