"""The receivers in `docs/examples`, on the servers that they recommend, over HTTP."""

import base64
import hashlib
import hmac
import http.client
import importlib
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
from collections.abc import Generator, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import ModuleType
from typing import ClassVar

import pytest

from rtms_events import Event, InvalidEventError, Reply, UrlValidationResponse, Webhook, parse_event
from rtms_events.testing import EndpointCase, SignedRequest, endpoint_cases, signed_request

from .helpers import sent
from .servers import EXAMPLES, SECRET, Program, serving
from .spec import KNOWN_EVENTS, RTMS_EVENTS, Spec

STARTED = RTMS_EVENTS[0]
URL_VALIDATION = KNOWN_EVENTS[-1]
ZOOM_WAITS = 3
"""The seconds after which Zoom gives up on a response."""

GUNICORN = ["gunicorn", "--threads", "8", "--bind", "127.0.0.1:0"]
WSGIREF = """
import sys
from wsgiref.simple_server import make_server
from {0} import {1}
with make_server("127.0.0.1", 0, {1}) as server:
    print("port", server.server_port, file=sys.stderr, flush=True)
    server.serve_forever()
"""
COMMANDS = {
    "FastAPI on uvicorn": ["uvicorn", "--port", "0", "fastapi_app:app"],
    "Flask on gunicorn": [*GUNICORN, "flask_app:app"],
    "Flask on its own server": ["flask", "--app", "flask_app", "run", "--port", "0"],
    "Django on gunicorn": [*GUNICORN, "django_app:application"],
    "Django on wsgiref": ["python", "-c", WSGIREF.format("django_app", "application")],
    "http.server": ["python", "-m", "http_server"],
}
"""How each recipe is run; the port 0 stands for one that is free."""


