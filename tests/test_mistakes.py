"""Mistakes of the caller, which must not look like forgeries.

After a forgery, the app responds with 401, and Zoom does not retry. A mistake is a `TypeError` that
says what to pass instead, so that the app responds with 500, and Zoom retries. A stranger must not
be able to cause one.
"""

import io
import json
import sys
from collections import UserDict
from collections.abc import Callable, Iterator, Mapping
from http.client import HTTPMessage
from types import MappingProxyType
from wsgiref.util import setup_testing_defaults

import pytest
from pydantic import create_model
from typing_extensions import override

from rtms_events import (
    MeetingRtmsStarted,
    SignatureHeaderError,
    SignatureMismatchError,
    Webhook,
    verify_signature,
)
from rtms_events.testing import sample, signed_request

SECRET = "a secret for tests"
WEBHOOK = Webhook(SECRET)
STARTED = sample(MeetingRtmsStarted)
BODY, HEADERS = signed_request(STARTED, secret=SECRET)
LENGTH = len(BODY)
OURS = {name: HEADERS[name] for name in ("x-zm-signature", "x-zm-request-timestamp")}


def receive(body: object, headers: object) -> None:
    """Pass arguments of types that the annotations do not allow."""
    WEBHOOK.receive(body, headers)  # type: ignore[arg-type]


