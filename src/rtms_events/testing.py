"""Test helpers: sample events, signed requests, and a conformance suite for your endpoint.

A test of an endpoint, with any test client::

    import pytest
    from rtms_events.testing import EndpointCase, endpoint_cases

    @pytest.mark.parametrize("case", endpoint_cases(secret="the app's secret in tests"), ids=str)
    def test_the_endpoint(client, case: EndpointCase):
        request = case.request
        response = client.post("/zoom", content=request.body, headers=request.headers)
        case.check(response.status_code, response.content)

A test of what the endpoint does with an event::

    from rtms_events import MeetingRtmsStopped
    from rtms_events.testing import sample, signed_request

    def test_the_end_of_a_stream_is_cleaned_up(client):
        stopped = sample(MeetingRtmsStopped, rtms_stream_id="s1", stop_reason=6)
        request = signed_request(stopped, secret="the app's secret in tests")
        client.post("/zoom", content=request.body, headers=request.headers)
        assert "s1" not in open_streams
"""

import json
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias, TypeVar

from pydantic import BaseModel
from typing_extensions import override

from ._events import MODEL_BY_NAME
from ._events.endpoint import EndpointUrlValidation, UrlValidationResponse
from ._events.meeting import MeetingRtmsStarted
from ._events.model import EventModel, TypedEvent
from ._key import Key
from ._parse import parse_event
from .typing import Secret

__all__ = ["EndpointCase", "SignedRequest", "endpoint_cases", "sample", "signed_request"]

_SIGNATURE = "x-zm-signature"
_TIMESTAMP = "x-zm-request-timestamp"

_OK = 200
_REJECTED = 400
_RETRIED = 500

_TypedEvent = TypeVar("_TypedEvent", bound=TypedEvent)


class SignedRequest(NamedTuple):
    """A signed request: its body and headers."""

    body: bytes
    """The raw request body."""
    headers: dict[str, str]
    """The signature, timestamp and content type headers, with lowercase names."""


