"""Telling the caller's mistakes from forgeries, once a request has failed.

If a mistake, such as a parsed body, looked like a forgery, the app would respond with 401, and Zoom
would not retry. A mistake is therefore a `TypeError` that says what to pass instead. Conversely, a
stranger must not be able to send a request that looks like a mistake, because the app would respond
with 500. The documentation (docs/concepts/security.md) lists the exceptions that are known.
"""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Mapping

from pydantic import BaseModel
from pydantic_core import from_json
from typing_extensions import TypeIs

from ._errors import SignatureHeaderError, SignatureMismatchError
from .typing import Body, HeaderItems, HeaderPairs

CONTENT_HEADERS = (
    "content-encoding",
    "content-length",
    "content-type",
    "transfer-encoding",
    "upgrade",
)
"""The headers on which it depends which body a server passes on."""

_MAX_DIGITS = 18  # more than any server accepts
_NAMES_IN_MODELS = {"x_zm_signature", "x_zm_request_timestamp"}
_NAMES_IN_ENVIRONS = ("REQUEST_METHOD", "HTTP_X_ZM_SIGNATURE", "HTTP_X_ZM_REQUEST_TIMESTAMP")


def not_a_raw_body(body: object) -> TypeError:
    """Return the error for a body that is neither bytes nor text."""
    given = type(body).__name__
    if isinstance(body, Awaitable):
        advice = "await it, as in `await request.body()`"
    elif callable(body):
        advice = "call it, as in `request.body()`"
    elif hasattr(body, "read"):
        advice = "read it"
    else:
        advice = "Zoom signs the exact bytes that it sends, and re-serialized JSON usually differs"
    return TypeError(f"body must be the raw request body (bytes or str), not {given}: {advice}")


def not_headers(headers: object) -> TypeError:
    """Return the error for an object that cannot be read as headers."""
    given = _kind_of_mistake(headers) or type(headers).__name__
    return TypeError(
        "headers must be the HTTP headers of the request, such as request.headers: a mapping or an "
        f"iterable of (name, value) pairs of str or bytes, not {given}"
    )


def missing_header(headers: object, name: str) -> SignatureHeaderError | TypeError:
    """Return the error for headers without the header of this name."""
    if _kind_of_mistake(headers):
        return not_headers(headers)
    return SignatureHeaderError(f"Missing header {name}")


def signature_mismatch(
    body: Body, raw_body: bytes, content: Mapping[str, set[str]]
) -> SignatureMismatchError | TypeError:
    """Return the error for a request whose signature does not match.

    Args:
        body: The body, as the caller passed it.
        raw_body: The body as bytes.
        content: The values of each of the `CONTENT_HEADERS`.
    """
    length, sent_length = len(raw_body), _sent_length(content)
    # A `str` that is not ASCII may have been decoded from another encoding, of another length.
    has_known_length = body.isascii() if isinstance(body, str) else True
    if sent_length not in {None, length} and has_known_length and _is_empty_or_json(raw_body):
        advice = (
            "Re-serialized JSON has a different signature, so pass the bytes as received"
            if raw_body
            else "Something has already read it, such as middleware or a JSON or form parser, so "
            "read the raw body first"
        )
        return TypeError(
            f"body must be the raw request body: it has {length} bytes, but Content-Length is "
            f"{sent_length}. {advice}"
        )
    if content["transfer-encoding"] and not raw_body:
        return SignatureMismatchError(
            "Signature mismatch: the body is empty, although the request has Transfer-Encoding, so "
            "the server or the framework may not support chunked requests"
        )
    return SignatureMismatchError(
        "Signature mismatch: the request is forged, the secret token is wrong, "
        "or the body is not the raw request body"
    )