class TestABodyThatTheHeadersContradict:
    """Something has read or changed the body since Zoom signed it."""

    READ = (
        f"body must be the raw request body: it has 0 bytes, but Content-Length is {LENGTH}. "
        "Something has already read it, such as middleware or a JSON or form parser, so read the "
        "raw body first"
    )
    SERIALIZED = json.dumps(json.loads(BODY)).encode()

    @pytest.mark.parametrize(
        "content",
        [
            {"content-length": str(LENGTH)},
            {"Content-Length": f" {LENGTH}\t", "content-type": "application/json"},
            {"CONTENT-LENGTH": f"{LENGTH}", "Content-Type": "Application/JSON"},
            {"content-length": f"{LENGTH}", "Content-Length": f"{LENGTH} "},
            {"content-length": f"{LENGTH}", "content-type": "application/json; charset=UTF-8"},
            {"content-length": f"{LENGTH}", "content-type": 'application/json;charset="utf-8"'},
            {"content-length": f"{LENGTH}", "content-type": "application/json; profile=a"},
            {
                "content-length": f"{LENGTH:018}",
                "content-type": 'application/json; charset=utf-8; charset="UTF-8"',
            },
            {"content-length": f"{LENGTH}", "content-encoding": None, "transfer-encoding": None},
        ],
        ids=repr,
    )
    @pytest.mark.parametrize(
        "empty", [b"", "", bytearray(), memoryview(b"")], ids=lambda empty: type(empty).__name__
    )
    def test_and_that_is_empty_is_a_type_error(
        self, content: dict[str, str | None], empty: object
    ) -> None:
        headers = OURS | content
        raw = [(name.encode(), value and value.encode()) for name, value in headers.items()]
        for given in (headers, list(headers.items()), iter(headers.items()), raw):
            with pytest.raises(TypeError) as caught:
                receive(empty, given)
            assert str(caught.value) == self.READ

    @pytest.mark.parametrize(
        "body",
        [
            SERIALIZED,
            SERIALIZED.decode(),
            bytearray(SERIALIZED),
            memoryview(SERIALIZED),
            b"{}",
            b"null",
            "[1, 2]",
        ],
    )
    def test_and_that_is_json_is_a_type_error(
        self, body: bytes | bytearray | memoryview | str
    ) -> None:
        with pytest.raises(TypeError) as caught:
            WEBHOOK.receive(body, {**HEADERS, "content-length": str(LENGTH)})
        assert str(caught.value) == (
            f"body must be the raw request body: it has {len(body)} bytes, but Content-Length is "
            f"{LENGTH}. Re-serialized JSON has a different signature, so pass the bytes as received"
        )

    def test_is_a_type_error_everywhere(self) -> None:
        headers = {**HEADERS, "content-length": str(LENGTH)}
        for verify in (
            lambda: WEBHOOK.verify(b"", headers),
            lambda: WEBHOOK.parse(b"", headers),
            lambda: Webhook("new", previous_secrets=[SECRET, "older"]).receive(b"", headers),
            lambda: verify_signature(b"", headers, secret=SECRET),
        ):
            with pytest.raises(TypeError) as caught:
                verify()
            assert str(caught.value) == self.READ

    @pytest.mark.parametrize("length", ["0", str(LENGTH - 1), str(LENGTH + 1), "9" * 18, "x"])
    def test_is_accepted_if_its_signature_matches(self, length: str) -> None:
        assert WEBHOOK.receive(BODY, {**HEADERS, "content-length": length}).event == STARTED

    @pytest.mark.parametrize(
        "content",
        [
            {},
            {"content-length": "0"},
            {"content-length": None},
            {"content-length": [str(LENGTH)]},
            {"content-length": LENGTH},
            {"content-length": ""},
            {"content-length": f"+{LENGTH}"},
            {"content-length": f"-{LENGTH}"},
            {"content-length": f"{LENGTH}.0"},
            {"content-length": "\uff11"},
            {"content-length": b"\xb2"},
            {"content-length": "1_0"},
            {"content-length": "9" * 19},
            {"content-length": "9" * 5000},
            {"content-length": "41, 42"},
            {"content-length": "41, 41"},
            {"content-length": "41", "Content-Length": "42"},
            {"content-length": "41", "content-encoding": "gzip"},
            {"content-length": "41", "content-encoding": ""},
            {"content-length": "41", "transfer-encoding": "gzip"},
            {"content-length": "41", "Upgrade": "h2c", "Connection": "Upgrade"},
            {"content-length": "41", "content-type": ""},
            {"content-length": "41", "content-type": "text/plain"},
            {"content-length": "41", "content-type": "application/x-www-form-urlencoded"},
            {"content-length": "41", "content-type": "application/json-seq"},
            {"content-length": "41", "content-type": "Xapplication/json"},
            {"content-length": "41", "content-type": "application/json\v"},
            {"content-length": "41", "content-type": "application/json; charset=latin-1"},
            {"content-length": "41", "content-type": "application/json; charset=utf-16"},
            {"content-length": "41", "content-type": "application/json, application/json"},
            {"content-length": "41", "content-type": ["application/xml"], "Content-Type": "a"},
        ],
        ids=lambda content: repr(content)[:80],
    )
    def test_is_a_type_error_only_if_the_headers_are_unambiguous(
        self, content: dict[str, object]
    ) -> None:
        headers: dict[str, object] = {**OURS, **content}
        for body in (b"",) if content.get("content-length") == "0" else (b"", b"{}"):
            with pytest.raises(SignatureMismatchError):
                WEBHOOK.parse(body, headers)  # type: ignore[arg-type]

    @pytest.mark.parametrize("body", [b"{", b"a=1", b"\xff", BODY[:-1], b"{}x"])
    def test_but_that_is_neither_empty_nor_json_fails_verification(self, body: bytes) -> None:
        """A client can send a body that is shorter than its Content-Length."""
        reply = WEBHOOK.receive(body, {**HEADERS, "content-length": "1000"})
        assert (reply.status, type(reply.error)) == (401, SignatureMismatchError)

    def test_but_that_is_text_and_not_ascii_fails_verification(self) -> None:
        """The framework may have decoded it from another encoding than UTF-8."""
        reply = WEBHOOK.receive('{"a":"é"}', {**HEADERS, "content-length": "1"})
        assert (reply.status, type(reply.error)) == (401, SignatureMismatchError)

    @pytest.mark.parametrize(
        "change",
        [
            {"x-zm-signature": "v0="},
            {"x-zm-signature": None},
            {"x-zm-request-timestamp": "0"},
            {"x-zm-request-timestamp": "x"},
        ],
        ids=repr,
    )
    def test_fails_verification_if_a_signature_header_is_invalid(
        self, change: dict[str, str | None]
    ) -> None:
        """A malformed or expired request gets a 401, whatever its body is."""
        reply = WEBHOOK.receive(b"", {**HEADERS, "content-length": "41", **change})
        assert reply.status == 401

    @pytest.mark.parametrize("headers", [{}, {"content-length": "41"}], ids=repr)
    def test_and_that_was_chunked_fails_verification_with_the_likely_cause(
        self, headers: dict[str, str]
    ) -> None:
        reply = WEBHOOK.receive(b"", {**HEADERS, **headers, "Transfer-Encoding": "chunked"})
        assert (reply.status, type(reply.error)) == (401, SignatureMismatchError)
        assert str(reply.error) == (
            "Signature mismatch: the body is empty, although the request has Transfer-Encoding, so "
            "the server or the framework may not support chunked requests"
        )
        reply = WEBHOOK.receive(b"{}", {**HEADERS, **headers, "Transfer-Encoding": "chunked"})
        assert str(reply.error).startswith("Signature mismatch: the request is forged")


