"""For tests of handlers: an event of every kind, and requests signed as Zoom signs them.

A handler's test, in ten lines::

    from rtms_events import MeetingRtmsStopped
    from rtms_events.testing import sample, signed_request

    def test_a_stream_that_ends_is_cleaned_up(client):
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

from ._base import TypedEvent
from ._parse import parse_event
from ._secret import Key, Secret
from .events import UnknownEvent
from .events.known import KNOWN_EVENTS

__all__ = ["SignedRequest", "sample", "signed_request"]

_TypedEvent = TypeVar("_TypedEvent", bound=TypedEvent)


class SignedRequest(NamedTuple):
    """The parts of a request that Zoom's signature is about."""

    body: bytes
    """What was signed."""
    headers: dict[str, str]
    """The signature and its timestamp, and the content type, with names in lower case."""


def sample(event: type[_TypedEvent], /, **payload: object) -> _TypedEvent:
    """A realistic event of exactly this class, always the same.

    Args:
        event: One of the 14 RTMS events or `EndpointUrlValidation`.
        payload: Fields of its payload with other values than usual, or unknown ones.

    Raises:
        InvalidEventError: A value does not fit its field.
        TypeError: `event` is another class: a base, a payload, `UnknownEvent`.
    """
    name = next((name for name, known in KNOWN_EVENTS.items() if known is event), None)
    if name is None:
        raise TypeError(f"sample() takes the class of an event, not {event!r}")
    payload_model: type[BaseModel] = event.__annotations__["payload"]
    values = _examples(payload_model) | payload
    data = _examples(event) | {"event": name, "payload": values}
    parse_event(data)  # for its errors
    return event.model_validate(data)


def signed_request(
    delivery: TypedEvent | UnknownEvent | Mapping[str, object] | bytes | str,
    /,
    *,
    secret: Secret,
    timestamp: int | None = None,
) -> SignedRequest:
    """The request by which Zoom would deliver this.

    Args:
        delivery: An event, its JSON as a mapping, or any body, to be signed as it is.
        secret: The webhook's secret token.
        timestamp: When it was signed, in seconds since the Unix epoch; now where it is `None`.

    Raises:
        TypeError: `delivery` is of another type, or `secret` is.
        ValueError: `secret` is empty or blank.
    """
    if isinstance(delivery, (TypedEvent, UnknownEvent)):
        delivery = delivery.model_dump_json(exclude_unset=True)
    elif isinstance(delivery, Mapping):
        delivery = json.dumps(dict(delivery), ensure_ascii=False, separators=(",", ":"))
    body = delivery.encode() if isinstance(delivery, str) else delivery
    if not isinstance(body, bytes):
        raise TypeError(
            f"signed_request() takes an event, a mapping, bytes or str, not {type(body).__name__}"
        )
    seconds = str(int(time.time()) if timestamp is None else timestamp)
    signature = Key(secret).hex_mac(b":".join((b"v0", seconds.encode(), body)))
    headers = {
        "content-type": "application/json; charset=utf-8",
        "x-zm-request-timestamp": seconds,
        "x-zm-signature": f"v0={signature}",
    }
    return SignedRequest(body, headers)


def _examples(model: type[BaseModel]) -> dict[str, object]:
    fields = model.model_fields.items()
    return {name: field.examples[0] for name, field in fields if field.examples}
