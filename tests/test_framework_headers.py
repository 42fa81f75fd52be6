"""The header objects of frameworks are accepted unchanged, and common mistakes are rejected."""

import io
from collections.abc import Callable, Iterable
from email import message_from_bytes
from http.client import parse_headers
from typing import TypeAlias

import pytest

from rtms_events import SignatureError, SignatureHeaderError, Webhook
from rtms_events.testing import signed_request
from rtms_events.typing import Headers

WEBHOOK = Webhook("s")
BODY, HEADERS = signed_request(b'{"event":"a"}', secret="s")
PAIRS = [*HEADERS.items(), ("host", "app.example.com"), ("accept", "*/*"), ("Accept", "text/plain")]

Pairs: TypeAlias = Iterable[tuple[str, str]]


def wire_format(pairs: Pairs) -> bytes:
    return "".join(f"{name.title()}: {value}\r\n" for name, value in pairs).encode("latin-1")


def raw(pairs: Pairs) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode(), value.encode("latin-1")) for name, value in pairs]


def joined(pairs: Pairs) -> dict[str, str]:
    """A dict in which values of the same name are joined with commas."""
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name.lower(), []).append(value)
    return {name: ",".join(several) for name, several in values.items()}


def environ(pairs: Pairs) -> dict[str, object]:
    """The WSGI `environ` of a request."""
    headers = {
        f"HTTP_{name.upper()}".replace("-", "_").replace("HTTP_CONTENT", "CONTENT"): value
        for name, value in joined(pairs).items()
    }
    return {"REQUEST_METHOD": "POST", "wsgi.input": io.BytesIO(BODY), **headers}


def from_starlette(pairs: Pairs) -> object:
    return pytest.importorskip("starlette.datastructures").Headers(raw=raw(pairs))


def from_flask(pairs: Pairs) -> object:
    return pytest.importorskip("werkzeug.datastructures").EnvironHeaders(environ(pairs))


def from_werkzeug(pairs: Pairs) -> object:
    return pytest.importorskip("werkzeug.datastructures").Headers(list(pairs))


def from_django(pairs: Pairs) -> object:
    return pytest.importorskip("django.http.request").HttpHeaders(environ(pairs))


def from_http_server(pairs: Pairs) -> object:
    return parse_headers(io.BytesIO(wire_format(pairs) + b"\r\n"))


def from_email(pairs: Pairs) -> object:
    """Headers of `email.message`, which wraps non-ASCII values in objects of a special class."""
    return message_from_bytes(wire_format(pairs))


def from_aiohttp(pairs: Pairs) -> object:
    """Headers of aiohttp, and of Sanic, which uses a subclass."""
    multidict = pytest.importorskip("multidict")
    return multidict.CIMultiDictProxy(multidict.CIMultiDict(pairs))


def from_tornado(pairs: Pairs) -> object:
    headers = pytest.importorskip("tornado.httputil").HTTPHeaders()
    for name, value in pairs:
        headers.add(name, value)
    return headers


def from_httpx(pairs: Pairs) -> object:
    return pytest.importorskip("httpx").Headers(raw(pairs))


def from_requests(pairs: Pairs) -> object:
    return pytest.importorskip("requests.structures").CaseInsensitiveDict(joined(pairs))


def from_api_gateway_v1(pairs: Pairs) -> object:
    """The `multiValueHeaders` of format 1.0, as pairs."""
    values: dict[str, list[str]] = {}
    for name, value in pairs:
        values.setdefault(name, []).append(value)
    return [(name, value) for name, several in values.items() for value in several]


def from_api_gateway_v2(pairs: Pairs) -> object:
    """The `headers` of format 2.0, which always contain the host."""
    return {"host": "api.example.com"} | joined(pairs)


FRAMEWORKS: dict[str, Callable[[Pairs], object]] = {
    "FastAPI, Starlette": from_starlette,
    "ASGI scope": raw,
    "Flask": from_flask,
    "Werkzeug": from_werkzeug,
    "Django": from_django,
    "http.server": from_http_server,
    "email": from_email,
    "aiohttp, Sanic": from_aiohttp,
    "Tornado": from_tornado,
    "httpx": from_httpx,
    "requests": from_requests,
    "API Gateway 1.0": from_api_gateway_v1,
    "API Gateway 2.0": from_api_gateway_v2,
}