class TestABodyOfAnotherType:
    def test_that_must_be_awaited_says_so(self) -> None:
        async def body() -> bytes:
            return BODY

        coroutine = body()
        with pytest.raises(TypeError) as caught:
            receive(coroutine, HEADERS)
        coroutine.close()
        assert str(caught.value) == (
            "body must be the raw request body (bytes or str), not coroutine: await it, as in "
            "`await request.body()`"
        )

    def test_that_must_be_called_or_read_says_so(self) -> None:
        stream = io.BytesIO(BODY)
        for body, advice in (
            (stream.getvalue, r"not builtin_function_or_method: call it, as in `request.body()`"),
            (stream, "not BytesIO: read it"),
        ):
            with pytest.raises(TypeError) as caught:
                receive(body, HEADERS)
            assert str(caught.value) == (
                f"body must be the raw request body (bytes or str), {advice}"
            )


class AsBottle(Mapping[str, str]):
    """Headers of Bottle, which decodes them as UTF-8 when they are read, and ignores case."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        self.headers = {name.title(): value for name, value in headers.items()}

    @override
    def __getitem__(self, name: str) -> str:
        return self.headers[name.title()].encode("latin-1").decode()

    @override
    def __iter__(self) -> Iterator[str]:
        return iter(self.headers)

    @override
    def __len__(self) -> int:
        return len(self.headers)


class TestHeadersThatCannotBeRead:
    def test_are_accepted_if_the_unreadable_one_is_unrelated(self) -> None:
        request = WEBHOOK.receive(BODY, AsBottle({**HEADERS, "user-agent": "Zo\xeb"}))
        assert request.event == STARTED

    @pytest.mark.parametrize("name", OURS)
    def test_fail_verification_if_the_unreadable_one_is_from_zoom(self, name: str) -> None:
        reply = WEBHOOK.receive(BODY, AsBottle({**HEADERS, name: "\xeb"}))
        assert type(reply.error) is SignatureHeaderError
        assert str(reply.error).startswith(f"Header {name} must be ")

    @pytest.mark.parametrize("name", OURS)
    def test_fail_verification_if_a_header_is_missing(self, name: str) -> None:
        headers = {other: value for other, value in HEADERS.items() if other != name}
        reply = WEBHOOK.receive(BODY, AsBottle({**headers, "user-agent": "Zo\xeb"}))
        assert str(reply.error) == f"Missing header {name}"

    def test_fail_verification_if_the_signature_does_not_match(self) -> None:
        headers = AsBottle({**HEADERS, "content-type": "\xeb", "content-length": "41"})
        assert type(WEBHOOK.receive(b"", headers).error) is SignatureMismatchError

    @pytest.mark.parametrize("error", [RuntimeError, KeyError, ZeroDivisionError])
    def test_are_a_type_error_if_nothing_can_be_read(self, error: type[Exception]) -> None:
        class Broken(AsBottle):
            @override
            def __getitem__(self, name: str) -> str:
                raise error

        class WithoutLookup:
            def items(self) -> Iterator[tuple[str, str]]:
                raise error

        class RequestWithoutHeaders:
            @property
            def headers(self) -> dict[str, str]:
                raise error

        def iterate() -> Iterator[tuple[str, str]]:
            yield from HEADERS.items()
            raise error

        broken: list[object] = [WithoutLookup(), RequestWithoutHeaders(), iterate()]
        if error is not KeyError:  # which means that the header is missing
            broken.append(Broken(HEADERS))
        for headers in broken:
            with pytest.raises(TypeError, match=f"not {type(headers).__name__}$"):
                receive(BODY, headers)


def test_a_mapping_that_raises_whatever_is_read_fails_verification_without_a_header() -> None:
    class Broken(AsBottle):
        @override
        def __iter__(self) -> Iterator[str]:
            raise RuntimeError

    assert str(WEBHOOK.receive(BODY, Broken({})).error) == "Missing header x-zm-signature"
    assert WEBHOOK.receive(BODY, Broken(HEADERS)).event == STARTED


class Request:
    """Stands for the request of any framework."""

    headers = HEADERS


class RequestThatIsAMapping(UserDict[str, object]):
    """Stands for Starlette's, which is a mapping of the ASGI scope."""

    headers = HEADERS


