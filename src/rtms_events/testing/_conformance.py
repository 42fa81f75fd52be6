"""The conformance suite for an endpoint that receives webhooks."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from typing_extensions import override

from .._events import MODEL_BY_NAME
from .._events.endpoint import EndpointUrlValidation, UrlValidationResponse
from .._events.meeting import MeetingRtmsStarted, MeetingRtmsStopped
from .._headers import SIGNATURE_HEADER, TIMESTAMP_HEADER
from .._key import Key
from ..typing import Secret
from ._samples import CONTENT_TYPE, SignedRequest, dump, sample, sign

_HINT_FOR_401 = "check the secret, the raw body, and the headers"

_OK = 200
_REDIRECT = 300
_CLIENT_ERROR = 400
_UNAUTHORIZED = 401
_SERVER_ERROR = 500

_DIGITS = 64
"""The hexadecimal digits of an HMAC."""

_Check: TypeAlias = Callable[[int, str], str | None]
"""A function of a response's status and body that returns what is wrong, or `None`."""


@dataclass(frozen=True, repr=False, eq=False)
class EndpointCase:
    """One request of the conformance suite, and the check of the response."""

    name: str
    """What the request is, for example `forged body`."""
    _build_request: Callable[[], SignedRequest]
    _find_problem: _Check

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
            AssertionError: The response is wrong. The message is one line that says what happened
                and why it matters.
            TypeError: `status` is not an `int`, or `body` is not `bytes` or `str`.
        """
        if not isinstance(status, int):
            raise TypeError(
                f"status must be a status code such as 204, not {type(status).__name__}"
            )
        if not isinstance(body, (bytes, str)):
            raise TypeError(f"body must be bytes or str, not {type(body).__name__}")
        text = body if isinstance(body, str) else body.decode(errors="replace")
        if problem := self._find_problem(status, text):
            raise AssertionError(f"{self.name}: {problem}")

    @override
    def __repr__(self) -> str:
        return f"<EndpointCase {self.name!r}>"

    @override
    def __str__(self) -> str:
        return self.name


def endpoint_cases(*, secret: Secret) -> list[EndpointCase]:
    """Return a conformance suite for an endpoint that receives Zoom's webhooks.

    Send each `request` to your endpoint, and pass the response to `check()`. The cases cover every
    RTMS event, unknown events, URL validation, requests that the endpoint must reject (forgeries,
    replays, and the attack on URL validation), and signed requests with invalid data, for which it
    must respond with a 5xx so that Zoom retries. Send the requests in any order.

    The requests trigger your real handlers, so stub out the code that connects to streams.

    Args:
        secret: The webhook secret token that the endpoint uses in your tests.

    Raises:
        TypeError: `secret` has an unsupported type.
        ValueError: `secret` is empty or blank, or starts or ends with whitespace.
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
    def case(name: str, body: bytes, hint: str = _HINT_FOR_401) -> EndpointCase:
        return EndpointCase(name, lambda: sign(body, key), _expect_acknowledged(hint))

    for name, body in _sample_bodies().items():
        yield case(name, body)
    started = dump(sample(MeetingRtmsStarted))
    yield case("meeting.rtms_started, redelivered", started)
    yield case(
        "unknown event", b'{"event":"example.rtms_started","payload":{"new":[1]},"new":true}'
    )
    yield case(
        "unknown event with a string event_ts",
        b'{"event":"example.happened","event_ts":"1641884378841","payload":{}}',
    )
    yield case("unknown event without a payload", b'{"event":"example.happened"}')
    yield case("unknown stop reason", dump(sample(MeetingRtmsStopped, stop_reason=999)))
    yield case("unknown fields", started[:-2] + b',"new":true},"new":{"any":[1.5,null]}}')
    # Zoom mixes raw and escaped characters. A JSON encoder writes all of them in the same way.
    escaped = started[:-2] + rb',"topic":"Zo\u00eb & Zo' + "ë".encode() + b'"}}'
    yield case(
        "body with raw and escaped characters",
        escaped,
        "verify the raw body, not re-serialized JSON",
    )
    yield case("body of 1 MB", started[:-2] + b',"notes":"%s"}}' % (b"x" * 1_000_000))
    yield EndpointCase(
        "header names in upper case",
        lambda: _with_upper_case_names(sign(started, key)),
        _expect_acknowledged("header names are case-insensitive"),
    )


