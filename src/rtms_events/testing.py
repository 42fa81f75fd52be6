"""Test helpers: sample events, and requests signed the way Zoom signs them.

A test of a webhook handler::

    from rtms_events import MeetingRtmsStopped
    from rtms_events.testing import sample, signed_request

    def test_the_end_of_a_stream_is_cleaned_up(client):
        stopped = sample(MeetingRtmsStopped, rtms_stream_id="s1", stop_reason=6)
        request = signed_request(stopped, secret="the app's secret in tests")
        response = client.post("/zoom", content=request.body, headers=request.headers)
        assert response.status_code == 204
        assert "s1" not in open_streams
"""

import json
import time
from collections.abc import Mapping
from typing import NamedTuple, TypeVar

from pydantic import BaseModel

from ._events import MODEL_BY_NAME
from ._events.model import EventModel, TypedEvent
from ._key import Key
from ._parse import parse_event
from .typing import Secret

__all__ = ["SignedRequest", "sample", "signed_request"]

_TypedEvent = TypeVar("_TypedEvent", bound=TypedEvent)


class SignedRequest(NamedTuple):
    """A signed request: its body and headers."""

    body: bytes
    """The raw request body."""
    headers: dict[str, str]
    """The signature, timestamp and content type headers, with lowercase names."""


def sample(event: type[_TypedEvent], /, **payload: object) -> _TypedEvent:
    """Return a realistic sample event of the given class.

    The values are the same in each call. Optional fields are absent unless `payload` has them.

    Args:
        event: The class of an RTMS event, or `EndpointUrlValidation`.
        payload: Fields of the payload to override or add.

    Raises:
        InvalidEventError: A value is invalid for its field.
        TypeError: `event` is not a concrete event class, for example a base class, a payload class
            or `UnknownEvent`.
    """
    name = next((name for name, model in MODEL_BY_NAME.items() if model is event), None)
    if name is None:
        given = getattr(event, "__name__", type(event).__name__)
        raise TypeError(
            f"event must be a concrete event class such as MeetingRtmsStarted, not {given}"
        )
    payload_model: type[BaseModel] = event.__annotations__["payload"]
    values = _examples(payload_model) | payload
    data = _examples(event) | {"event": name, "payload": values}
    parse_event(data)  # raises InvalidEventError instead of Pydantic's ValidationError
    return event.model_validate(data)


def signed_request(
    delivery: EventModel | Mapping[str, object] | bytes | str,
    /,
    *,
    secret: Secret,
    timestamp: int | None = None,
) -> SignedRequest:
    """Build a request that is signed the way Zoom signs it.

    Args:
        delivery: An event, a mapping, or a raw body that is signed unchanged.
        secret: The webhook secret token.
        timestamp: The signing time in seconds since the Unix epoch. Defaults to now.

    Raises:
        TypeError: `delivery` or `secret` has an unsupported type.
        ValueError: `secret` is empty, blank, or starts or ends with whitespace.
    """
    try:
        key = Key(secret)
    finally:
        del secret  # see `_key.py`
    if isinstance(delivery, EventModel):
        delivery = delivery.model_dump_json(exclude_unset=True)
    elif isinstance(delivery, Mapping):
        delivery = json.dumps(dict(delivery), ensure_ascii=False, separators=(",", ":"))
    body = delivery.encode(errors="surrogatepass") if isinstance(delivery, str) else delivery
    if not isinstance(body, bytes):
        raise TypeError(
            f"delivery must be an event, a mapping, bytes or str, not {type(body).__name__}"
        )
    seconds = str(int(time.time()) if timestamp is None else timestamp)
    signature = key.hex_mac(b":".join((b"v0", seconds.encode(), body)))
    headers = {
        "content-type": "application/json; charset=utf-8",
        "x-zm-request-timestamp": seconds,
        "x-zm-signature": f"v0={signature}",
    }
    return SignedRequest(body, headers)


def _examples(model: type[BaseModel]) -> dict[str, object]:
    fields = model.model_fields.items()
    return {
        name: field.examples[0] for name, field in fields if field.is_required() and field.examples
    }
