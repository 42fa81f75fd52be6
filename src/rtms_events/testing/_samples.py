"""Sample events, and requests that are signed the way Zoom signs them."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from typing import NamedTuple, TypeVar

from pydantic import BaseModel

from .._events import MODEL_BY_NAME
from .._events.model import BaseEvent
from .._headers import SIGNATURE_HEADER, TIMESTAMP_HEADER
from .._key import Key
from .._parse import parse_event
from ..typing import Body, Secret

CONTENT_TYPE = {"content-type": "application/json; charset=utf-8"}

_EVENT_TS = 1626230691572

T = TypeVar("T", bound=BaseEvent)


class SignedRequest(NamedTuple):
    """The body and headers of a signed request."""

    body: bytes
    """The raw request body."""
    headers: dict[str, str]
    """The signature, timestamp, and content type headers, with lowercase names."""


def sample(event: type[T], /, *, event_ts: int | None = None, **payload: object) -> T:
    """Return a realistic sample event of the given class.

    The values are the same in each call. Optional fields are absent unless `payload` has them.

    Args:
        event: The class of an RTMS event, or `EndpointUrlValidation`.
        event_ts: When the event occurred, in milliseconds since the Unix epoch. Defaults to a fixed
            time in 2021.
        payload: Fields of the payload to set.

    Returns:
        An instance of the class `event`.

    Raises:
        InvalidEventError: A value is invalid for its field.
        TypeError: A keyword argument is not a field of the payload; or `event` is not a concrete
            event class, for example a base class, a payload class, or `UnknownEvent`.
    """
    name = next((name for name, model in MODEL_BY_NAME.items() if model is event), None)
    if name is None:
        given = getattr(event, "__name__", type(event).__name__)
        raise TypeError(
            f"event must be a concrete event class such as MeetingRtmsStarted, not {given}"
        )
    payload_model: type[BaseModel] = event.__annotations__["payload"]
    for field in payload:
        if field not in payload_model.model_fields:
            raise TypeError(
                f"{payload_model.__name__} does not have the field {field!r}; its fields are "
                + ", ".join(payload_model.model_fields)
            )
    data = {
        "event": name,
        "event_ts": _EVENT_TS if event_ts is None else event_ts,
        "payload": _example_values(payload_model) | payload,
    }
    parse_event(data)  # raises InvalidEventError instead of Pydantic's ValidationError
    return event.model_validate(data)


def signed_request(
    delivery: BaseEvent | Mapping[str, object] | Body,
    /,
    *,
    secret: Secret,
    timestamp: int | None = None,
) -> SignedRequest:
    """Build a request that is signed the way Zoom signs it.

    Args:
        delivery: An event or mapping to serialize, or a raw body to sign as it is.
        secret: The webhook secret token.
        timestamp: The signing time in seconds since the Unix epoch. Defaults to now.

    Raises:
        TypeError: An argument has an unsupported type.
        ValueError: `secret` is empty or blank, or starts or ends with whitespace.
    """
    try:
        key = Key(secret)
    finally:
        del secret  # see `_key.py`
    if timestamp is not None and (isinstance(timestamp, bool) or not isinstance(timestamp, int)):
        raise TypeError(f"timestamp must be an int or None, not {type(timestamp).__name__}")
    if isinstance(delivery, BaseEvent):
        delivery = dump(delivery)
    elif isinstance(delivery, Mapping):
        delivery = json.dumps(dict(delivery), ensure_ascii=False, separators=(",", ":"))
    if isinstance(delivery, str):
        delivery = delivery.encode(errors="surrogatepass")
    if not isinstance(delivery, (bytes, bytearray, memoryview)):
        raise TypeError(
            f"delivery must be an event, a mapping, bytes, or str, not {type(delivery).__name__}"
        )
    return sign(bytes(delivery), key, timestamp)


def sign(body: bytes, key: Key, timestamp: int | None = None, *, age: int = 0) -> SignedRequest:
    """Sign a body at `timestamp`, by default `age` seconds ago."""
    seconds = str(int(time.time()) - age if timestamp is None else timestamp)
    signature = key.hex_mac(b":".join((b"v0", seconds.encode(), body)))
    return SignedRequest(
        body, CONTENT_TYPE | {TIMESTAMP_HEADER: seconds, SIGNATURE_HEADER: f"v0={signature}"}
    )


def dump(event: BaseEvent) -> bytes:
    """Return the JSON of an event, without the fields that are absent."""
    return event.model_dump_json(exclude_unset=True).encode()


def _example_values(model: type[BaseModel]) -> dict[str, object]:
    fields = model.model_fields.items()
    return {
        name: field.examples[0] for name, field in fields if field.is_required() and field.examples
    }