def _url_validations(key: Key) -> Iterator[EndpointCase]:
    sent = sample(EndpointUrlValidation)
    requests = {
        "URL validation": sent,
        "URL validation with a base64url token": sample(
            EndpointUrlValidation, plainToken="xys8n8PGS7mAU0m5-YJ_RA"
        ),
        "URL validation with a base64 token, from Zoom's mock server": sample(
            EndpointUrlValidation, plainToken="kGl3+Tn0fG/8yQpX2LkQbA=="
        ),
        "URL validation without event_ts": EndpointUrlValidation(
            event=sent.event, payload=sent.payload
        ),
    }
    for name, request in requests.items():
        token = request.payload.plainToken
        mac = key.hex_mac(token.encode())
        expected = UrlValidationResponse(plainToken=token, encryptedToken=mac)
        yield EndpointCase(name, partial(sign, dump(request), key), _expect_response(expected))
    forgery = f'v0:{int(time.time())}:{{"event":"example.happened"}}'
    attack = dump(sample(EndpointUrlValidation, plainToken=forgery))
    expect_no_signature = _expect_without(key.hex_mac(forgery.encode()))
    name = "URL validation as a signing oracle"
    yield EndpointCase(name, lambda: sign(attack, key), expect_no_signature)
    yield EndpointCase(f"{name}, unsigned", lambda: _without_signature(attack), expect_no_signature)


def _forgeries(key: Key) -> Iterator[EndpointCase]:
    body = dump(sample(MeetingRtmsStarted))
    forged_body = body.replace(b"zoom.us", b"attacker.example")
    another_key = Key(secrets.token_hex())

    def case(
        name: str, build: Callable[[], SignedRequest], danger: str = "anyone can inject events"
    ) -> EndpointCase:
        return EndpointCase(name, build, _expect_rejected(danger, key, forged_body))

    def wrong_secret(name: str, body: bytes) -> EndpointCase:
        return case(f"{name}, signed with a wrong secret", lambda: sign(body, another_key))

    def with_headers(changes: dict[str, str | None]) -> SignedRequest:
        request = sign(body, key)
        headers = (request.headers | changes).items()
        return request._replace(
            headers={name: value for name, value in headers if value is not None}
        )

    yield case("forged body", lambda: sign(body, key)._replace(body=forged_body))
    for name, event in _sample_bodies().items():
        yield wrong_secret(name, event)
    yield wrong_secret("unknown event", b'{"event":"example.happened","payload":{}}')
    yield wrong_secret("empty JSON object", b"{}")
    yield wrong_secret("malformed JSON", _MALFORMED_JSON)
    yield case("unsigned malformed JSON", lambda: _without_signature(_MALFORMED_JSON))
    # A receiver must not skip the check if a part of what it checks is missing or malformed.
    changes: dict[str, dict[str, str | None]] = {
        "missing signature header": {SIGNATURE_HEADER: None},
        "missing timestamp header": {TIMESTAMP_HEADER: None},
        "missing signature and timestamp headers": {SIGNATURE_HEADER: None, TIMESTAMP_HEADER: None},
        "empty signature header": {SIGNATURE_HEADER: ""},
        "malformed signature header": {SIGNATURE_HEADER: "v0"},
        "signature header without digits": {SIGNATURE_HEADER: "v0="},
        "malformed timestamp header": {TIMESTAMP_HEADER: "now"},
        "huge timestamp header": {TIMESTAMP_HEADER: "9" * 20},
    }
    for name, headers in changes.items():
        yield case(name, partial(with_headers, headers))
    # Zoom's last retry comes after 85 minutes, so a tolerance of up to three hours can make sense.
    more_than_three_hours = 3 * 60 * 60 + 60
    # Catches receivers that compare `timedelta.seconds`, which ignores whole days.
    more_than_a_day = 24 * 60 * 60 + 60
    ages = {"stale timestamp": more_than_three_hours, "timestamp from yesterday": more_than_a_day}
    for name, age in ages.items():
        yield case(
            name,
            partial(sign, body, key, age=age),
            "anyone who has recorded a request can replay it",
        )
    yield case(
        "future timestamp",
        partial(sign, body, key, age=-more_than_three_hours),
        "anyone who has recorded the request can replay it for hours",
    )


