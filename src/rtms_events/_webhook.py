"""Verification of webhook requests, and the response to Zoom's URL validation."""

from __future__ import annotations

import hmac
import math
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import NoReturn

from pydantic import SecretStr
from typing_extensions import Self, TypeIs, final, override

from ._errors import (
    ErrorDetail,
    InvalidEventError,
    SignatureError,
    SignatureHeaderError,
    TimestampOutOfToleranceError,
)
from ._events import Event
from ._events.endpoint import EndpointUrlValidation, UrlValidationResponse
from ._headers import (
    HEX_MAC_LENGTH,
    SIGNATURE_HEADER,
    TIMESTAMP_HEADER,
    header_values,
    rereadable,
    signature_and_timestamp,
)
from ._key import Key
from ._mistakes import CONTENT_HEADERS, not_a_raw_body, signature_mismatch
from ._parse import parse_event
from ._reply import Reply
from .typing import Body, Headers, Secret

_MAX_TIMESTAMP_LENGTH = 20
_MAX_TOKEN_LENGTH = 256


@final
class Webhook:
    """The webhook of one app: verifies requests, parses events, and builds the responses.

    Create one instance at startup and reuse it: it prepares its keys once and is safe to share
    between threads. It does not store the secrets themselves.

    https://developers.zoom.us/docs/api/webhooks/

    Args:
        secret: The secret token of your app, from the Zoom App Marketplace. This is not the OAuth
            client secret.
        previous_secrets: Earlier secret tokens that are still accepted, for rotation. URL
            validation always uses `secret`.
        tolerance: The maximum age of a request's timestamp, and the maximum clock skew, in seconds
            or as a `timedelta`. `None` disables the check, and with it the protection against
            replays. Zoom does not document whether a retry gets a new timestamp; two that were
            observed in July 2026 did.

    Raises:
        TypeError: An argument has an unsupported type.
        ValueError: A secret is empty or blank, or starts or ends with whitespace; or `tolerance` is
            negative, NaN, or infinite.
    """

    def __init__(
        self,
        secret: Secret,
        *,
        previous_secrets: Iterable[Secret] = (),
        tolerance: float | timedelta | None = 300,
    ) -> None:
        try:
            if isinstance(secret, (list, tuple, set, frozenset)):
                raise TypeError(
                    f"secret must be str, bytes, or SecretStr, not {type(secret).__name__}: pass "
                    "the current secret, and earlier ones as previous_secrets"
                )
            self._key = Key(secret)
            # The variable of a comprehension would show a secret in tracebacks.
            previous_key = partial(Key, name="a previous secret")
            self._keys = (self._key, *map(previous_key, _require_iterable(previous_secrets)))
        finally:
            del secret, previous_secrets  # see `_key.py`
        self._tolerance = None if tolerance is None else _tolerance_in_seconds(tolerance)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    @override
    def __reduce__(self) -> NoReturn:
        raise TypeError(
            "A Webhook cannot be pickled, because its keys must not leave the process: "
            "create one in each process"
        )

    def verify(self, body: Body, headers: Headers, *, now: float | datetime | None = None) -> None:
        """Verify the signature and timestamp of a request.

        https://developers.zoom.us/docs/api/webhooks/#verify-webhook-events

        Args:
            body: The raw request body.
            headers: The request headers, as a mapping or an iterable of pairs of `str` or `bytes`.
                Names are case-insensitive.
            now: The current time, as Unix seconds or an aware `datetime`. Defaults to the system
                clock.

        Raises:
            SignatureHeaderError: A signature header is missing, malformed, or appears more than
                once with different values.
            TimestampOutOfToleranceError: The timestamp is outside the tolerance.
            SignatureMismatchError: The signature does not match any of the secrets.
            TypeError: An argument has an unsupported type, for example an already parsed body or a
                WSGI `environ` instead of headers. Or the signature does not match, and the length
                of the body differs from Content-Length, because something has already read the body
                or re-serialized it.
            ValueError: `now` is NaN, infinite, or a naive `datetime`.
        """
        self._verified_body(body, headers, now)

    def parse(self, body: Body, headers: Headers, *, now: float | datetime | None = None) -> Event:
        """Verify a request, then parse its body into an event. Takes the arguments of `verify()`.

        Returns:
            The typed event, or an `UnknownEvent` if the installed version has no class for it.

        Raises:
            SignatureError: Verification failed; see `verify()`.
            InvalidEventError: The signature is valid, but the body is not a valid event; see
                `parse_event()`.
            TypeError: See `verify()`.
            ValueError: See `verify()`.
        """
        return parse_event(self._verified_body(body, headers, now))

    def receive(
        self, body: Body, headers: Headers, *, now: float | datetime | None = None
    ) -> Reply:
        """Verify and parse a request, and choose the response. Takes the arguments of `verify()`.

        Send the `status`, `headers`, and `body` of the reply, log its `error`, and handle its
        `event` in the background, because Zoom waits only three seconds for the response.

        The status codes are:

        - 204 for an event, known or unknown
        - 200 for URL validation, with the response of `answer()` as the body
        - 401 if verification fails; Zoom does not retry
        - 500 if verification succeeds, but the event is invalid; Zoom retries
        - 500 if `answer()` rejects the token of a URL validation request

        https://developers.zoom.us/docs/api/webhooks/

        Returns:
            The response to send, the event to handle, and the error to log. An invalid request does
            not raise an exception.

        Raises:
            TypeError: The caller passed something other than the raw body and the headers; see
                `verify()`. Let your framework respond with 500.
            ValueError: `now` is NaN, infinite, or a naive `datetime`.
        """
        try:
            event = parse_event(self._verified_body(body, headers, now))
            if type(event) is not EndpointUrlValidation:  # faster than `isinstance()`
                return Reply(204, {}, "", event, None)
            response = self.answer(event).model_dump_json()
        # The traceback of an error would keep the request in memory while the error lives.
        except SignatureError as error:
            return Reply(401, {}, "", None, error.with_traceback(None))
        except InvalidEventError as error:
            return Reply(500, {}, "", None, error.with_traceback(None))
        json_headers = {"content-type": "application/json"}
        return Reply(200, json_headers, response, None, None)

    def _verified_body(self, body: Body, headers: Headers, now: float | datetime | None) -> bytes:
        raw_body = body if isinstance(body, bytes) else _as_bytes(body)
        headers = rereadable(headers)
        signature, timestamp = signature_and_timestamp(headers)
        is_number = timestamp.isascii() and timestamp.isdigit()
        if not is_number or len(timestamp) > _MAX_TIMESTAMP_LENGTH:
            raise SignatureHeaderError(
                f"Header {TIMESTAMP_HEADER} must be a Unix timestamp in seconds"
            )
        age = (time.time() if now is None else _now_in_seconds(now)) - int(timestamp)
        if self._tolerance is not None and abs(age) > self._tolerance:
            raise _timestamp_error(age, self._tolerance)
        message = b":".join((b"v0", timestamp.encode(), raw_body))
        if signature.isascii():  # `compare_digest()` accepts only ASCII strings
            for key in self._keys:
                if hmac.compare_digest("v0=" + key.hex_mac(message), signature):
                    return raw_body
        _require_well_formed(signature)
        content = {name: header_values(headers, name) for name in CONTENT_HEADERS}
        raise signature_mismatch(body, raw_body, content)

    def answer(self, event: EndpointUrlValidation) -> UrlValidationResponse:
        """Compute the response to Zoom's URL validation request.

        The response contains an HMAC of the token, computed with the key that Zoom signs requests
        with. If every token were accepted, the endpoint would be a signing oracle: for the token
        `v0:1626230691:{"event":…}`, the response would contain the signature of a forged request.
        A token that could itself be a signed message is therefore rejected, even if the request was
        verified. A token must consist of 1 to 256 visible ASCII characters other than `:` and `,`.

        https://developers.zoom.us/docs/api/webhooks/#validate-your-webhook-endpoint

        Raises:
            InvalidEventError: The token is empty, too long, or contains other characters.
            TypeError: `event` is not an `EndpointUrlValidation`.
        """
        if not isinstance(event, EndpointUrlValidation):
            raise TypeError(f"event must be an EndpointUrlValidation, not {type(event).__name__}")
        token = event.payload.plainToken
        if not _is_safe_to_sign(token):
            detail = ErrorDetail(
                ("payload", "plainToken"),
                f"Token should be 1 to {_MAX_TOKEN_LENGTH} visible ASCII characters "
                "other than ':' and ','",
                "string_pattern_mismatch",
            )
            raise InvalidEventError("endpoint.url_validation", (detail,))
        return UrlValidationResponse(
            plainToken=token, encryptedToken=self._key.hex_mac(token.encode())
        )