def _sent_length(content: Mapping[str, set[str]]) -> int | None:
    """Return the Content-Length, or `None` if the caller could rightly have another body."""
    # Some servers undo Content-Encoding. Transfer-Encoding overrides Content-Length. uvicorn with
    # httptools drops the body of a request with Upgrade.
    if content["content-encoding"] or content["transfer-encoding"] or content["upgrade"]:
        return None
    if not all(map(_is_json_as_utf_8, content["content-type"])):
        return None
    match [*content["content-length"]]:
        case [text] if text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS:
            return int(text)
        case _:
            return None


def _is_json_as_utf_8(content_type: str) -> bool:
    media_type, *parameters = (part.strip(" \t").lower() for part in content_type.split(";"))
    charsets = [text for text in parameters if text.startswith("charset=")]
    return media_type == "application/json" and set(charsets) <= {
        "charset=utf-8",
        'charset="utf-8"',
    }


def _is_empty_or_json(raw_body: bytes) -> bool:
    # Anything else can be the first part of a body, from a client that closed the connection.
    try:
        from_json(raw_body or b"null")
    except ValueError:
        return False
    return True


def is_header_value(value: object) -> bool:
    """Tell whether a server could have given this value of a header."""
    # `http.server` parses headers with `email`, which returns a `Header` for a non-ASCII value.
    # Without that module, which is not imported just for this, no such value exists.
    email_header = getattr(sys.modules.get("email.header"), "Header", ())
    return isinstance(value, (str, bytes, email_header))


def _kind_of_mistake(headers: object) -> str | None:
    """Describe what was passed instead of headers, or return `None`."""
    try:
        return _kind_of_object(headers)
    except Exception:  # noqa: BLE001 - for example Bottle's, if a header is not UTF-8
        return None


def _kind_of_object(headers: object) -> str | None:
    name = type(headers).__name__
    if isinstance(headers, BaseModel):
        return f"a Pydantic model ({name})"
    if isinstance(headers, (str, bytes, bytearray, memoryview)):
        return name
    if _is_dict(headers) and not headers:
        return "an empty dict"
    pairs = _pairs(headers)
    has_only_headers = pairs is not None and all(map(_is_header, pairs))
    if not has_only_headers and hasattr(getattr(headers, "headers", None), "items"):
        return f"the request itself ({name})"
    if _is_mapping(headers) and (kind := _kind_of_mapping(headers)):
        return kind
    return None if has_only_headers or pairs is None else f"an unrelated {name}"


def _kind_of_mapping(headers: Mapping[object, object]) -> str | None:
    names = {name for name in headers if isinstance(name, str)}
    # Anyone can send headers with the names below, but then the mapping also has Host or a name
    # with a hyphen, unless the request is an unusual one of HTTP/1.0.
    if any("-" in name or name.lower() == "host" for name in names):
        return None
    if "headers" in names and not is_header_value(headers["headers"]):
        return f"the {type(headers).__name__} that contains them"
    if _is_dict(headers) and any(name.lower() in _NAMES_IN_MODELS for name in names):
        return "the dump of a Pydantic model, whose names have underscores"
    # The mappings of frameworks ignore case, and are never an environ.
    is_environ = any(name in names and name.lower() not in headers for name in _NAMES_IN_ENVIRONS)
    ours = {f"http_{name}" for name in _NAMES_IN_MODELS}
    if is_environ or (_is_dict(headers) and any(name.lower() in ours for name in names)):
        return "a WSGI environ or request.META"
    return None


def _pairs(headers: object) -> list[object] | None:
    pairs = headers.items() if isinstance(headers, HeaderItems) else headers
    return [*pairs] if isinstance(pairs, HeaderPairs) else None


def _is_header(pair: object) -> bool:
    match pair:
        case (str() | bytes(), object() as value):
            return value is None or is_header_value(value)
        case _:
            return False


def _is_dict(headers: object) -> bool:
    # The mappings of frameworks, some of them subclasses of `dict`, can be empty, and ignore case.
    return type(headers) is dict


def _is_mapping(headers: object) -> TypeIs[Mapping[object, object]]:
    return isinstance(headers, Mapping)
