"""The signature headers of a request, in any form in which web frameworks pass headers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

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
        # An iterator could not be inspected a second time.
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
    found = [(SIGNATURE_HEADER, signature), (TIMESTAMP_HEADER, timestamp), *repeated]
    return _single_values(found, headers, pairs)


def _has_items(headers: Headers) -> TypeIs[HasItems]:
    return hasattr(headers, "items")


def _single_values(
    found: Iterable[tuple[str, object]],
    headers: Headers,
    pairs: Iterable[tuple[object, object]],
) -> tuple[str, str]:
    texts: dict[str, set[str]] = {SIGNATURE_HEADER: set(), TIMESTAMP_HEADER: set()}
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
            _reject_unrelated(headers, pairs)
            raise SignatureHeaderError(f"Missing header {name}")
        if len(values) > 1:
            raise SignatureHeaderError(
                f"Header {name} appears more than once, with different values"
            )
    return texts[SIGNATURE_HEADER].pop(), texts[TIMESTAMP_HEADER].pop()


def _reject_unrelated(headers: Headers, pairs: Iterable[tuple[object, object]]) -> None:
    # If this were a `SignatureHeaderError`, the app would respond with 401, and Zoom would not
    # retry. Servers give all header values as text.
    is_text = all(
        isinstance(value, (str, bytes, type(None))) or _is_email_header(value) for _, value in pairs
    )
    if not is_text or _is_environ(headers) or isinstance(headers, (str, bytes)):
        raise TypeError(
            "headers must be the HTTP headers of the request, such as request.headers, "
            "not a WSGI environ, request.META, or an unrelated mapping"
        )


def _is_email_header(value: object) -> bool:
    # `http.server` parses headers with `email`, which returns a `Header` for a non-ASCII value.
    from email.header import Header  # noqa: PLC0415 - most applications do not need it

    return isinstance(value, Header)


def _is_environ(headers: Headers) -> bool:
    # Anyone can send headers with these names, but no request has only such names: the name of a
    # header contains a hyphen, or is Host. The header mappings of frameworks also ignore case.
    if not _is_mapping(headers):
        return False
    names = {name for name in headers if isinstance(name, str)}
    if any("-" in name or name.lower() == "host" for name in names):
        return False
    environ = ("REQUEST_METHOD", "HTTP_X_ZM_SIGNATURE", "HTTP_X_ZM_REQUEST_TIMESTAMP")
    return any(name in names and name.lower() not in headers for name in environ)


def _is_mapping(headers: Headers) -> TypeIs[Mapping[str | bytes, str | bytes | None]]:
    return isinstance(headers, Mapping)