def _signed_but_invalid(key: Key) -> Iterator[EndpointCase]:
    invalid = dump(sample(MeetingRtmsStarted)).replace(b'"rtms_stream_id"', b'"other_id"')
    yield EndpointCase("known event with invalid data", lambda: sign(invalid, key), _expect_retry)
    yield EndpointCase("signed malformed JSON", lambda: sign(_MALFORMED_JSON, key), _expect_retry)


_MALFORMED_JSON = b'{"event": \xff'


def _sample_bodies() -> dict[str, bytes]:
    return {
        name: dump(sample(model))
        for name, model in MODEL_BY_NAME.items()
        if model is not EndpointUrlValidation
    }


def _without_signature(body: bytes) -> SignedRequest:
    return SignedRequest(body, dict(CONTENT_TYPE))


def _with_upper_case_names(request: SignedRequest) -> SignedRequest:
    headers = {name.upper(): value for name, value in request.headers.items()}
    return request._replace(headers=headers)


def _expect_acknowledged(hint: str) -> _Check:
    def find_problem(status: int, _body: str) -> str | None:
        if status in {200, 204}:
            return None
        if status < _REDIRECT:
            return f"responded {status}; Zoom documents only 200 and 204 as success"
        if status < _SERVER_ERROR:
            outcome = "Zoom does not retry the event, so it is lost"
        else:
            outcome = "Zoom retries the event three times, then it is lost"
        advice = f" ({hint})" if status == _UNAUTHORIZED else ""
        return f"responded {status}; {outcome}{advice}"

    return find_problem


def _expect_rejected(danger: str, key: Key, forged_body: bytes) -> _Check:
    def find_problem(status: int, body: str) -> str | None:
        if _reveals_signature(body, key, forged_body):
            return f"responded {status} with a valid signature; anyone can use it to forge requests"
        if _CLIENT_ERROR <= status < _SERVER_ERROR:
            return None
        if status >= _SERVER_ERROR:
            return (
                f"responded {status} instead of a 4xx; anyone can trigger your app's error alerts"
            )
        if status >= _REDIRECT:
            return f"responded {status}; a request that fails verification must get a 4xx"
        return f"responded {status}; {danger}"

    return find_problem


def _reveals_signature(text: str, key: Key, forged_body: bytes) -> bool:
    # Take each run of digits as a whole: a search for 64 of them would look at a digit 64 times.
    runs = [run for run in re.findall("[0-9a-f]+", text.lower()) if len(run) >= _DIGITS]
    if not runs:
        return False
    now = int(time.time())
    macs = [key.hex_mac(b"v0:%d:%s" % (now - age, forged_body)) for age in range(60)]
    return any(mac in run for run in runs for mac in macs)


def _expect_retry(status: int, _body: str) -> str | None:
    if status >= _SERVER_ERROR:
        return None
    return f"responded {status}; Zoom does not retry the event, so it is lost"


def _expect_response(expected: UrlValidationResponse) -> _Check:
    consequence = "Zoom disables the subscription after six failures in a row"

    def find_problem(status: int, body: str) -> str | None:
        if status != _OK:
            return f"responded {status} instead of 200; {consequence}"
        try:
            response = UrlValidationResponse.model_validate_json(body)
        except ValueError:
            return f"responded without plainToken and encryptedToken as JSON; {consequence}"
        if response.plainToken != expected.plainToken:
            return f"responded with the wrong plainToken; {consequence}"
        if response.encryptedToken != expected.encryptedToken:
            return f"responded with the wrong encryptedToken; {consequence}"
        return None

    return find_problem


def _expect_without(signature: str) -> _Check:
    def find_problem(_status: int, body: str) -> str | None:
        if signature in body.lower():
            return "responded with the HMAC of the token; anyone can sign forged events"
        return None

    return find_problem
