"""Receive webhooks with AWS Lambda, without a framework."""

import base64

import gateway
from receiver import webhook


def handler(event, _context):
    text = event.get("body") or ""
    body = base64.b64decode(text) if event["isBase64Encoded"] else text
    if event["rawPath"] == "/encoded":
        body = text.encode("latin-1", errors="replace")
    reply = webhook.receive(body, event["headers"])
    if event["rawPath"] == "/reply":
        return reply
    if event["rawPath"] == "/tuple":
        return reply.status, reply.body
    return {"statusCode": reply.status, "headers": reply.headers, "body": reply.body}


if __name__ == "__main__":
    gateway.serve(handler, gateway.function_url)
