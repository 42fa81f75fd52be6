"""Add types for the events of Zoom Phone until `rtms_events` has classes for them."""

import hashlib
import hmac
import logging
from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from rtms_events import Reply, RtmsEvent, UnknownEvent, Webhook
from rtms_events.typing import Body, Headers

log = logging.getLogger("zoom")


class Model(BaseModel):
    """A strict, frozen model that keeps unknown fields, like those of `rtms_events`."""

    model_config = ConfigDict(
        strict=True,
        frozen=True,
        extra="allow",
        allow_inf_nan=False,
        hide_input_in_errors=True,
    )


class PhonePayload(Model):
    """The fields that identify the stream of a phone call."""

    call_id: int | str
    rtms_stream_id: str


class PhoneStartedPayload(PhonePayload):
    """The fields of a start."""

    server_urls: str


class PhoneStoppedPayload(PhonePayload):
    """The fields of a stop."""

    stop_reason: int | None = None


class PhoneRtmsStarted(Model):
    """A stream of a phone call has started."""

    event: Literal["phone.rtms_started", "phone.call_rtms_started"]
    event_ts: int | str
    payload: PhoneStartedPayload

    def handshake_signature(self, client_id: str, client_secret: str) -> str:
        """Compute the signature that opens the stream. It covers the `call_id`."""
        message = f"{client_id},{self.payload.call_id},{self.payload.rtms_stream_id}"
        key = client_secret.encode()
        return hmac.new(key, message.encode(), hashlib.sha256).hexdigest()


class PhoneRtmsStopped(Model):
    """A stream of a phone call has ended."""

    event: Literal["phone.rtms_stopped", "phone.call_rtms_stopped"]
    event_ts: int | str
    payload: PhoneStoppedPayload


class PhoneRtmsInterrupted(Model):
    """The signaling connection of a stream of a phone call was lost."""

    event: Literal["phone.rtms_interrupted", "phone.call_rtms_interrupted"]
    event_ts: int | str
    payload: PhonePayload


PhoneEvent: TypeAlias = PhoneRtmsStarted | PhoneRtmsStopped | PhoneRtmsInterrupted
PHONE_EVENTS: TypeAdapter[PhoneEvent] = TypeAdapter(
    Annotated[PhoneEvent, Field(discriminator="event")]
)
PHONE_NAMES = {
    f"phone.{prefix}rtms_{what}"
    for prefix in ("", "call_")
    for what in ("started", "stopped", "interrupted")
}


def with_phone_events(
    event: RtmsEvent | UnknownEvent | None,
) -> RtmsEvent | PhoneEvent | UnknownEvent | None:
    """Return a typed event of Zoom Phone. Return any other event unchanged.

    Raises:
        pydantic.ValidationError: The data of an event of Zoom Phone is invalid.
    """
    if isinstance(event, UnknownEvent) and event.event in PHONE_NAMES:
        return PHONE_EVENTS.validate_python(event.model_dump(exclude_unset=True))
    return event


def receive(webhook: Webhook, body: Body, headers: Headers) -> Reply:
    """Handle a request and return the response to send."""
    reply = webhook.receive(body, headers)
    if reply.error:
        log.warning("responded %d: %s", reply.status, reply.error)
    try:
        event = with_phone_events(reply.event)
    except ValidationError as error:
        problems = [
            f"{'.'.join(map(str, item['loc']))}: {item['msg']}"
            for item in error.errors()
        ]
        log.warning("responded 500: %s", "; ".join(problems))
        return reply.with_status(500)  # Zoom retries
    match event:
        case PhoneRtmsStarted(payload=payload):
            log.info("%s: connect to %s", payload.call_id, payload.server_urls)
        case PhoneRtmsStopped(payload=payload):
            log.info("%s: ended (%s)", payload.call_id, payload.stop_reason)
        case None:
            pass
        case _:
            log.info("%s: ignored", event.event)
    return reply
