"""Proof that Zoom sent a delivery, and the answer to its challenge."""

import hmac
import math
import time
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Annotated, Protocol, TypeAlias

from pydantic import Field, SecretStr
from typing_extensions import TypeIs, final

from ._base import WireModel
from ._parse import parse_event
from ._secret import Key, Secret
from .errors import (
    FieldError,
    InvalidEventError,
    SignatureHeaderError,
    SignatureMismatchError,
    TimestampOutOfToleranceError,
)
from .events import Event
from .events.endpoint import EndpointUrlValidation

_Pairs: TypeAlias = Iterable[tuple[str | bytes, str | bytes]]


class _HasItems(Protocol):
    # Not `Mapping`: the headers of Flask and of `http.server` are none.
    def items(self) -> _Pairs: ...


Body: TypeAlias = bytes | bytearray | memoryview | str
Headers: TypeAlias = _HasItems | _Pairs

_SIGNATURE = "x-zm-signature"
_TIMESTAMP = "x-zm-request-timestamp"
_LENGTHS = frozenset(map(len, (_SIGNATURE, _TIMESTAMP)))
_ABSENT = object()
_MAC_LENGTH = 64
_LONGEST_TIMESTAMP = 20
_LONGEST_TOKEN = 128


@final
class UrlValidationResponse(WireModel, frozen=True):
    """The answer to Zoom's challenge, to be sent as JSON with status 200.

    https://developers.zoom.us/docs/api/webhooks/#validate-your-webhook-endpoint
    """

    plainToken: Annotated[str, Field(description="The token of the challenge.")]  # noqa: N815
    encryptedToken: Annotated[  # noqa: N815
        str, Field(description="Its HMAC-SHA256 under the webhook's secret token, in hex.")
    ]


@final
class Webhook:
    """A webhook endpoint's secret, ready to verify deliveries and to answer challenges.

    Make one at start and share it between threads. It keeps no secret that could be shown.

    Args:
        secret: The webhook's secret token in Zoom's Marketplace, not the OAuth client secret:
            `str`, `bytes` or `SecretStr`.
        previous_secrets: Those that it had before, as long as Zoom may still sign with them. They
            verify; only `secret` answers challenges.
        tolerance: How many seconds a delivery's timestamp may lie in the past or in the future,
            or `None` for any. Whether Zoom signs a delivery anew when it sends it again, up to 85
            minutes later, is not documented.

    Raises:
        TypeError: An argument is of another type.
        ValueError: A secret is empty or blank, or `tolerance` is negative, NaN or infinite.
    """

    def __init__(
        self,
        secret: Secret,
        *,
        previous_secrets: Iterable[Secret] = (),
        tolerance: float | timedelta | None = 300,
    ) -> None:
        if isinstance(previous_secrets, (str, bytes, SecretStr)):
            raise TypeError("previous_secrets is an iterable of secrets, not one secret")
        self._key = Key(secret)
        self._keys = (self._key, *map(Key, previous_secrets))
        self._tolerance = None if tolerance is None else _tolerance_in_seconds(tolerance)

    def verify(self, body: Body, headers: Headers, *, now: float | datetime | None = None) -> None:
        """Check that Zoom signed these very bytes, and not long ago.

        https://developers.zoom.us/docs/api/webhooks/#verify-webhook-events

        Args:
            body: The body as it was received: `bytes`, `bytearray`, `memoryview` or `str`.
            headers: The request's headers: a mapping or pairs, `str` or `bytes`, in any case.
            now: The time to judge by, in seconds since the Unix epoch or as an aware `datetime`.

        Raises:
            SignatureHeaderError: The signature or the timestamp is missing, is there twice with
                different values, or is malformed.
            TimestampOutOfToleranceError: It was signed too long ago, or too far in the future.
            SignatureMismatchError: Neither the secret nor a previous one made this signature
                for this timestamp and body.
            TypeError: An argument is of another type; so is a body that was already parsed.
            ValueError: `now` is NaN, infinite or a naive `datetime`.
        """
        self._proven(body, headers, now)

    def parse(self, body: Body, headers: Headers, *, now: float | datetime | None = None) -> Event:
        """Verify a delivery, and only then turn it into its event.

        Raises:
            SignatureError: As `verify()`.
            InvalidEventError: As `parse_event()`: Zoom did sign it, but it is no event, or a
                known one whose data does not fit.
            TypeError: As `verify()`.
            ValueError: As `verify()`.
        """
        return parse_event(self._proven(body, headers, now))

    def _proven(self, body: Body, headers: Headers, now: float | datetime | None) -> bytes:
        if not isinstance(body, bytes):
            body = _raw(body)
        signature, timestamp = _signature_and_timestamp(headers)
        seconds = timestamp.encode("ascii", "replace")
        if not seconds.isdigit() or len(seconds) > _LONGEST_TIMESTAMP:
            raise SignatureHeaderError(f"The header {_TIMESTAMP} is not a number of seconds")
        tolerance = self._tolerance
        if tolerance is not None:
            age = (time.time() if now is None else _now_in_seconds(now)) - int(seconds)
            if abs(age) > tolerance:
                raise _out_of_tolerance(age, tolerance)
        message = b":".join((b"v0", seconds, body))
        if signature.isascii():  # `compare_digest()` takes no other strings
            for key in self._keys:
                if hmac.compare_digest("v0=" + key.hex_mac(message), signature):
                    return body
        raise _mismatch(signature)

    def answer(self, event: EndpointUrlValidation) -> UrlValidationResponse:
        """Answer Zoom's challenge.

        The answer is a MAC under the key that deliveries are signed with. For a token such as
        `v0:1626230691:{"event":…}` it would be the signature of that forged delivery, so only what
        looks like Zoom's tokens is answered, verified or not: up to 128 of the letters, digits,
        `-` and `_` of base64url. Zoom's have 22.

        https://developers.zoom.us/docs/api/webhooks/#validate-your-webhook-endpoint

        Raises:
            InvalidEventError: Its token is none of Zoom's.
            TypeError: `event` is no `EndpointUrlValidation`.
        """
        if not isinstance(event, EndpointUrlValidation):
            raise TypeError(f"answer() takes an EndpointUrlValidation, not {type(event).__name__}")
        token = event.payload.plainToken
        letters = token.replace("-", "").replace("_", "")
        if not (letters.isascii() and letters.isalnum() and len(token) <= _LONGEST_TOKEN):
            wrong = FieldError(
                ("payload", "plainToken"),
                f"String should have up to {_LONGEST_TOKEN} letters, digits, '-' and '_'",
                "string_pattern_mismatch",
            )
            raise InvalidEventError(event.event, (wrong,))
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
    """Check that Zoom signed these very bytes, and not long ago, with one secret.

    It is `Webhook(secret, tolerance=tolerance).verify(body, headers, now=now)`, with the same
    arguments and errors; a `Webhook` that is kept prepares its key only once.
    """
    Webhook(secret, tolerance=tolerance).verify(body, headers, now=now)


