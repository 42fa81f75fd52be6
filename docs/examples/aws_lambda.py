"""A receiver in AWS Lambda behind API Gateway (REST or HTTP API) or a load balancer.

The work is left to whoever reads the SQS queue, as `parse_event(record["body"])`.
"""

import base64
import logging
import os
from typing import TypedDict

import boto3
from typing_extensions import NotRequired

from rtms_events import EndpointUrlValidation, InvalidEventError, SignatureError, Webhook

log = logging.getLogger("zoom")
webhook = Webhook(os.environ["ZOOM_WEBHOOK_SECRET_TOKEN"])
sqs = boto3.resource("sqs")  # pyright: ignore[reportUnknownMemberType] - other services'
queue = sqs.Queue(os.environ["QUEUE_URL"])


class HttpEvent(TypedDict):
    """What the gateways' payloads have in common, in format 1.0 and 2.0."""

    headers: NotRequired[dict[str, str] | None]
    multiValueHeaders: NotRequired[dict[str, list[str]] | None]
    body: NotRequired[str | None]
    isBase64Encoded: NotRequired[bool]


class HttpResponse(TypedDict):
    """What they make a response of."""

    statusCode: int
    headers: NotRequired[dict[str, str]]
    body: NotRequired[str]


def handler(request: HttpEvent, _context: object) -> HttpResponse:
    """Verify, answer at once, and leave the work to a queue."""
    body = request.get("body") or ""
    raw = base64.b64decode(body) if request.get("isBase64Encoded") else body
    # In `headers`, a header that was sent twice is there only once.
    every = request.get("multiValueHeaders") or {}
    pairs = [(name, value) for name, values in every.items() for value in values]
    try:
        event = webhook.parse(raw, pairs or request.get("headers") or {})
        if isinstance(event, EndpointUrlValidation):
            return {
                "statusCode": 200,
                "headers": {"content-type": "application/json"},
                "body": webhook.answer(event).model_dump_json(),
            }
    except SignatureError as error:
        log.warning("refused: %s", error)
        return {"statusCode": 401}
    except InvalidEventError:
        log.exception("Zoom signed it, but it does not fit")
        return {"statusCode": 500}  # so that Zoom delivers it again
    queue.send_message(MessageBody=event.model_dump_json(exclude_unset=True))
    return {"statusCode": 204}