def sample(
    event: type[_TypedEvent], /, *, event_ts: int | None = None, **payload: object
) -> _TypedEvent:
    """Return a realistic sample event of the given class.

    The values are the same in each call. Optional fields are absent unless `payload` has them.

    Args:
        event: The class of an RTMS event, or `EndpointUrlValidation`.
        event_ts: When the event occurred, in milliseconds since the Unix epoch. Defaults to a fixed
            time in 2021.
        payload: Fields of the payload to set.

    Raises:
        InvalidEventError: A value is invalid for its field.
        TypeError: The payload does not have a field of that name; or `event` is not a concrete
            event class, for example a base class, a payload class or `UnknownEvent`.
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
            raise TypeError(f"{payload_model.__name__} does not have the field {field!r}")
    data = _examples(event) | {"event": name, "payload": _examples(payload_model) | payload}
    if event_ts is not None:
        data["event_ts"] = event_ts
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
    return _signed(body, key, timestamp)


def _signed(body: bytes, key: Key, timestamp: int | None = None) -> SignedRequest:
    seconds = str(int(time.time()) if timestamp is None else timestamp)
    signature = key.hex_mac(b":".join((b"v0", seconds.encode(), body)))
    headers = {
        "content-type": "application/json; charset=utf-8",
        _TIMESTAMP: seconds,
        _SIGNATURE: f"v0={signature}",
    }
    return SignedRequest(body, headers)


def _examples(model: type[BaseModel]) -> dict[str, object]:
    fields = model.model_fields.items()
    return {
        name: field.examples[0] for name, field in fields if field.is_required() and field.examples
    }


_Check: TypeAlias = Callable[[int, str], str | None]
"""Says what is wrong with a response, given its status and body; `None` if nothing is."""


@dataclass(frozen=True, repr=False, eq=False)
class EndpointCase:
    """One request of the conformance suite, with the check of the response."""

    name: str
    """What the request is, for example `forged body`."""
    _build_request: Callable[[], SignedRequest]
    _problem: _Check

    @property
    def request(self) -> SignedRequest:
        """The request to send, signed when this property is read."""
        return self._build_request()

    def check(self, status: int, body: bytes | str) -> None:
        """Check the response of the endpoint.

        Args:
            status: The status code of the response.
            body: The body of the response.

        Raises:
            AssertionError: The response is wrong. The message is one sentence that says what
                happened and why it matters.
            TypeError: `status` is not an `int`.
        """
        if not isinstance(status, int):
            raise TypeError(
                f"status must be a status code such as 204, not {type(status).__name__}"
            )
        text = body if isinstance(body, str) else body.decode(errors="replace")
        if problem := self._problem(status, text):
            raise AssertionError(f"{self.name}: {problem}")

    @override
    def __repr__(self) -> str:
        return f"<EndpointCase {self.name!r}>"

    @override
    def __str__(self) -> str:
        return self.name


def endpoint_cases(*, secret: Secret) -> list[EndpointCase]:
    """Return a conformance suite for an endpoint that receives Zoom's webhooks.

    Send each `request` to your endpoint, and pass the response to `check()`. The cases are every
    RTMS event, unknown events, URL validation, and everything that must be rejected: forgeries,
    replays, invalid data and the attack on URL validation. The requests are independent of each
    other, and may be sent in any order and more than once.

    The endpoint handles the events as if they were real, so replace what your handlers connect to.

    Args:
        secret: The webhook secret token that the endpoint uses in your tests.

    Raises:
        TypeError: `secret` has an unsupported type.
        ValueError: `secret` is empty, blank, or starts or ends with whitespace.
    """
    try:
        key = Key(secret)
    finally:
        del secret  # see `_key.py`
    return [
        *_genuine_events(key),
        *_url_validations(key),
        *_forgeries(key),
        *_signed_but_invalid(key),
    ]


def _genuine_events(key: Key) -> Iterator[EndpointCase]:
    def case(name: str, body: bytes, hint: str = "") -> EndpointCase:
        return EndpointCase(name, lambda: _signed(body, key), _expect_acknowledged(hint))

    for name, model in MODEL_BY_NAME.items():
        if model is not EndpointUrlValidation:
            yield case(name, _body(sample(model)))
    started = sample(MeetingRtmsStarted)
    yield case("meeting.rtms_started, redelivered", _body(started))
    unknown = (
        b'{"event":"phone.rtms_started","event_ts":%s,"payload":{"call_id":"7123"},"new":true}'
    )
    yield case("unknown event", unknown % b"1626230691572")
    yield case("unknown event with a string event_ts", unknown % b'"1641884378841"')
    # Zoom mixes both in one body, so no JSON encoder reproduces it.
    escaped = _body(started)[:-2] + rb',"topic":"Zo\u00eb & Zo' + "ë".encode() + b'"}}'
    yield case(
        "body with raw and escaped characters", escaped, "verify the raw body, not encoded JSON"
    )
    large = _body(started)[:-2] + b',"notes":"%s"}}' % (b"x" * 1_000_000)
    yield case("body of 1 MB", large)
    yield EndpointCase(
        "header names in upper case",
        lambda: _with_upper_case_names(_signed(_body(started), key)),
        _expect_acknowledged("header names are case-insensitive"),
    )


def _url_validations(key: Key) -> Iterator[EndpointCase]:
    request = sample(EndpointUrlValidation)
    token = request.payload.plainToken
    expected = UrlValidationResponse(plainToken=token, encryptedToken=key.hex_mac(token.encode()))
    yield EndpointCase(
        "URL validation", lambda: _signed(_body(request), key), _expect_response(expected)
    )
    forged = f"v0:{int(time.time())}:".encode() + _body(sample(MeetingRtmsStarted))
    attack = _body(sample(EndpointUrlValidation, plainToken=forged.decode()))
    no_signature = _expect_without(key.hex_mac(forged))
    name = "URL validation with a token that would sign a forgery"
    yield EndpointCase(name, lambda: _signed(attack, key), no_signature)
    yield EndpointCase(f"{name}, unsigned", lambda: _unsigned(attack), no_signature)


def _forgeries(key: Key) -> Iterator[EndpointCase]:
    body = _body(sample(MeetingRtmsStarted))
    forged_body = body.replace(b"zoom.us", b"attacker.example")
    another_key = Key(secrets.token_hex())
    day = 24 * 60 * 60

    def case(name: str, build: Callable[[], SignedRequest], danger: str) -> EndpointCase:
        return EndpointCase(name, build, _expect_rejected(danger))

    injection = "anyone can inject events"
    yield case("forged body", lambda: _signed(body, key)._replace(body=forged_body), injection)
    yield case("wrong secret", lambda: _signed(body, another_key), injection)
    yield case("missing signature header", lambda: _unsigned(body), injection)
    yield case(
        "malformed signature header", lambda: _with_signature(_signed(body, key), "v0"), injection
    )
    yield case("garbage with a wrong signature", lambda: _signed(_GARBAGE, another_key), injection)
    yield case(
        "stale timestamp",
        lambda: _signed(body, key, int(time.time()) - day),
        "anyone who has recorded a request can replay it",
    )
    yield case(
        "future timestamp",
        lambda: _signed(body, key, int(time.time()) + day),
        "anyone who has recorded the request can replay it until then",
    )


def _signed_but_invalid(key: Key) -> Iterator[EndpointCase]:
    invalid = _body(sample(MeetingRtmsStarted)).replace(b'"rtms_stream_id"', b'"other_id"')
    yield EndpointCase(
        "known event with invalid data", lambda: _signed(invalid, key), _expect_retry
    )
    yield EndpointCase("signed garbage", lambda: _signed(_GARBAGE, key), _expect_retry)


_GARBAGE = b'{"event": \xff'


def _body(event: EventModel) -> bytes:
    return event.model_dump_json(exclude_unset=True).encode()


def _unsigned(body: bytes) -> SignedRequest:
    return SignedRequest(body, {"content-type": "application/json; charset=utf-8"})


def _with_signature(request: SignedRequest, signature: str) -> SignedRequest:
    return request._replace(headers=request.headers | {_SIGNATURE: signature})


def _with_upper_case_names(request: SignedRequest) -> SignedRequest:
    headers = {name.upper(): value for name, value in request.headers.items()}
    return request._replace(headers=headers)


def _expect_acknowledged(hint: str) -> _Check:
    def problem(status: int, _body: str) -> str | None:
        if status in {200, 204}:
            return None
        outcome = "gives up after three retries" if status >= _RETRIED else "does not retry it"
        advice = f" ({hint})" if hint else ""
        return f"responded {status}; Zoom {outcome}, and the event is lost{advice}"

    return problem


def _expect_rejected(danger: str) -> _Check:
    def problem(status: int, _body: str) -> str | None:
        if status >= _RETRIED:
            return f"responded {status}; anyone can make your app look as if it were failing"
        return None if status >= _REJECTED else f"responded {status}; {danger}"

    return problem


def _expect_retry(status: int, _body: str) -> str | None:
    if status >= _RETRIED:
        return None
    return f"responded {status}; Zoom does not retry it, and the event is lost"


def _expect_response(expected: UrlValidationResponse) -> _Check:
    consequence = "Zoom disables the subscription after six failures in a row"

    def problem(status: int, body: str) -> str | None:
        if status != _OK:
            return f"responded {status} instead of 200; {consequence}"
        try:
            response = UrlValidationResponse.model_validate_json(body)
        except ValueError:
            return f"responded without plainToken and encryptedToken as JSON; {consequence}"
        if response.plainToken != expected.plainToken:
            return f"responded with another plainToken; {consequence}"
        if response.encryptedToken != expected.encryptedToken:
            return f"responded with a wrong encryptedToken; {consequence}"
        return None

    return problem


def _expect_without(signature: str) -> _Check:
    def problem(_status: int, body: str) -> str | None:
        if signature in body.lower():
            return "responded with the HMAC of the token; anyone can sign forged events"
        return None

    return problem
