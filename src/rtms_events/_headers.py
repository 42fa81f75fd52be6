"""Reading the headers of a request, in whatever form a web framework has them."""

from __future__ import annotations

from collections.abc import Mapping

from typing_extensions import TypeIs

from ._errors import SignatureHeaderError
from ._mistakes import is_header_value, missing_header, not_headers
from .typing import HeaderItems, Headers

SIGNATURE_HEADER = "x-zm-signature"
TIMESTAMP_HEADER = "x-zm-request-timestamp"
_NAME_LENGTHS = frozenset(map(len, (SIGNATURE_HEADER, TIMESTAMP_HEADER)))

HEX_MAC_LENGTH = 64
_SIGNATURE_LENGTH = len("v0=") + HEX_MAC_LENGTH

_UNREADABLE = "\ufffd"
"""The value of a header that could not be decoded. It is invalid in every header."""


def rereadable(headers: Headers) -> Headers:
    """Return headers that can be read more than once, even if the argument is an iterator.

    Raises:
        TypeError: The iterator raises an exception.
    """
    if _has_items(headers) or not hasattr(headers, "__next__"):
        return headers
    try:
        return list(headers)
    except Exception:  # noqa: BLE001 - the iterator can raise anything
        raise not_headers(headers) from None


def signature_and_timestamp(headers: Headers) -> tuple[str, str]:
    """Return the values of the two headers that verification needs.

    Raises:
        SignatureHeaderError: A header is missing, or appears more than once with different values.
        TypeError: `headers` are not the headers of a request.
    """
    signature: object = None
    timestamp: object = None
    is_repeated = False
    try:
        # For speed, lengths are compared before names are lowercased.
        for name, value in headers.items() if _has_items(headers) else headers:
            if len(name) in _NAME_LENGTHS:
                lower = (name if isinstance(name, str) else str(name, "latin-1")).lower()
                if lower == SIGNATURE_HEADER:
                    is_repeated |= signature is not None
                    signature = value
                elif lower == TIMESTAMP_HEADER:
                    is_repeated |= timestamp is not None
                    timestamp = value
    except Exception:  # noqa: BLE001 - `_only_value()` reads the headers again, and says what is wrong
        signature = None
    if (
        isinstance(signature, str)
        and isinstance(timestamp, str)
        and not is_repeated
        and len(signature) == _SIGNATURE_LENGTH
        and timestamp.isdigit()
    ):
        return signature, timestamp
    return _only_value(headers, SIGNATURE_HEADER), _only_value(headers, TIMESTAMP_HEADER)


def _only_value(headers: Headers, name: str) -> str:
    for value in _raw_values(headers, name):
        if not is_header_value(value):
            raise TypeError(
                f"Header {name} must be str or bytes, not {type(value).__name__}: "
                "pass one (name, value) pair for each value"
            )
    # Servers may join the values of a repeated header with commas, and keep the whitespace around
    # them: https://www.rfc-editor.org/rfc/rfc9110.html#section-5
    joined = header_values(headers, name)
    values = {value.strip(" \t") for text in joined for value in text.split(",")}
    if not values:
        raise missing_header(headers, name)
    if len(values) > 1:
        raise SignatureHeaderError(f"Header {name} appears more than once, with different values")
    return values.pop()


def header_values(headers: Headers, name: str) -> set[str]:
    """Return the different values of a header, as text, without the whitespace around them."""
    return {
        (value.decode("latin-1") if isinstance(value, bytes) else str(value)).strip(" \t")
        for value in _raw_values(headers, name)
        if is_header_value(value)
    }


def _raw_values(headers: Headers, name: str) -> list[object]:
    try:
        pairs = list(headers.items() if _has_items(headers) else headers)
    except Exception:  # noqa: BLE001 - Bottle raises if an unrelated header is not UTF-8
        return [value for value in [_look_up(headers, name)] if value is not None]
    try:
        return [
            value
            for other, value in pairs
            if value is not None
            and (other if isinstance(other, str) else str(other, "latin-1")).lower() == name
        ]
    except (TypeError, ValueError):
        raise not_headers(headers) from None


def _look_up(headers: object, name: str) -> object:
    try:
        if _is_mapping(headers):
            return headers.get(name)
    except UnicodeError:
        return _UNREADABLE
    except Exception:  # noqa: BLE001, S110 - the `TypeError` below covers it
        pass
    raise not_headers(headers)


def _has_items(headers: Headers) -> TypeIs[HeaderItems]:
    return isinstance(headers, dict) or hasattr(headers, "items")  # the first one is faster


def _is_mapping(headers: object) -> TypeIs[Mapping[str, object]]:
    return isinstance(headers, Mapping)
