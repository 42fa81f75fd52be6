"""Verification of webhook requests, and the response to Zoom's URL validation."""

import hmac
import math
import time
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple, NoReturn

from pydantic import SecretStr
from typing_extensions import Self, TypeIs, final, override

from ._errors import (
    ErrorDetail,
    InvalidEventError,
    SignatureError,
    SignatureHeaderError,
    SignatureMismatchError,
    TimestampOutOfToleranceError,
)
from ._events import Event, RtmsEvent, UnknownEvent
from ._events.endpoint import EndpointUrlValidation, UrlValidationResponse
from ._key import Key
from ._parse import parse_event
from .typing import Body, HasItems, Headers, Secret

SIGNATURE = "x-zm-signature"
TIMESTAMP = "x-zm-request-timestamp"
_NAME_LENGTHS = frozenset(map(len, (SIGNATURE, TIMESTAMP)))
_HEX_MAC_LENGTH = 64
_MAX_TIMESTAMP_LENGTH = 20
_MAX_TOKEN_LENGTH = 256


class Reply(NamedTuple):
    """The outcome of `Webhook.receive()`: the HTTP response to send, and the event to handle.

    Attributes:
        status: The status code: 204 for an event, 200 for URL validation, 401 or 500 for an error.
        headers: The response headers: the content type if there is a body, otherwise empty.
        body: The response body: JSON for URL validation, otherwise empty.
        event: The event to handle; `None` for URL validation and for an error.
        error: The error to log, without a traceback; `None` if the request is valid.
    """

    status: int
    headers: dict[str, str]
    body: str
    event: "RtmsEvent | UnknownEvent | None"
    error: SignatureError | InvalidEventError | None

    @override
    def __repr__(self) -> str:
        # Keep the body, the headers, and the event's fields out of logs.
        event = None if self.event is None else self.event.event
        return f"Reply(status={self.status}, event={event!r}, error={self.error!r})"


