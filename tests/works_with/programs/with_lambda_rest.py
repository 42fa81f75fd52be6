"""Receive webhooks with AWS Lambda behind a REST API, without a framework."""

import base64

import gateway
from receiver import webhook


def handler(event, _context):
    text = event["body"] or ""
    body = base64.b64decode(text) if event["isBase64Encoded"] else text
    pairs = [
        (name, value) for name, values in event["multiValueHeaders"].items() for value in values
    ]
    headers = event["multiValueHeaders"] if event["path"] == "/multi-value" else pairs
    reply = webhook.receive(body, headers)
    return {"statusCode": reply.status, "headers": reply.headers, "body": reply.body}


if __name__ == "__main__":
    gateway.serve(handler, gateway.rest)