def _raw(body: bytearray | memoryview | str) -> bytes:
    if isinstance(body, str):
        return body.encode(errors="surrogatepass")  # whatever is in it, it can be hashed
    if isinstance(body, (bytearray, memoryview)):
        return bytes(body)
    raise TypeError(
        f"The body is the raw one, in bytes or str, not {type(body).__name__}: Zoom signs the "
        "bytes that it sends, and JSON that was parsed and written again has others"
    )


def _has_items(headers: Headers) -> TypeIs[_HasItems]:
    return hasattr(headers, "items")


def _signature_and_timestamp(headers: Headers) -> tuple[str, str]:
    signature: object = _ABSENT
    timestamp: object = _ABSENT
    try:
        for name, value in headers.items() if _has_items(headers) else headers:
            # That a name is not ours, its length tells sooner than its letters.
            if len(name) in _LENGTHS:
                lower = (name if isinstance(name, str) else str(name, "latin-1")).lower()
                if lower == _SIGNATURE:
                    if signature is not _ABSENT and value != signature:
                        raise _repeated(lower)
                    signature = value
                elif lower == _TIMESTAMP:
                    if timestamp is not _ABSENT and value != timestamp:
                        raise _repeated(lower)
                    timestamp = value
    except (TypeError, ValueError):
        raise TypeError("headers is a mapping or an iterable of pairs, of str or bytes") from None
    if isinstance(signature, str) and isinstance(timestamp, str):
        return signature, timestamp
    return _text(_SIGNATURE, signature), _text(_TIMESTAMP, timestamp)


def _repeated(name: str) -> SignatureHeaderError:
    return SignatureHeaderError(f"The header {name} is there twice, with different values")


def _text(name: str, value: object) -> str:
    if value is _ABSENT:
        raise SignatureHeaderError(f"The header {name} is missing")
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if not isinstance(value, str):
        raise SignatureHeaderError(f"The header {name} is no string")
    return value


def _mismatch(signature: str) -> SignatureHeaderError | SignatureMismatchError:
    version, mac = signature[:3], signature[3:]
    if version != "v0=" or len(mac) != _MAC_LENGTH or mac.strip("0123456789abcdef"):
        return SignatureHeaderError(f"The header {_SIGNATURE} is not v0= and 64 hex digits")
    return SignatureMismatchError(
        "The signature does not match: the secret is wrong, or the body is not the raw one"
    )


def _out_of_tolerance(age: float, tolerance: float) -> TimestampOutOfToleranceError:
    when = "ago" if age > 0 else "in the future"
    return TimestampOutOfToleranceError(
        f"The delivery was signed {math.ceil(abs(age))} seconds {when}, and {tolerance} are allowed"
    )


def _tolerance_in_seconds(tolerance: object) -> float:
    if isinstance(tolerance, timedelta):
        return _tolerance_in_seconds(tolerance.total_seconds())
    if isinstance(tolerance, bool) or not isinstance(tolerance, (int, float)):
        raise TypeError(
            f"tolerance is seconds, a timedelta or None, not {type(tolerance).__name__}"
        )
    if not 0 <= tolerance < math.inf:
        raise ValueError(f"tolerance is {tolerance}, and has to be zero or more, and finite")
    return tolerance


def _now_in_seconds(now: object) -> float:
    if isinstance(now, datetime):
        if now.utcoffset() is None:
            raise ValueError("now is a datetime without a time zone")
        return now.timestamp()
    if isinstance(now, bool) or not isinstance(now, (int, float)):
        raise TypeError(f"now is seconds, an aware datetime or None, not {type(now).__name__}")
    if not -math.inf < now < math.inf:
        raise ValueError(f"now is {now}, and has to be finite")
    return now