@final
class Webhook:
    """The webhook of one app: verifies requests, parses events, and builds the responses.

    Create one instance at startup and reuse it: it prepares its keys once and is safe to share
    between threads. It does not store the secrets themselves.

    Args:
        secret: The secret token of your app, from the Zoom App Marketplace. This is not the OAuth
            client secret.
        previous_secrets: Earlier secret tokens that are still accepted, for rotation. URL
            validation always uses `secret`.
        tolerance: The maximum age of a request's timestamp, and the maximum clock skew, in seconds
            or as a `timedelta`. `None` disables the check, and with it the protection against
            replays. Zoom does not document whether a retry, up to 85 minutes later, gets a new
            timestamp and signature. If you rely on retries, allow 90 minutes.

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
            self._key = Key(secret)
            previous = partial(Key, name="a previous secret")
            self._keys = (self._key, *map(previous, _require_iterable(previous_secrets)))
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
                WSGI `environ` instead of headers.
            ValueError: `now` is NaN, infinite, or a naive `datetime`.
        """
        self._verified_body(body, headers, now)

    def parse(self, body: Body, headers: Headers, *, now: float | datetime | None = None) -> Event:
        """Verify a request, then parse its body into an event.

        Args:
            body: The raw request body.
            headers: The request headers, as a mapping or an iterable of pairs of `str` or `bytes`.
                Names are case-insensitive.
            now: The current time, as Unix seconds or an aware `datetime`. Defaults to the system
                clock.

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
        """Verify and parse a request, and choose the response.

        Send the `status`, `headers`, and `body` of the reply, log its `error`, and handle its
        `event` in the background, because Zoom waits only three seconds for the response.

        The status codes are:

        - 204 for an event, known or unknown
        - 200 for URL validation, with the response of `answer()` as the body
        - 401 if verification fails; Zoom does not retry
        - 500 if verification succeeds, but the event is invalid; Zoom retries
        - 500 if `answer()` rejects the token of a URL validation request

        https://developers.zoom.us/docs/api/webhooks/

        Args:
            body: The raw request body.
            headers: The request headers, as a mapping or an iterable of pairs of `str` or `bytes`.
                Names are case-insensitive.
            now: The current time, as Unix seconds or an aware `datetime`. Defaults to the system
                clock.

        Returns:
            The response to send, the event to handle, and the error to log. An invalid request does
            not raise an exception.

        Raises:
            TypeError: An argument has an unsupported type; see `verify()`. Let your framework
                respond with 500.
            ValueError: `now` is NaN, infinite, or a naive `datetime`.
        """
        try:
            event = parse_event(self._verified_body(body, headers, now))
            if not isinstance(event, EndpointUrlValidation):
                return Reply(204, {}, "", event, None)
            response = self.answer(event)
        # The traceback of an error would keep the request in memory for as long as the error.
        except SignatureError as error:
            return Reply(401, {}, "", None, error.with_traceback(None))
        except InvalidEventError as error:
            return Reply(500, {}, "", None, error.with_traceback(None))
        json_headers = {"content-type": "application/json"}
        return Reply(200, json_headers, response.model_dump_json(), None, None)

    def _verified_body(self, body: Body, headers: Headers, now: float | datetime | None) -> bytes:
        if not isinstance(body, bytes):
            body = _as_bytes(body)
        signature, timestamp = _signature_and_timestamp(headers)
        seconds = timestamp.encode("ascii", "replace")  # `isdigit()` rejects what is replaced
        if not seconds.isdigit() or len(seconds) > _MAX_TIMESTAMP_LENGTH:
            raise SignatureHeaderError(f"Header {TIMESTAMP} must be a Unix timestamp in seconds")
        age = (time.time() if now is None else _now_in_seconds(now)) - int(seconds)
        if self._tolerance is not None and abs(age) > self._tolerance:
            raise _timestamp_error(age, self._tolerance)
        message = b":".join((b"v0", seconds, body))
        if signature.isascii():  # `compare_digest()` accepts only ASCII strings
            for key in self._keys:
                if hmac.compare_digest("v0=" + key.hex_mac(message), signature):
                    return body
        raise _signature_error(signature)

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
    raise TypeError(
        f"body must be the raw request body (bytes or str), not {type(body).__name__}: Zoom signs "
        "the exact bytes that it sends, and re-serialized JSON usually differs"
    )


def _signature_and_timestamp(headers: Headers) -> tuple[str, str]:
    signature: object = None
    timestamp: object = None
    repeated: list[tuple[str, object]] = []
    try:
        for name, value in headers.items() if _has_items(headers) else headers:
            # Lengths are compared first, which is cheaper than lowercasing every name.
            if len(name) in _NAME_LENGTHS:
                lower = (name if isinstance(name, str) else str(name, "latin-1")).lower()
                if lower == SIGNATURE:
                    if signature is None:
                        signature = value
                    else:
                        repeated.append((lower, value))
                elif lower == TIMESTAMP:
                    if timestamp is None:
                        timestamp = value
                    else:
                        repeated.append((lower, value))
    except (TypeError, ValueError):
        raise TypeError(
            "headers must be a mapping or an iterable of (name, value) pairs of str or bytes"
        ) from None
    if isinstance(signature, str) and isinstance(timestamp, str) and not repeated:
        return signature, timestamp
    return _single_values([(SIGNATURE, signature), (TIMESTAMP, timestamp), *repeated], headers)


def _has_items(headers: Headers) -> TypeIs[HasItems]:
    return hasattr(headers, "items")


def _single_values(found: Iterable[tuple[str, object]], headers: Headers) -> tuple[str, str]:
    texts: dict[str, set[str]] = {SIGNATURE: set(), TIMESTAMP: set()}
    for name, value in found:
        if isinstance(value, (str, bytes)) or _is_email_header(value):
            texts[name].add(value.decode("latin-1") if isinstance(value, bytes) else str(value))
        elif value is not None:
            raise TypeError(
                f"Header {name} must be str or bytes, not {type(value).__name__}: "
                "pass one (name, value) pair for each value"
            )
    for name, values in texts.items():
        if not values:
            _reject_other_mappings(headers)
            raise SignatureHeaderError(f"Missing header {name}")
        if len(values) > 1:
            raise SignatureHeaderError(
                f"Header {name} appears more than once, with different values"
            )
    return texts[SIGNATURE].pop(), texts[TIMESTAMP].pop()


def _reject_other_mappings(headers: Headers) -> None:
    # If this were a `SignatureHeaderError`, the app would respond with 401, and Zoom would not
    # retry. Servers give all header values as text.
    pairs = headers.items() if _has_items(headers) else headers
    if _is_environ(headers) or not all(
        isinstance(value, (str, bytes, type(None))) or _is_email_header(value) for _, value in pairs
    ):
        raise TypeError(
            "headers must be the HTTP headers of the request, such as request.headers, "
            "not a WSGI environ, request.META, or an unrelated mapping"
        )


def _is_email_header(value: object) -> bool:
    # The class of non-ASCII values in messages that `email` parses from bytes.
    from email.header import Header  # noqa: PLC0415 - most applications do not need it

    return isinstance(value, Header)


def _is_environ(headers: Headers) -> bool:
    if not _is_mapping(headers):
        return False
    # An environ has only names such as HTTP_X_ZM_SIGNATURE, and finds them only in upper case. A
    # genuine request can have only such names too, but the headers of frameworks ignore case.
    names = list(headers)
    cgi_names = [n for n in names if isinstance(n, str) and n.isupper() and "-" not in n]
    return (
        len(cgi_names) == len(names)
        and any(name.startswith(("HTTP_", "REQUEST_METHOD")) for name in cgi_names)
        and not any(name.lower() in headers for name in cgi_names)
    )


def _is_mapping(headers: Headers) -> TypeIs[Mapping[str | bytes, str | bytes | None]]:
    return isinstance(headers, Mapping)


def _signature_error(signature: str) -> SignatureHeaderError | SignatureMismatchError:
    version, mac = signature[:3], signature[3:]
    if version != "v0=" or len(mac) != _HEX_MAC_LENGTH or mac.strip("0123456789abcdef"):
        return SignatureHeaderError(
            f"Header {SIGNATURE} must be 'v0=' followed by {_HEX_MAC_LENGTH} lowercase hex digits"
        )
    return SignatureMismatchError(
        "Signature mismatch: the request is forged, the secret token is wrong, "
        "or the body is not the raw request body"
    )


def _timestamp_error(age: float, tolerance: float) -> TimestampOutOfToleranceError:
    direction = "past" if age > 0 else "future"
    return TimestampOutOfToleranceError(
        f"Timestamp is {_format_seconds(abs(age))} in the {direction}; "
        f"the tolerance is {_format_seconds(tolerance)}"
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
