"""The receivers in `docs/examples`, on the servers that they are for, over HTTP on loopback."""

import base64
import hashlib
import http.client
import importlib
import json
import logging
import queue
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from threading import Thread
from types import ModuleType
from typing import Protocol

import pytest
from pydantic import ValidationError

from rtms_events import InvalidEventError, UrlValidationResponse, parse_event
from rtms_events.testing import SignedRequest, sample, signed_request

from .spec import KNOWN_EVENTS, RTMS_EVENTS, Spec

EXAMPLES = Path(__file__).parents[1] / "docs/examples"
SECRET = "a secret for tests"
STARTED = RTMS_EVENTS[0]
CHALLENGE = KNOWN_EVENTS[-1]


def load(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Import an example as an app would be, with its settings in the environment."""
    monkeypatch.setenv("ZOOM_WEBHOOK_SECRET_TOKEN", SECRET)
    monkeypatch.setattr(sys, "path", [str(EXAMPLES), *sys.path])
    monkeypatch.delitem(sys.modules, name, raising=False)
    return importlib.import_module(name)


@contextmanager
def running(server: TCPServer) -> Generator[int, None, None]:
    """Serve in a thread on a port that was free."""
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.socket.getsockname()[1]
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def on_uvicorn(app: ModuleType) -> Generator[int, None, None]:
    uvicorn = pytest.importorskip("uvicorn")
    server = uvicorn.Server(uvicorn.Config(app.app, log_config=None))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def on_werkzeug(app: ModuleType) -> Generator[int, None, None]:
    serving = pytest.importorskip("werkzeug.serving")
    with running(serving.make_server("127.0.0.1", 0, app.app, threaded=True)) as port:
        yield port
    app.workers.shutdown()


@contextmanager
def on_djangos_own(app: ModuleType) -> Generator[int, None, None]:
    basehttp = pytest.importorskip("django.core.servers.basehttp")
    server = basehttp.ThreadedWSGIServer(("127.0.0.1", 0), basehttp.WSGIRequestHandler)
    server.set_app(app.application)
    with running(server) as port:
        yield port
    app.workers.shutdown()


@contextmanager
def on_http_server(app: ModuleType) -> Generator[int, None, None]:
    with running(ThreadingHTTPServer(("127.0.0.1", 0), app.Receiver)) as port:
        yield port
    app.workers.shutdown()


RECIPES = {
    "fastapi_app": ("fastapi", on_uvicorn),
    "flask_app": ("flask", on_werkzeug),
    "django_app": ("django", on_djangos_own),
    "http_server": ("http.server", on_http_server),
}
CHUNKED = ["fastapi_app", "flask_app"]
"""Those whose servers take a body in chunks."""


class Send(Protocol):
    def __call__(
        self, request: SignedRequest, method: str = ..., *, chunked: bool = ...
    ) -> tuple[int, bytes]: ...


class Log(logging.Handler):
    """Keeps what an app did in the background, for a test to wait for."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: queue.Queue[str] = queue.Queue()

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.put(record.getMessage())

    def next(self) -> str:
        return self.messages.get(timeout=30)


@pytest.fixture
def log() -> Iterator[Log]:
    handler, logger = Log(), logging.getLogger("zoom")
    logger.addHandler(handler)
    logger.setLevel("INFO")
    yield handler
    logger.removeHandler(handler)


@pytest.fixture(scope="module", params=RECIPES)
def recipe(request: pytest.FixtureRequest) -> Iterator[tuple[str, int]]:
    """A recipe's name, and the port that it listens on."""
    name: str = request.param
    package, serve = RECIPES[name]
    pytest.importorskip(package)
    with pytest.MonkeyPatch.context() as monkeypatch, serve(load(name, monkeypatch)) as port:
        yield name, port


@pytest.fixture
def send(recipe: tuple[str, int]) -> Iterator[Send]:
    connection = http.client.HTTPConnection("127.0.0.1", recipe[1], timeout=30)

    def send(
        request: SignedRequest, method: str = "POST", *, chunked: bool = False
    ) -> tuple[int, bytes]:
        body = iter([request.body[:7], request.body[7:]]) if chunked else request.body
        connection.request(method, "/zoom", body, request.headers, encode_chunked=chunked)
        response = connection.getresponse()
        return response.status, response.read()

    yield send
    connection.close()


@pytest.mark.parametrize("spec", RTMS_EVENTS, ids=str)
def test_every_event_is_acknowledged_and_then_handled(send: Send, spec: Spec, log: Log) -> None:
    assert send(signed_request(sample(spec.model), secret=SECRET)) == (204, b"")
    assert log.next().startswith(f"{spec.event}: ")


def test_a_challenge_is_answered(send: Send) -> None:
    status, body = send(signed_request(CHALLENGE.data(), secret=SECRET))
    assert status == 200
    answer = UrlValidationResponse.model_validate_json(body)
    assert answer.plainToken == CHALLENGE.payload["plainToken"][1]
    assert len(answer.encryptedToken) == 64


def test_a_challenge_that_would_sign_a_forgery_is_not(send: Send) -> None:
    status, body = send(signed_request(CHALLENGE.data(plainToken="v0:1:{}"), secret=SECRET))
    assert status == 500
    assert b"encryptedToken" not in body


def test_a_forgery_is_refused(send: Send, log: Log) -> None:
    body, headers = signed_request(STARTED.data(), secret=SECRET)
    forged = SignedRequest(body.replace(b"zoom.us", b"evil.us"), headers)
    assert send(forged) == (401, b"")
    assert log.next().startswith("refused: Signature mismatch")
    assert send(SignedRequest(body, {})) == (401, b"")
    assert log.next() == "refused: Missing header x-zm-signature"


def test_a_stale_delivery_is_refused(send: Send, log: Log) -> None:
    an_hour_ago = int(time.time()) - 3600
    assert send(signed_request(STARTED.data(), secret=SECRET, timestamp=an_hour_ago))[0] == 401
    assert "in the past; the tolerance is 300 seconds" in log.next()


def test_a_replay_is_acknowledged_like_a_redelivery(send: Send, log: Log) -> None:
    """Within the tolerance nothing tells the two apart; handlers have to be idempotent."""
    request = signed_request(STARTED.data(), secret=SECRET)
    for _ in range(2):
        assert send(request) == (204, b"")
        assert log.next().startswith("meeting.rtms_started: connect")


def test_unknown_events_are_acknowledged(send: Send, log: Log) -> None:
    request = signed_request({"event": "phone.rtms_started", "payload": {}}, secret=SECRET)
    assert send(request) == (204, b"")
    assert log.next() == "phone.rtms_started: nothing to do"


@pytest.mark.parametrize("garbage", [b"", b"{", b"\xff\x00\xfe", b"[]", b"event=a"], ids=repr)
def test_garbage_is_refused_unless_zoom_signed_it(send: Send, garbage: bytes) -> None:
    headers = signed_request(b"else", secret=SECRET).headers
    assert send(SignedRequest(garbage, headers))[0] == 401
    assert send(signed_request(garbage, secret=SECRET))[0] == 500


def test_a_known_event_that_does_not_fit_comes_again(send: Send, log: Log) -> None:
    assert send(signed_request(STARTED.data(server_urls=None), secret=SECRET))[0] == 500
    assert log.next() == "Zoom signed it, but it does not fit"


def test_a_body_of_a_megabyte_is_received(send: Send, log: Log) -> None:
    big = signed_request({"event": "big", "payload": {"text": "é" * 500_000}}, secret=SECRET)
    assert len(big.body) > 1_000_000
    assert send(big) == (204, b"")
    assert log.next() == "big: nothing to do"


@pytest.mark.parametrize("case", [str.upper, str.title, str.swapcase])
def test_headers_come_in_any_case(send: Send, case: type[str], log: Log) -> None:
    body, headers = signed_request(STARTED.data(), secret=SECRET)
    cased = {case(name): value for name, value in headers.items()}
    assert send(SignedRequest(body, cased)) == (204, b"")
    assert log.next().startswith("meeting.rtms_started: ")


def test_a_body_in_chunks_is_received_where_the_server_takes_it(
    recipe: tuple[str, int], send: Send
) -> None:
    """And where it does not, nothing passes for verified."""
    request = signed_request(STARTED.data(), secret=SECRET)
    if recipe[0] in CHUNKED:
        assert send(request, chunked=True) == (204, b"")
    else:
        with suppress(ConnectionError):  # a server that did not read the body may close
            assert send(request, chunked=True)[0] in {401, 411}


def test_other_methods_are_none_of_its_business(send: Send) -> None:
    assert send(signed_request(STARTED.data(), secret=SECRET), "PUT")[0] in {405, 501}


def test_http_server_refuses_bodies_that_are_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    app = load("http_server", monkeypatch)
    with on_http_server(app) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.putrequest("POST", "/zoom")
        connection.putheader("content-length", "10000001")
        connection.endheaders()
        assert connection.getresponse().status == 413
        connection.close()


class Sqs(BaseHTTPRequestHandler):
    """As much of Amazon's queue service as it takes to send a message."""

    messages: queue.Queue[str]

    def do_POST(self) -> None:
        message = json.loads(self.rfile.read(int(self.headers["content-length"])))["MessageBody"]
        self.messages.put(message)
        md5 = hashlib.md5(message.encode()).hexdigest()  # noqa: S324 - it is what SQS answers
        answer = json.dumps({"MessageId": "1", "MD5OfMessageBody": md5}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)


class TestAwsLambda:
    @pytest.fixture
    def app(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
        pytest.importorskip("boto3")
        Sqs.messages = queue.Queue()
        with running(ThreadingHTTPServer(("127.0.0.1", 0), Sqs)) as port:
            for name, value in {
                "AWS_ENDPOINT_URL_SQS": f"http://127.0.0.1:{port}",
                "AWS_DEFAULT_REGION": "eu-central-1",
                "AWS_ACCESS_KEY_ID": "none",
                "AWS_SECRET_ACCESS_KEY": "none",
                "QUEUE_URL": f"http://127.0.0.1:{port}/1/zoom",
            }.items():
                monkeypatch.setenv(name, value)
            yield load("aws_lambda", monkeypatch)

    @staticmethod
    def gateway_events(request: SignedRequest) -> Iterator[Mapping[str, object]]:
        """The same request as REST APIs (1.0), HTTP APIs (2.0) and load balancers pass it on."""
        single = request.headers
        multiple = {name.title(): [value] for name, value in single.items()}
        encoded = {"body": base64.b64encode(request.body).decode(), "isBase64Encoded": True}
        plain = {"body": request.body.decode(errors="replace"), "isBase64Encoded": False}
        bodies = [encoded, plain] if plain["body"].encode() == request.body else [encoded]  # type: ignore[attr-defined]
        for body in bodies:
            yield {"version": "2.0", "headers": single, **body}
            yield {"version": "1.0", "headers": single, "multiValueHeaders": multiple, **body}
            yield {"headers": None, "multiValueHeaders": multiple, **body}
            yield {"headers": single, "multiValueHeaders": None, **body}

    @pytest.mark.parametrize("spec", RTMS_EVENTS, ids=str)
    def test_every_event_is_acknowledged_and_queued(self, app: ModuleType, spec: Spec) -> None:
        event = sample(spec.model, name="Zoé")
        for request in self.gateway_events(signed_request(event, secret=SECRET)):
            assert app.handler(request, None) == {"statusCode": 204}
            assert parse_event(Sqs.messages.get(timeout=30)) == event

    def test_a_challenge_is_answered(self, app: ModuleType) -> None:
        for request in self.gateway_events(signed_request(CHALLENGE.data(), secret=SECRET)):
            response = app.handler(request, None)
            assert response["statusCode"] == 200
            answer = UrlValidationResponse.model_validate_json(response["body"])
            assert answer.plainToken == CHALLENGE.payload["plainToken"][1]

    @pytest.mark.parametrize("garbage", [b"", b"{", b"\xff"], ids=repr)
    def test_garbage_is_refused_unless_zoom_signed_it(
        self, app: ModuleType, garbage: bytes
    ) -> None:
        headers = signed_request(b"else", secret=SECRET).headers
        for request in self.gateway_events(SignedRequest(garbage, headers)):
            assert app.handler(request, None) == {"statusCode": 401}
        for request in self.gateway_events(signed_request(garbage, secret=SECRET)):
            assert app.handler(request, None) == {"statusCode": 500}

    def test_a_request_with_nothing_in_it_is_refused(self, app: ModuleType) -> None:
        assert app.handler({}, None) == {"statusCode": 401}
        assert app.handler({"headers": None, "body": None}, None) == {"statusCode": 401}

    def test_a_header_that_was_sent_twice_is_seen(self, app: ModuleType) -> None:
        body, headers = signed_request(STARTED.data(), secret=SECRET)
        twice = {name: [value, "another"] for name, value in headers.items()}
        request = {"headers": headers, "multiValueHeaders": twice, "body": body.decode()}
        assert app.handler(request, None) == {"statusCode": 401}


class TestEventWebsocket:
    @pytest.fixture
    def app(self, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
        return load("event_websocket", monkeypatch)

    @pytest.mark.parametrize("spec", RTMS_EVENTS, ids=str)
    def test_every_event_is_decoded_and_handled(
        self, app: ModuleType, spec: Spec, log: Log
    ) -> None:
        message = json.dumps({"module": "message", "content": spec.body().decode()})
        assert app.decode(message) == parse_event(spec.body())
        app.on_message(message)
        assert log.next().startswith(f"{spec.event}: ")

    def test_heartbeats_are_none(self, app: ModuleType) -> None:
        assert app.decode('{"module":"heartbeat","success":true,"content":"success"}') is None
        app.on_message(b'{"module":"heartbeat","success":true}')

    def test_what_does_not_fit_does_not_end_the_connection(self, app: ModuleType, log: Log) -> None:
        app.on_message('{"module":"message","content":"{"}')
        assert log.next() == "it does not fit"
        with pytest.raises(InvalidEventError):
            app.decode('{"module":"message"}')
        with pytest.raises(ValidationError):
            app.decode("{}")


def test_events_pass_between_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    app = load("between_processes", monkeypatch)
    output = subprocess.run(
        [sys.executable, str(app.__file__)], check=True, capture_output=True, text=True
    ).stdout
    assert output.splitlines() == 2 * [
        "meeting.rtms_started",
        "meeting 4444AAAiAAAAAiAiAiiAii==: 99",
    ]


def test_openapi_shows_the_webhooks(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("fastapi")
    document = load("openapi_webhooks", monkeypatch).app.openapi()
    operation = document["webhooks"]["zoom"]["post"]
    assert {spec.model.__name__ for spec in KNOWN_EVENTS} < document["components"]["schemas"].keys()
    body = json.dumps(operation["requestBody"])
    for name in ("MeetingRtmsStarted", "EndpointUrlValidation", "UnknownEvent"):
        assert f'"#/components/schemas/{name}"' in body
    assert '"#/components/schemas/UrlValidationResponse"' in json.dumps(operation["responses"])


def test_the_quickstart_shows_what_an_app_answers() -> None:
    program = EXAMPLES / "quickstart.py"
    output = subprocess.run(
        [sys.executable, str(program)], check=True, capture_output=True, text=True
    ).stdout
    answers = [line.split()[1] for line in output.splitlines() if line.startswith("  ->")]
    assert answers == ["200", "204", "204", "204", "401", "401"]
