"""Receive Zoom webhooks with AWS Lambda, behind API Gateway or a load balancer.

The function puts each event into an SQS queue. Consumers of the queue parse the
messages with `parse_event(record["body"])`.
"""

import base64
import logging
import os
from typing import TypedDict

import boto3
from botocore.config import Config
from typing_extensions import NotRequired

from rtms_events import Webhook

logging.getLogger().setLevel("INFO")  # Lambda has already added a handler
log = logging.getLogger("zoom")
webhook = Webhook(os.environ["ZOOM_WEBHOOK_SECRET_TOKEN"])
# Zoom waits three seconds, and boto3 would wait a minute.
sqs = boto3.resource(
    "sqs",
    config=Config(connect_timeout=1, read_timeout=1, retries={"total_max_attempts": 1}),
)
queue = sqs.Queue(os.environ["QUEUE_URL"])


class HttpRequest(TypedDict):
    """What this program reads from API Gateway (1.0 or 2.0) or a load balancer."""

    headers: NotRequired[dict[str, str] | None]
    multiValueHeaders: NotRequired[dict[str, list[str]] | None]
    body: NotRequired[str | None]
    isBase64Encoded: NotRequired[bool]


class HttpResponse(TypedDict):
    """The response that Lambda returns."""

    statusCode: int
    headers: dict[str, str]
    multiValueHeaders: dict[str, list[str]]
    body: str


def handler(request: HttpRequest, _context: object) -> HttpResponse:
    """Respond to Zoom and put the event into the queue."""
    text = request.get("body") or ""
    body = base64.b64decode(text) if request.get("isBase64Encoded") else text
    reply = webhook.receive(body, headers_of(request))
    if reply.error:
        log.warning("responded %d: %s", reply.status, reply.error)
    if reply.event:
        # If this fails, the gateway responds with a 5xx, and Zoom retries.
        queue.send_message(MessageBody=reply.event.model_dump_json(exclude_unset=True))
    return {
        "statusCode": reply.status,
        "headers": reply.headers,
        # A load balancer with multi-value headers reads these instead of `headers`.
        "multiValueHeaders": {name: [value] for name, value in reply.headers.items()},
        "body": reply.body,
    }


def headers_of(request: HttpRequest) -> list[tuple[str, str]]:
    """Return all headers. In format 1.0, `headers` lacks repeated ones."""
    if values_by_name := request.get("multiValueHeaders"):
        return [
            (name, value) for name, values in values_by_name.items() for value in values
        ]
    return list((request.get("headers") or {}).items())