def verify_signature(
    body: Body,
    headers: Headers,
    *,
    secret: Secret,
    tolerance: float | timedelta | None = 300,
    now: float | datetime | None = None,
) -> None:
    """Verify the signature and timestamp of a request, using a single secret.

    A shortcut for `Webhook(secret, tolerance=tolerance).verify(body, headers, now=now)`, with the
    same errors. To verify many requests, reuse a `Webhook`, which prepares its key only once.

    https://developers.zoom.us/docs/api/webhooks/#verify-webhook-events
    """
    try:
        webhook = Webhook(secret, tolerance=tolerance)
    finally:
        del secret  # see `_key.py`
    webhook.verify(body, headers, now=now)


def _require_iterable(secrets: Iterable[Secret]) -> Iterable[Secret]:
    try:
        if isinstance(secrets, (str, bytes, SecretStr)) or not isinstance(secrets, Iterable):
            raise TypeError(
                f"previous_secrets must be an iterable of secrets, not {type(secrets).__name__}"
            )
        return secrets
    finally:
        del secrets  # see `_key.py`


def _as_bytes(body: bytearray | memoryview | str) -> bytes:
    if isinstance(body, str):
        return body.encode(errors="surrogatepass")  # never fails, even on lone surrogates
    if isinstance(body, (bytearray, memoryview)):
        return bytes(body)
    raise not_a_raw_body(body)