def load(name: str, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Import an example as an app would be, with its settings in the environment."""
    monkeypatch.setenv("ZOOM_WEBHOOK_SECRET_TOKEN", SECRET)
    monkeypatch.setattr(sys, "path", [str(EXAMPLES), *sys.path])
    monkeypatch.delitem(sys.modules, name, raising=False)
    return importlib.import_module(name)


@pytest.fixture(scope="module", params=COMMANDS)
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Program]:
    if "Django" in request.param:
        pytest.importorskip("django")
    with serving(COMMANDS[request.param], tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.mark.parametrize("case", endpoint_cases(secret=SECRET), ids=str)
def test_it_passes_the_conformance_suite(server: Program, case: EndpointCase) -> None:
    case.check(*server.send(case.request))


@pytest.mark.parametrize("spec", RTMS_EVENTS, ids=str)
def test_every_event_is_handled_in_the_background(server: Program, spec: Spec) -> None:
    assert server.send(signed_request(spec.data(), secret=SECRET)) == (204, b"")
    server.wait_for(f"INFO:zoom:{spec.event}: ")


def test_unknown_events_are_handled_too(server: Program) -> None:
    request = signed_request({"event": "phone.rtms_started", "payload": {}}, secret=SECRET)
    assert server.send(request) == (204, b"")
    server.wait_for("INFO:zoom:phone.rtms_started: ignored")


def test_url_validation_gets_json(server: Program) -> None:
    status, body = server.send(signed_request(URL_VALIDATION.data(), secret=SECRET))
    assert status == 200
    UrlValidationResponse.model_validate_json(body)


def test_what_is_rejected_is_logged(server: Program) -> None:
    body, headers = signed_request(STARTED.data(), secret=SECRET)
    assert server.send(SignedRequest(body.replace(b"zoom.us", b"evil.us"), headers)) == (401, b"")
    server.wait_for("WARNING:zoom:responded 401: Signature mismatch")
    assert server.send(signed_request(STARTED.data(server_urls=None), secret=SECRET)) == (500, b"")
    server.wait_for("WARNING:zoom:responded 500: meeting.rtms_started: payload.server_urls: ")


@pytest.mark.parametrize("garbage", [b"", b"{", b"\xff\x00\xfe", b"[]", b"event=a"], ids=repr)
def test_garbage_is_rejected_unless_zoom_signed_it(server: Program, garbage: bytes) -> None:
    headers = signed_request(b"else", secret=SECRET).headers
    assert server.send(SignedRequest(garbage, headers))[0] == 401
    assert server.send(signed_request(garbage, secret=SECRET))[0] == 500


def test_a_body_of_3_mb_is_received(server: Program) -> None:
    """Above its default limit of 2.5 MB, Django would respond with 400, and Zoom does not retry."""
    large = signed_request({"event": "large", "payload": {"text": "é" * 1_500_000}}, secret=SECRET)
    assert len(large.body) > 3_000_000
    assert server.send(large) == (204, b"")
    server.wait_for("INFO:zoom:large: ignored")


def test_a_chunked_body_is_received_or_rejected(server: Program) -> None:
    """A server that does not support chunked bodies must not respond with 204."""
    request = signed_request(STARTED.data(), secret=SECRET)
    with suppress(ConnectionError):  # a server that does not read the body may close
        status, _ = server.send(request, chunked=True)
        assert status in {204, 401, 411}
        if status == 204:
            server.wait_for("INFO:zoom:meeting.rtms_started: ")


@pytest.mark.parametrize("name", ["FastAPI on uvicorn", "Flask on gunicorn", "Django on gunicorn"])
def test_a_chunked_body_is_received(name: str, tmp_path: Path) -> None:
    """A genuine delivery must not get a 401, because Zoom does not retry it."""
    with serving(COMMANDS[name], tmp_path) as server:
        for case in endpoint_cases(secret=SECRET):
            case.check(*server.send(case.request, chunked=True))


def test_other_methods_are_rejected(server: Program) -> None:
    assert server.send(signed_request(STARTED.data(), secret=SECRET), "PUT")[0] in {405, 501}


MODULES = {
    "FastAPI on uvicorn": "fastapi_app",
    "Flask on gunicorn": "flask_app",
    "Django on gunicorn": "django_app",
    "http.server": "http_server",
}
OTHER_HANDLER = """
import {0} as recipe

def handle(event):
    if event.event == "fail":
        raise LookupError("the handler failed")
    recipe.log.info("waiting")
    with open("release") as release:
        recipe.log.info("finished: %s", release.readline())

recipe.handle = handle
app = application = getattr(recipe, "app", None) or getattr(recipe, "application", None)
if __name__ == "__main__":
    recipe.main()
"""


@pytest.mark.parametrize("name", MODULES)
def test_an_error_in_the_background_is_logged_and_the_shutdown_waits_for_work(
    name: str, tmp_path: Path
) -> None:
    (tmp_path / "other.py").write_text(OTHER_HANDLER.format(MODULES[name]))
    os.mkfifo(tmp_path / "release")
    *command, program = COMMANDS[name]
    program = program.replace(MODULES[name], "other")
    with serving([*command, program], tmp_path) as server:
        assert server.send(signed_request({"event": "fail"}, secret=SECRET)) == (204, b"")
        server.wait_for("^LookupError: the handler failed")
        assert server.send(signed_request({"event": "wait"}, secret=SECRET)) == (204, b"")
        server.wait_for("INFO:zoom:waiting")
        server.process.send_signal(signal.SIGTERM)
        with (tmp_path / "release").open("r+b", buffering=0) as release:
            release.write(b"all of it\n")
            server.wait_for("INFO:zoom:finished: all of it")
        assert server.process.wait(timeout=30) in {0, -signal.SIGTERM}


class TestHttpServer:
    @pytest.fixture
    def server(self, tmp_path: Path) -> Iterator[Program]:
        with serving(COMMANDS["http.server"], tmp_path) as server:
            yield server

    @pytest.mark.parametrize(
        ("length", "status"),
        [("10000000", 413), ("1" * 5000, 413), ("-1", 411), ("5 6", 411), ("", 411), (None, 411)],
    )
    def test_rejects_an_invalid_content_length(
        self, server: Program, length: str | None, status: int
    ) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
        connection.putrequest("POST", "/zoom")
        if length is not None:
            connection.putheader("content-length", length.encode())
        connection.endheaders()
        assert connection.getresponse().status == status
        connection.close()


class Sqs(BaseHTTPRequestHandler):
    """A fake of Amazon SQS that accepts messages."""

    messages: queue.Queue[str]

    def do_POST(self) -> None:
        message = json.loads(self.rfile.read(int(self.headers["content-length"])))["MessageBody"]
        self.messages.put(message)
        md5 = hashlib.md5(message.encode()).hexdigest()  # noqa: S324 - SQS responds with it
        answer = json.dumps({"MessageId": "1", "MD5OfMessageBody": md5}).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)


@contextmanager
def sqs_server() -> Generator[int, None, None]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Sqs)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class TestAwsLambda:
    @pytest.fixture
    def app(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
        pytest.importorskip("boto3")
        Sqs.messages = queue.Queue()
        with sqs_server() as port:
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
        """A request in the formats of REST APIs (1.0), HTTP APIs (2.0) and load balancers."""
        single = request.headers
        multiple = {name: [value] for name, value in single.items()}
        encoded = {"body": base64.b64encode(request.body).decode(), "isBase64Encoded": True}
        plain = {"body": request.body.decode(errors="replace"), "isBase64Encoded": False}
        bodies = [encoded, plain] if plain["body"].encode() == request.body else [encoded]  # type: ignore[attr-defined]
        for body in bodies:
            yield {"version": "2.0", "headers": single, **body}
            yield {"version": "1.0", "headers": single, "multiValueHeaders": multiple, **body}
            yield {"headers": None, "multiValueHeaders": multiple, **body}
            yield {"headers": single, "multiValueHeaders": None, **body}

    @pytest.mark.parametrize("case", endpoint_cases(secret=SECRET), ids=str)
    def test_passes_the_conformance_suite(self, app: ModuleType, case: EndpointCase) -> None:
        for request in self.gateway_events(case.request):
            response = app.handler(request, None)
            case.check(response["statusCode"], response["body"])

    @pytest.mark.parametrize("spec", RTMS_EVENTS, ids=str)
    def test_queues_every_event(self, app: ModuleType, spec: Spec) -> None:
        body = spec.body(topic="Zoé")
        for request in self.gateway_events(signed_request(body, secret=SECRET)):
            response = app.handler(request, None)
            assert response == {
                "statusCode": 204,
                "headers": {},
                "multiValueHeaders": {},
                "body": "",
            }
            assert parse_event(Sqs.messages.get(timeout=30)) == parse_event(body)

    def test_gives_up_before_zoom_does(self, app: ModuleType) -> None:
        config = app.queue.meta.client.meta.config
        assert config.retries["total_max_attempts"] == 1
        assert config.connect_timeout + config.read_timeout < ZOOM_WAITS

    def test_responds_to_url_validation_with_json(self, app: ModuleType) -> None:
        for request in self.gateway_events(signed_request(URL_VALIDATION.data(), secret=SECRET)):
            response = app.handler(request, None)
            assert response["headers"] == {"content-type": "application/json"}
            assert response["multiValueHeaders"] == {"content-type": ["application/json"]}
            UrlValidationResponse.model_validate_json(response["body"])

    def test_rejects_a_request_without_headers_and_body(self, app: ModuleType) -> None:
        for request in ({}, {"headers": None, "multiValueHeaders": None, "body": None}):
            assert app.handler(request, None)["statusCode"] == 401

    def test_does_not_acknowledge_an_event_that_cannot_be_queued(
        self, app: ModuleType, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(**_message: str) -> None:
            raise ConnectionError

        monkeypatch.setattr(app.queue, "send_message", fail)
        body, headers = signed_request(STARTED.data(), secret=SECRET)
        with pytest.raises(ConnectionError):
            app.handler({"headers": headers, "body": body.decode()}, None)

    def test_rejects_a_header_that_was_sent_twice(self, app: ModuleType) -> None:
        body, headers = signed_request(STARTED.data(), secret=SECRET)
        twice = {name: [value, "another"] for name, value in headers.items()}
        request = {"headers": headers, "multiValueHeaders": twice, "body": body.decode()}
        assert app.handler(request, None)["statusCode"] == 401


class TestEventWebsocket:
    @pytest.fixture
    def app(self, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
        return load("event_websocket", monkeypatch)

    @pytest.mark.parametrize("spec", RTMS_EVENTS, ids=str)
    def test_decodes_and_handles_every_event(
        self, app: ModuleType, spec: Spec, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level("INFO")
        message = json.dumps({"module": "message", "content": spec.body().decode()})
        assert app.decode(message) == parse_event(spec.body())
        app.on_message(message)
        assert caplog.messages[0].startswith(f"{spec.event}: ")

    def test_ignores_heartbeats(self, app: ModuleType, caplog: pytest.LogCaptureFixture) -> None:
        assert app.decode('{"module":"heartbeat","success":true,"content":"success"}') is None
        app.on_message(b'{"module":"heartbeat","success":true}')
        assert caplog.messages == []

    def test_accepts_an_event_as_an_object(self, app: ModuleType) -> None:
        message = json.dumps({"module": "message", "content": STARTED.data()})
        assert app.decode(message) == parse_event(STARTED.body())

    def test_never_reports_an_event_as_a_refused_connection(self, app: ModuleType) -> None:
        """The error message would contain the payload of the event."""
        message = {"module": "message", "success": False, "content": STARTED.data()}
        assert app.decode(json.dumps(message)) == parse_event(STARTED.body())

    def test_reports_a_refused_connection(
        self, app: ModuleType, caplog: pytest.LogCaptureFixture
    ) -> None:
        accepted = {"module": "build_connection", "success": True, "content": "ok"}
        app.on_message(json.dumps(accepted))
        assert caplog.messages == []
        refused = {"module": "build_connection", "success": False, "content": "Invalid token"}
        with pytest.raises(ConnectionError):
            app.on_message(json.dumps(refused))
        assert caplog.messages == ["build_connection failed: Invalid token"]

    def test_logs_an_exception_of_the_handler(
        self,
        app: ModuleType,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        """The exception must not end the connection."""

        def fail(event: Event) -> None:
            raise ConnectionRefusedError(event.event)

        monkeypatch.setattr(app, "handle", fail)
        app.on_message(json.dumps({"module": "message", "content": STARTED.body().decode()}))
        assert caplog.messages == [f"{STARTED.event}: failed"]
        assert f"ConnectionRefusedError: {STARTED.event}" in caplog.text

    def test_logs_an_invalid_message(
        self, app: ModuleType, caplog: pytest.LogCaptureFixture
    ) -> None:
        app.on_message('{"module":"message","content":"{\\"event\\": 1}"}')
        app.on_message("{}")
        assert caplog.messages == [
            "invalid event: event: Input should be a valid string",
            "invalid message (errors: 1)",
        ]
        with pytest.raises(InvalidEventError):
            app.decode('{"module":"message"}')


class TestStoredEvents:
    @pytest.fixture
    def app(self, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
        return load("store_events", monkeypatch)

    def test_the_program_stores_each_event_once(self, app: ModuleType) -> None:
        output = subprocess.run(
            [sys.executable, str(app.__file__)], check=True, capture_output=True, text=True
        ).stdout
        assert output.splitlines() == [
            "meeting.rtms_started stored",
            "meeting.rtms_started is a duplicate",
            "['meeting.rtms_started', 'meeting.rtms_stopped']",
        ]

    def test_every_event_is_read_back_as_it_was(self, app: ModuleType, tmp_path: Path) -> None:
        path = str(tmp_path / "events.db")
        bodies = [spec.body(new={"ünknown": [1.5, None]}) for spec in KNOWN_EVENTS]
        events = [parse_event(body) for body in [*bodies, b'{"event":"phone.rtms_started"}']]
        for _ in range(2):  # the second time through another connection
            with closing(app.open_database(path)) as database:
                for event in events:
                    app.store(database, event)
                assert list(app.load(database)) == events

    def test_a_duplicate_in_another_key_order_is_not_stored(
        self, app: ModuleType, tmp_path: Path
    ) -> None:
        path = str(tmp_path / "events.db")
        data = STARTED.data()
        reordered = dict(reversed(data.items()))
        with closing(app.open_database(path)) as one, closing(app.open_database(path)) as another:
            assert app.store(one, parse_event(data))
            assert not app.store(another, parse_event(json.dumps(reordered, indent=1)))


class TestQuarantine:
    INVALID = STARTED.data(server_urls=None)

    @pytest.fixture
    def app(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
        app = load("quarantine", monkeypatch)
        monkeypatch.setattr(app, "PATH", str(tmp_path / "quarantine.db"))
        return app

    @staticmethod
    def kept(app: ModuleType) -> list[bytes]:
        with app.open_database() as database:
            return [body for (body,) in database.execute("SELECT body FROM quarantine")]

    @pytest.mark.parametrize("case", endpoint_cases(secret=SECRET), ids=str)
    def test_only_signed_requests_with_invalid_data_are_kept(
        self, app: ModuleType, case: EndpointCase
    ) -> None:
        request = case.request
        reply = app.receive(Webhook(SECRET), *request)
        if case.name in {"known event with invalid data", "signed malformed JSON"}:
            assert self.kept(app) == [request.body]
            assert reply.status == 204
        else:
            assert self.kept(app) == []
            case.check(reply.status, reply.body)

    def test_what_was_kept_is_handled_when_it_is_valid(
        self, app: ModuleType, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        request = signed_request(self.INVALID, secret=SECRET)
        with ThreadPoolExecutor() as threads:
            for _ in range(2):
                reply = threads.submit(
                    app.receive, Webhook(SECRET), request.body, request.headers
                ).result()
                assert isinstance(reply.error, InvalidEventError)
                assert reply.status == 204
        handled: list[Event] = []
        app.replay(handled.append)
        assert self.kept(app) == [request.body]
        upgraded = parse_event({"event": "accepted by a later version"})

        def parse(body: bytes) -> Event:
            assert body == request.body
            return upgraded

        monkeypatch.setattr(app, "parse_event", parse)
        app.replay(handled.append)
        assert handled == [upgraded]
        assert self.kept(app) == []

    def test_an_event_that_cannot_be_handled_is_kept(
        self, app: ModuleType, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        bodies = [b'{"event": 1}', b'{"event": 2}']
        for body in bodies:
            app.receive(Webhook(SECRET), *signed_request(body, secret=SECRET))
        monkeypatch.setattr(app, "parse_event", bytes.decode)

        def fail_for_the_first(event: str) -> None:
            if event == bodies[0].decode():
                raise LookupError

        app.replay(fail_for_the_first)
        assert self.kept(app) == bodies[:1]
        assert "failed to handle an event" in caplog.text


class TestEventsWithModelsOfTheApp:
    """The example of typing the events of Zoom Phone."""

    STREAM: ClassVar[dict[str, object]] = {"call_id": "7", "rtms_stream_id": "s"}
    STARTED: ClassVar[dict[str, object]] = {**STREAM, "server_urls": "wss://a", "new": 1}
    PAYLOADS: ClassVar[dict[str, list[dict[str, object]]]] = {
        "PhoneRtmsStarted": [STARTED, {**STARTED, "call_id": 7}],
        "PhoneRtmsStopped": [STREAM, {**STREAM, "call_id": 7, "stop_reason": 6}],
        "PhoneRtmsInterrupted": [STREAM],
    }

    @pytest.fixture
    def app(self, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
        return load("phone_events", monkeypatch)

    @staticmethod
    def data(name: str, payload: Mapping[str, object]) -> dict[str, object]:
        return {"event": name, "event_ts": 1763164800000, "payload": payload}

    def receive(self, app: ModuleType, data: Mapping[str, object]) -> Reply:
        reply: Reply = app.receive(Webhook(SECRET), *signed_request(data, secret=SECRET))
        return reply

    @pytest.mark.parametrize("prefix", ["phone.rtms_", "phone.call_rtms_"])
    @pytest.mark.parametrize("model", PAYLOADS)
    def test_are_typed(self, app: ModuleType, prefix: str, model: str) -> None:
        for payload in self.PAYLOADS[model]:
            data = self.data(prefix + model.removeprefix("PhoneRtms").lower(), payload)
            event = app.with_phone_events(parse_event(data))
            assert type(event) is getattr(app, model)
            assert event.model_dump(exclude_unset=True) == data

    @pytest.mark.parametrize("call_id", ["7", 7], ids=repr)
    def test_have_a_handshake_over_the_call_id(self, app: ModuleType, call_id: object) -> None:
        data = self.data("phone.rtms_started", {**self.STARTED, "call_id": call_id})
        expected = hmac.new(b"secret", b"id,7,s", hashlib.sha256).hexdigest()
        event = app.with_phone_events(parse_event(data))
        assert event.handshake_signature("id", "secret") == expected

    def test_are_handled(self, app: ModuleType, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level("INFO")
        for name, payload in (("started", self.STARTED), ("stopped", self.STREAM)):
            assert self.receive(app, self.data(f"phone.rtms_{name}", payload)).status == 204
        assert caplog.messages == ["7: connect to wss://a", "7: ended (None)"]

    @pytest.mark.parametrize("call_id", [None, 7.0, True, ["7"]], ids=repr)
    def test_that_are_malformed_get_500_so_that_zoom_retries(
        self, app: ModuleType, caplog: pytest.LogCaptureFixture, call_id: object
    ) -> None:
        payload = {"call_id": call_id, "secret": "do not log"}
        data = self.data("phone.rtms_started", payload)
        assert sent(self.receive(app, data)) == (500, {}, "")
        assert "payload.call_id" in caplog.text
        assert "do not log" not in caplog.text

    @pytest.mark.parametrize("case", endpoint_cases(secret=SECRET), ids=str)
    def test_changes_nothing_for_other_requests(self, app: ModuleType, case: EndpointCase) -> None:
        reply = app.receive(Webhook(SECRET), *case.request)
        case.check(reply.status, reply.body)
        assert reply.event == Webhook(SECRET).receive(*case.request).event


@pytest.mark.parametrize("framework", ["fastapi", "flask", "django"])
def test_an_app_passes_the_test_that_the_documentation_shows(
    framework: str, tmp_path: Path
) -> None:
    pytest.importorskip(framework)
    test = f"test_{framework}_app.py"
    for program in (f"{framework}_app.py", test):
        shutil.copy(EXAMPLES / program, tmp_path)
    command = [sys.executable, "-m", "pytest", "--quiet", test]
    run = subprocess.run(command, cwd=tmp_path, stdout=subprocess.PIPE, check=False, text=True)
    assert f"{len(endpoint_cases(secret=SECRET))} passed" in run.stdout


def test_openapi_shows_the_webhooks(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("fastapi")
    document = load("openapi_webhooks", monkeypatch).app.openapi()
    operation = document["webhooks"]["zoom"]["post"]
    assert {spec.model.__name__ for spec in KNOWN_EVENTS} < document["components"]["schemas"].keys()
    body = json.dumps(operation["requestBody"])
    for name in ("MeetingRtmsStarted", "EndpointUrlValidation", "UnknownEvent"):
        assert f'"#/components/schemas/{name}"' in body
    assert '"#/components/schemas/UrlValidationResponse"' in json.dumps(
        operation["responses"]["200"]
    )
    assert {"200", "204", "401", "500"} <= operation["responses"].keys()
