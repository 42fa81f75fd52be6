"""Add a type for `phone.rtms_started` until `rtms_events` has a class for it."""

import hashlib
import hmac
import logging
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from rtms_events import Reply, RtmsEvent, UnknownEvent, Webhook
from rtms_events.typing import Body, Headers

log = logging.getLogger("zoom")


class Model(BaseModel):
    """A strict, frozen model that preserves unknown fields, like those of `rtms_events`."""

    model_config = ConfigDict(
        strict=True, frozen=True, extra="allow", allow_inf_nan=False, hide_input_in_errors=True
    )


class PhoneRtmsStartedPayload(Model):
    """The fields that Zoom Phone is known to send."""

    call_id: str
    rtms_stream_id: str
    server_urls: str


class PhoneRtmsStarted(Model):
    """A stream of a phone call has started."""

    event: Literal["phone.rtms_started"]
    event_ts: int | str
    payload: PhoneRtmsStartedPayload

    def handshake_signature(self, client_id: str, client_secret: str) -> str:
        """Compute the signature that opens the stream. It covers the `call_id`."""
        message = f"{client_id},{self.payload.call_id},{self.payload.rtms_stream_id}"
        return hmac.new(client_secret.encode(), message.encode(), hashlib.sha256).hexdigest()


def with_phone_events(
    event: RtmsEvent | UnknownEvent | None,
) -> RtmsEvent | PhoneRtmsStarted | UnknownEvent | None:
    """Return a `phone.rtms_started` as a `PhoneRtmsStarted`, and any other event unchanged.

    Raises:
        pydantic.ValidationError: The event is a `phone.rtms_started` with invalid data.
    """
    match event:
        case UnknownEvent(event="phone.rtms_started"):
            return PhoneRtmsStarted.model_validate(event.model_dump(exclude_unset=True))
        case _:
            return event


def receive(webhook: Webhook, body: Body, headers: Headers) -> Reply:
    """Handle a request and return the response to send."""
    reply = webhook.receive(body, headers)
    if reply.error:
        log.warning("responded %d: %s", reply.status, reply.error)
    try:
        event = with_phone_events(reply.event)
    except ValidationError as error:
        problems = [f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors()]
        log.warning("responded 500: phone.rtms_started: %s", "; ".join(problems))
        return reply.with_status(500)  # Zoom retries
    match event:
        case PhoneRtmsStarted():
            log.info("%s: connect to %s", event.payload.call_id, event.payload.server_urls)
        case None:
            pass
        case _:
            log.info("%s: ignored", event.event)
    return reply