def _require_well_formed(signature: str) -> None:
    version, mac = signature[:3], signature[3:]
    if version != "v0=" or len(mac) != HEX_MAC_LENGTH or mac.strip("0123456789abcdef"):
        raise SignatureHeaderError(
            f"Header {SIGNATURE_HEADER} must be 'v0=' followed by {HEX_MAC_LENGTH} lowercase hex "
            "digits"
        )


def _timestamp_error(age: float, tolerance: float) -> TimestampOutOfToleranceError:
    direction = "past" if age > 0 else "future"
    seconds = int(abs(age))
    limit = _format_seconds(tolerance)
    actual = f"{seconds} seconds" if seconds > tolerance else f"more than {limit}"
    return TimestampOutOfToleranceError(
        f"Timestamp is {actual} in the {direction}; the tolerance is {limit}"
    )


def _format_seconds(seconds: float) -> str:
    rounded = round(seconds, 3)
    return f"{int(rounded) if rounded == int(rounded) else rounded} seconds"


def _tolerance_in_seconds(tolerance: object) -> float:
    if isinstance(tolerance, timedelta):
        return _tolerance_in_seconds(tolerance.total_seconds())
    if isinstance(tolerance, bool) or not isinstance(tolerance, (int, float)):
        raise TypeError(
            "tolerance must be a number of seconds, a timedelta, or None, "
            f"not {type(tolerance).__name__}"
        )
    if not 0 <= tolerance < math.inf:
        raise ValueError(f"tolerance must be finite and not negative, got {tolerance}")
    return tolerance


def _now_in_seconds(now: object) -> float:
    if isinstance(now, datetime):
        if now.utcoffset() is None:
            raise ValueError("now must be a timezone-aware datetime")
        return now.timestamp()
    if isinstance(now, bool) or not isinstance(now, (int, float)):
        raise TypeError(
            f"now must be a number of seconds, an aware datetime, or None, not {type(now).__name__}"
        )
    if not -math.inf < now < math.inf:
        raise ValueError(f"now must be finite, got {now}")
    return now


def _is_safe_to_sign(token: object) -> TypeIs[str]:
    # Signed requests contain colons, and signed handshakes contain commas. Subclasses of `str` are
    # rejected, because their methods could hide characters from these checks.
    return (
        type(token) is str
        and 1 <= len(token) <= _MAX_TOKEN_LENGTH
        and token.isascii()
        and token.isprintable()
        and not any(separator in token for separator in " :,")
    )