every_framework = pytest.mark.parametrize("framework", FRAMEWORKS)


def verify(headers: object) -> None:
    """Verify with headers of any type, because frameworks annotate theirs in many ways."""
    WEBHOOK.verify(BODY, headers)  # type: ignore[arg-type]


@every_framework
def test_the_headers_of_a_request_are_accepted(framework: str) -> None:
    verify(FRAMEWORKS[framework](PAIRS))


@every_framework
def test_the_type_for_annotations_is_checked_at_run_time(framework: str) -> None:
    """Run-time type checkers such as beartype and typeguard call `isinstance()`."""
    headers = FRAMEWORKS[framework](PAIRS)
    for given in (headers, iter(PAIRS), dict(PAIRS), PAIRS):
        assert isinstance(given, Headers)
    for other in (None, 1, object(), verify):
        assert not isinstance(other, Headers)


@every_framework
@pytest.mark.parametrize("name", ["x-zm-signature", "x-zm-request-timestamp"])
def test_a_missing_header_is_named(framework: str, name: str) -> None:
    headers = FRAMEWORKS[framework]([pair for pair in PAIRS if pair[0] != name])
    with pytest.raises(SignatureHeaderError, match=f"^Missing header {name}$"):
        verify(headers)


@every_framework
def test_names_of_an_environ_among_headers_fail_verification(framework: str) -> None:
    """They are not a `TypeError`, because anyone can send a request with such names."""
    headers = FRAMEWORKS[framework]([("REQUEST_METHOD", "POST"), ("HTTP_X_ZM_SIGNATURE", "v0=")])
    with pytest.raises(SignatureHeaderError, match="^Missing header"):
        verify(headers)


@every_framework
@pytest.mark.parametrize("first", [True, False], ids=["first", "last"])
def test_a_second_signature_is_rejected(framework: str, first: bool) -> None:
    """Some frameworks join the values, the others keep both."""
    second = ("X-Zm-Signature", "v0=" + "0" * 64)
    pairs = [second, *PAIRS] if first else [*PAIRS, second]
    with pytest.raises(SignatureHeaderError):
        verify(FRAMEWORKS[framework](pairs))


@every_framework
@pytest.mark.parametrize("name", HEADERS)
def test_a_value_that_is_not_ascii_fails_verification(framework: str, name: str) -> None:
    """It is not a `TypeError`, because anyone can send such a value."""
    headers = FRAMEWORKS[framework]([*((n, v) for n, v in PAIRS if n != name), (name, "é")])
    if name == "content-type":
        verify(headers)
    else:
        with pytest.raises(SignatureError):
            verify(headers)


MULTI_VALUE_HEADERS = {name.title(): [value] for name, value in PAIRS}

MISTAKES: dict[str, object] = {
    "WSGI environ": environ(PAIRS),
    "environ without the signature": environ(PAIRS[:1]),
    "multiValueHeaders": MULTI_VALUE_HEADERS,
    "multiValueHeaders without the signature": dict(list(MULTI_VALUE_HEADERS.items())[:1]),
    "raw headers of Twisted": [(name.encode(), [value.encode()]) for name, value in PAIRS],
    "ASGI scope itself": {"type": "http", "headers": raw(PAIRS)},
    "API Gateway event": {"version": "2.0", "headers": HEADERS, "body": BODY.decode()},
    "None": None,
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_any_other_object_in_place_of_headers_is_a_type_error(mistake: str) -> None:
    """A `SignatureError` would make the app respond 401, and Zoom would not retry."""
    with pytest.raises(TypeError):
        verify(MISTAKES[mistake])


def test_a_request_instead_of_its_headers_is_a_type_error() -> None:
    starlette = pytest.importorskip("starlette.requests")
    werkzeug = pytest.importorskip("werkzeug.test")
    requests: list[object] = [
        starlette.Request({"type": "http", "headers": raw(PAIRS)}),
        werkzeug.EnvironBuilder(headers=PAIRS).get_request(),
    ]
    for request in requests:
        with pytest.raises(TypeError, match="^headers must be "):
            verify(request)


def test_django_meta_is_a_type_error() -> None:
    pytest.importorskip("django")
    with pytest.raises(TypeError, match=r"request\.META"):
        verify(environ(PAIRS) | {"SERVER_NAME": "testserver", "wsgi.multithread": True})
