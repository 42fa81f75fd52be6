"""Receive webhooks with Powertools, behind a load balancer with multi-value headers."""

import base64

import gateway
from aws_lambda_powertools.event_handler import ALBResolver, Response
from receiver import webhook

app = ALBResolver()


@app.post("/zoom")
def zoom():
    event = app.current_event
    body = base64.b64decode(event.body) if event.is_base64_encoded else event.body
    pairs = [
        (name, value) for name, values in event.multi_value_headers.items() for value in values
    ]
    reply = webhook.receive(body or "", pairs)
    return Response(reply.status, body=reply.body, headers=reply.headers)


@app.post("/headers")
def headers():
    event = app.current_event
    reply = webhook.receive(event.decoded_body or "", event.headers)
    return Response(reply.status, body=reply.body, headers=reply.headers)


@app.post("/multi-value")
def multi_value():
    event = app.current_event
    reply = webhook.receive(event.decoded_body or "", event.multi_value_headers)
    return Response(reply.status, body=reply.body, headers=reply.headers)


def handler(event, context):
    return app.resolve(event, context)


if __name__ == "__main__":
    gateway.serve(handler, gateway.alb_multi_value)