def environ() -> dict[str, object]:
    result: dict[str, object] = {}
    setup_testing_defaults(result)
    return result


ENVIRON = environ()
CGI = {name: value for name, value in ENVIRON.items() if "." not in name}
SIGNED = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in OURS.items()}
FIELDS = {name.replace("-", "_"): value for name, value in OURS.items()}
MODEL = create_model("ZoomHeaders", x_zm_signature=str, x_zm_request_timestamp=str)
ENVIRONS: list[object] = [
    ENVIRON,
    ENVIRON | SIGNED,
    CGI,
    CGI | SIGNED,
    CGI | {"_": "/bin/env", "http_proxy": "a"},
    UserDict(CGI),
    MappingProxyType(ENVIRON),
    SIGNED,
    {"REQUEST_METHOD": "POST"},
    {"REQUEST_METHOD": "POST", "PATH_INFO": "/"},
    *({name: value} for name, value in SIGNED.items()),
    *({name.lower(): value} for name, value in SIGNED.items()),
    *(UserDict({name: value}) for name, value in SIGNED.items()),
]
NOT_HEADERS: dict[str, list[object]] = {
    "a WSGI environ or request.META": ENVIRONS,
    "a Pydantic model (ZoomHeaders)": [MODEL(**FIELDS)],
    "the dump of a Pydantic model, whose names have underscores": [
        FIELDS,
        {name.upper(): value for name, value in FIELDS.items()},
        *({name: value} for name, value in FIELDS.items()),
    ],
    "the request itself (Request)": [Request()],
    "the request itself (RequestThatIsAMapping)": [RequestThatIsAMapping(type="http", headers=[])],
    "the dict that contains them": [
        {"type": "http", "headers": [(b"host", b"example.com")]},
        {"version": "2.0", "headers": HEADERS, "body": "{}"},
        {"headers": {}},
    ],
    "an empty dict": [{}],
    "an unrelated dict": [
        {name: [value] for name, value in HEADERS.items()} | {"x-zm-signature": None},
        {"host": ["example.com"]},
        {"a": 1},
    ],
    "an unrelated list": [
        [*ENVIRON.items()],
        [(name.encode(), [value.encode()]) for name, value in [*HEADERS.items()][:1]],
        ["ab", "cd"],
    ],
    "an unrelated dict_items": [ENVIRON.items()],
    "str": ["", "x-zm-signature"],
    "bytes": [b"", b"x"],
    "bytearray": [bytearray()],
    "memoryview": [memoryview(b"")],
    "NoneType": [None],
    "int": [1],
}


