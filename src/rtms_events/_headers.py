"""The signature headers of a request, in any form in which web frameworks pass headers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pydantic import BaseModel
from typing_extensions import TypeIs

from ._errors import SignatureHeaderError
from .typing import HasItems, Headers

SIGNATURE_HEADER = "x-zm-signature"
TIMESTAMP_HEADER = "x-zm-request-timestamp"
_NAME_LENGTHS = frozenset(map(len, (SIGNATURE_HEADER, TIMESTAMP_HEADER)))


def signature_and_timestamp(headers: Headers) -> tuple[str, str]:
    """Return the values of the two headers that verification needs.

    Raises:
        SignatureHeaderError: A header is missing, or appears more than once with different values.
        TypeError: `headers` are not the headers of a request.
    """
    signature: object = None
    timestamp: object = None
    repeated: list[tuple[str, object]] = []
    try:
        # A list, because an iterator could not be inspected a second time.
        pairs = headers.items() if _has_items(headers) else list(headers)
        # For speed, lengths are compared before names are lowercased.
        for name, value in pairs:
            if len(name) in _NAME_LENGTHS:
                lower = (name if isinstance(name, str) else str(name, "latin-1")).lower()
                if lower == SIGNATURE_HEADER:
                    if signature is None:
                        signature = value
                    else:
                        repeated.append((lower, value))
                elif lower == TIMESTAMP_HEADER:
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
    values = _values_by_name(
        [(SIGNATURE_HEADER, signature), (TIMESTAMP_HEADER, timestamp), *repeated]
    )
    if not all(values.values()):
        _reject_unrelated(headers, headers.items() if _has_items(headers) else pairs)
    return _only_value(SIGNATURE_HEADER, values), _only_value(TIMESTAMP_HEADER, values)


def _has_items(headers: Headers) -> TypeIs[HasItems]:
    return hasattr(headers, "items")


def _values_by_name(found: Iterable[tuple[str, object]]) -> dict[str, set[str]]:
    values: dict[str, set[str]] = {SIGNATURE_HEADER: set(), TIMESTAMP_HEADER: set()}
    for name, value in found:
        if isinstance(value, (str, bytes)) or _is_email_header(value):
            values[name].add(value.decode("latin-1") if isinstance(value, bytes) else str(value))
        elif value is not None:
            raise TypeError(
                f"Header {name} must be str or bytes, not {type(value).__name__}: "
                "pass one (name, value) pair for each value"
            )
    return values


def _only_value(name: str, values: dict[str, set[str]]) -> str:
    if not values[name]:
        raise SignatureHeaderError(f"Missing header {name}")
    if len(values[name]) > 1:
        raise SignatureHeaderError(f"Header {name} appears more than once, with different values")
    return values[name].pop()


def _reject_unrelated(headers: Headers, pairs: Iterable[object]) -> None:
    # If this were a `SignatureHeaderError`, the app would respond with 401, and Zoom would not
    # retry.
    if (
        not all(map(_is_header, pairs))
        or _is_environ(headers)
        or isinstance(headers, (str, bytes, bytearray, memoryview, BaseModel))
    ):
        raise TypeError(
            "headers must be the HTTP headers of the request, such as request.headers, "
            "not a WSGI environ, request.META, or an unrelated mapping"
        )


def _is_header(pair: object) -> bool:
    # Servers give all header values as text.
    match pair:
        case (str() | bytes(), object() as value):
            return isinstance(value, (str, bytes, type(None))) or _is_email_header(value)
        case _:
            return False


def _is_email_header(value: object) -> bool:
    # `http.server` parses headers with `email`, which returns a `Header` for a non-ASCII value.
    from email.header import Header  # noqa: PLC0415 - most applications do not need it

    return isinstance(value, Header)


def _is_environ(headers: Headers) -> bool:
    # Anyone can send headers with these names, but then the mapping also has Host or a name with a
    # hyphen, unless the request is an unusual one of HTTP/1.0. The mappings of frameworks, which
    # ignore case, are never an environ.
    if not _is_mapping(headers):
        return False
    names = {name for name in headers if isinstance(name, str)}
    if any("-" in name or name.lower() == "host" for name in names):
        return False
    ours = {name.replace("-", "_") for name in (SIGNATURE_HEADER, TIMESTAMP_HEADER)}
    if type(headers) is dict and any(name.lower().removeprefix("http_") in ours for name in names):
        return True
    environ = ("REQUEST_METHOD", *(f"HTTP_{name.upper()}" for name in ours))
    return any(name in names and name.lower() not in headers for name in environ)


def _is_mapping(headers: Headers) -> TypeIs[Mapping[str | bytes, str | bytes | None]]:
    return isinstance(headers, Mapping)