@pytest.mark.parametrize("given", NOT_HEADERS)
def test_what_is_not_headers_is_a_type_error_that_names_it(given: str) -> None:
    for headers in NOT_HEADERS[given]:
        with pytest.raises(TypeError) as caught:
            receive(BODY, headers)
        assert str(caught.value) == (
            "headers must be the HTTP headers of the request, such as request.headers: a mapping "
            f"or an iterable of (name, value) pairs of str or bytes, not {given}"
        )


@pytest.mark.parametrize(
    "headers",
    [
        [1],
        [("a", "b", "c")],
        {1: "a"},
        {("a", "b"): "c"},
        [(None, "")],
        [(["x"] * 14, "")],
        [(("x",) * 22, "")],
        [{"name": name, "value": value} for name, value in HEADERS.items()],
        [{"ab"}, {"cd"}],
        iter([1]),
    ],
)
def test_an_iterable_of_something_else_than_pairs_is_a_type_error(headers: object) -> None:
    with pytest.raises(TypeError, match="^headers must be the HTTP headers of the request"):
        receive(BODY, headers)


def test_headers_are_recognized_without_the_module_that_defines_those_of_http_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Some applications never import `email.header`."""
    monkeypatch.delitem(sys.modules, "email.header")
    assert str(WEBHOOK.receive(BODY, {"host": "a"}).error) == "Missing header x-zm-signature"
    with pytest.raises(TypeError, match="not an unrelated dict$"):
        receive(BODY, {"host": ["a"]})
    assert "email.header" not in sys.modules


class Empty(dict[str, str]):
    """Stands for the mappings of frameworks, some of which are dicts that ignore case."""


@pytest.mark.parametrize(
    "headers",
    [[], (), iter([()][:0]), Empty(), UserDict[str, str](), HTTPMessage()],
    ids=lambda headers: type(headers).__name__,
)
def test_a_request_without_headers_fails_verification(headers: object) -> None:
    """With HTTP/1.0, anyone can send one."""
    reply = WEBHOOK.receive(BODY, headers)  # type: ignore[arg-type]
    assert str(reply.error) == "Missing header x-zm-signature"


@pytest.mark.parametrize("name", ["headers", "Headers", "Request-Method", "x_zm_signature"])
def test_a_header_whose_name_looks_like_a_mistake_fails_verification(name: str) -> None:
    """Anyone can send one."""
    for headers in ({"host": "a", name: "b"}, UserDict({name: "b"}), [(name, "b")]):
        reply = WEBHOOK.receive(BODY, headers)
        assert str(reply.error) == "Missing header x-zm-signature"


def test_headers_that_have_every_attribute_are_not_a_request() -> None:
    """Those of Sanic do: `headers.user_agent` is a shortcut for `headers["user-agent"]`."""

    class Headers(UserDict[str, str]):
        def __getattr__(self, name: str) -> str:
            return self.get(name.replace("_", "-"), "")

    for headers in (Headers(), Headers(host="a"), Headers({"x-zm-signature": "v0="})):
        assert str(WEBHOOK.receive(BODY, headers).error).startswith("Missing header x-zm-")


def test_items_that_can_be_read_only_once_are_read_again() -> None:
    class OneShot:
        def items(self) -> Iterator[tuple[str, object]]:
            yield "wsgi.input", object()

    with pytest.raises(TypeError, match="not an unrelated OneShot$"):
        receive(BODY, OneShot())


@pytest.mark.parametrize("secrets", [list, tuple, set, frozenset])
def test_several_secrets_instead_of_one_are_a_type_error(
    secrets: Callable[[list[str]], object],
) -> None:
    given = secrets(["new", "old"])
    for function in (
        lambda: Webhook(given),  # type: ignore[arg-type]
        lambda: verify_signature(BODY, HEADERS, secret=given),  # type: ignore[arg-type]
    ):
        with pytest.raises(TypeError) as caught:
            function()
        assert str(caught.value) == (
            f"secret must be str, bytes, or SecretStr, not {secrets.__name__}: pass the current "
            "secret, and earlier ones as previous_secrets"
        )
