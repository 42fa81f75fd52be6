"""`Webhook.receive()`: the response to each request, and the event to handle."""

import copy
import dataclasses
import gc
import json
import pickle
import time
import weakref
from collections.abc import Callable
from http import HTTPStatus
from typing import get_args, get_type_hints

import pytest
from pydantic_core import to_json
from typing_extensions import assert_type

from rtms_events import (
    BaseEvent,
    EndpointUrlValidation,
    InvalidEventError,
    MeetingRtmsStarted,
    Reply,
    RtmsEvent,
    RtmsStarted,
    SignatureError,
    SignatureHeaderError,
    SignatureMismatchError,
    TimestampOutOfToleranceError,
    UnknownEvent,
    Webhook,
    parse_event,
)
from rtms_events.testing import SignedRequest, sample, signed_request

from .helpers import sent
from .spec import RTMS_EVENTS, Spec

SECRET = "a secret for tests"
WEBHOOK = Webhook(SECRET)
STARTED = sample(MeetingRtmsStarted)
VALIDATION = sample(EndpointUrlValidation)
UNKNOWN = {"event": "phone.rtms_started", "event_ts": "1641884378841", "payload": {"call_id": "7"}}
FORGED = signed_request(STARTED, secret="guessed")
STARTED_REQUEST = signed_request(STARTED, secret=SECRET)


class TestAnEvent:
    @pytest.mark.parametrize("spec", RTMS_EVENTS, ids=str)
    def test_is_acknowledged_with_204(self, spec: Spec) -> None:
        reply = WEBHOOK.receive(*signed_request(spec.body(), secret=SECRET))
        assert reply == Reply(204, {}, "", reply.event, None)
        assert reply.event == parse_event(spec.body())

    def test_can_be_unknown(self) -> None:
        reply = WEBHOOK.receive(*signed_request(UNKNOWN, secret=SECRET))
        assert sent(reply) == (204, {}, "")
        assert type(reply.event) is UnknownEvent
        assert reply.event == parse_event(UNKNOWN)

    def test_can_have_any_form_that_parse_accepts(self) -> None:
        body, headers = signed_request(STARTED, secret=SECRET)
        pairs = [(name.upper().encode(), value.encode()) for name, value in headers.items()]
        for other in (body.decode(), bytearray(body), memoryview(body)):
            assert WEBHOOK.receive(other, pairs).event == STARTED

    def test_can_be_signed_with_a_previous_secret(self) -> None:
        rotated = Webhook("new", previous_secrets=[SECRET])
        assert rotated.receive(*signed_request(STARTED, secret=SECRET)).event == STARTED


class TestUrlValidation:
    def test_gets_the_response_of_answer_as_json(self) -> None:
        reply = WEBHOOK.receive(*signed_request(VALIDATION, secret=SECRET))
        assert sent(reply)[:2] == (200, {"content-type": "application/json"})
        assert json.loads(reply.body) == WEBHOOK.answer(VALIDATION).model_dump()

    def test_is_not_an_event_to_handle(self) -> None:
        reply = WEBHOOK.receive(*signed_request(VALIDATION, secret=SECRET))
        assert reply.event is None
        assert reply.error is None

    def test_uses_the_current_secret(self) -> None:
        rotated = Webhook("new", previous_secrets=[SECRET])
        reply = rotated.receive(*signed_request(VALIDATION, secret=SECRET))
        assert json.loads(reply.body) == Webhook("new").answer(VALIDATION).model_dump()

    @pytest.mark.parametrize("token", ["v0:1626230691:{}", "a,b,c", "", "x" * 257])
    def test_with_a_token_that_could_be_a_signed_message_gets_500(self, token: str) -> None:
        attack = signed_request(sample(EndpointUrlValidation, plainToken=token), secret=SECRET)
        reply = WEBHOOK.receive(*attack)
        assert sent(reply) == (500, {}, "")
        assert reply.event is None
        assert isinstance(reply.error, InvalidEventError)
        assert str(reply.error).startswith("endpoint.url_validation: payload.plainToken: ")

    def test_is_verified_first(self) -> None:
        reply = WEBHOOK.receive(*signed_request(VALIDATION, secret="guessed"))
        assert sent(reply) == (401, {}, "")
        assert reply.event is None


class TestAForgery:
    def test_is_rejected_with_401(self) -> None:
        body, headers = signed_request(STARTED, secret=SECRET)
        stale = signed_request(STARTED, secret=SECRET, timestamp=int(time.time()) - 301)
        for expected, request in {
            SignatureMismatchError: FORGED,
            SignatureHeaderError: SignedRequest(body, {"host": "example.com"}),
            TimestampOutOfToleranceError: stale,
        }.items():
            reply = WEBHOOK.receive(*request)
            assert sent(reply) == (401, {}, "")
            assert reply.event is None
            assert type(reply.error) is expected
        assert WEBHOOK.receive(body + b" ", headers).status == 401

    @pytest.mark.parametrize("body", [b"", b"{", b"\xff"], ids=repr)
    def test_is_not_parsed(self, body: bytes) -> None:
        assert isinstance(WEBHOOK.receive(body, FORGED.headers).error, SignatureError)


class TestInvalidData:
    @pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[]", b'{"event":null}'], ids=repr)
    def test_that_is_signed_gets_500_so_that_zoom_retries(self, body: bytes) -> None:
        reply = WEBHOOK.receive(*signed_request(body, secret=SECRET))
        assert sent(reply) == (500, {}, "")
        assert reply.event is None
        assert isinstance(reply.error, InvalidEventError)

    def test_of_a_known_event_is_named(self) -> None:
        body = RTMS_EVENTS[0].body(server_urls=None)
        reply = WEBHOOK.receive(*signed_request(body, secret=SECRET))
        assert reply.status == 500
        assert str(reply.error) == (
            "meeting.rtms_started: payload.server_urls: Input should be a valid string"
        )


class TestACallersMistake:
    """`receive()` raises. If the app responded with 401 instead, Zoom would not retry."""

    @pytest.mark.parametrize("body", [{}, None, 1, STARTED], ids=lambda b: type(b).__name__)
    def test_in_the_body_is_a_type_error(self, body: object) -> None:
        with pytest.raises(TypeError, match="^body must be the raw request body"):
            WEBHOOK.receive(body, FORGED.headers)  # type: ignore[arg-type]

    def test_in_the_headers_is_a_type_error(self) -> None:
        environ = {"REQUEST_METHOD": "POST", "HTTP_X_ZM_SIGNATURE": "v0=0"}
        for headers in (None, environ, {"x-zm-signature": ["v0="]}):
            with pytest.raises(TypeError):
                WEBHOOK.receive(b"{}", headers)  # type: ignore[arg-type]

    def test_in_now_is_an_error(self) -> None:
        with pytest.raises(TypeError, match="^now must be a number of seconds"):
            WEBHOOK.receive(*FORGED, now="0")  # type: ignore[arg-type]
        with pytest.raises(ValueError, match="^now must be finite, got nan"):
            WEBHOOK.receive(*FORGED, now=float("nan"))


def test_now_decides_how_old_a_request_is() -> None:
    request = signed_request(STARTED, secret=SECRET, timestamp=1_000_000)
    assert WEBHOOK.receive(*request, now=1_000_300).status == 204
    assert WEBHOOK.receive(*request, now=1_000_301).status == 401
    assert WEBHOOK.receive(*request).status == 401


class TestReply:
    def test_cannot_be_changed(self) -> None:
        reply = WEBHOOK.receive(*FORGED)
        for name in ("status", "headers", "body", "event", "error", "new"):
            with pytest.raises(AttributeError):
                setattr(reply, name, None)

    def test_has_headers_of_its_own(self) -> None:
        """An app can add headers without changing other replies."""
        for request in (FORGED, signed_request(VALIDATION, secret=SECRET)):
            WEBHOOK.receive(*request).headers["x-other"] = "1"
            assert "x-other" not in WEBHOOK.receive(*request).headers

    def test_shows_no_payload(self) -> None:
        body = RTMS_EVENTS[0].body(meeting_uuid="private")
        shown = repr(WEBHOOK.receive(*signed_request(body, secret=SECRET)))
        assert shown == "Reply(status=204, event='meeting.rtms_started', error=None)"
        unknown = signed_request({"event": "a\nb", "private": 1}, secret=SECRET)
        shown = repr(WEBHOOK.receive(*unknown))
        assert shown == "Reply(status=204, event='a\\nb', error=None)"
        shown = repr(WEBHOOK.receive(*signed_request(VALIDATION, secret=SECRET)))
        assert shown == "Reply(status=200, event=None, error=None)"
        shown = repr(WEBHOOK.receive(FORGED.body, []))
        expected = "SignatureHeaderError('Missing header x-zm-signature')"
        assert shown == f"Reply(status=401, event=None, error={expected})"

    @pytest.mark.parametrize("delivery", [STARTED, UNKNOWN, VALIDATION], ids=["RTMS", "?", "URL"])
    def test_is_a_value(self, delivery: BaseEvent | dict[str, object]) -> None:
        request = signed_request(delivery, secret=SECRET)
        reply = WEBHOOK.receive(*request)
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            assert pickle.loads(pickle.dumps(reply, protocol)) == reply
        assert copy.copy(reply) == copy.deepcopy(reply) == WEBHOOK.receive(*request) == reply
        others: list[object] = [reply.with_status(reply.status + 1), WEBHOOK.receive(*FORGED), None]
        others.append((*sent(reply), reply.event, reply.error))
        assert all(other != reply for other in others)
        with pytest.raises(TypeError, match="unhashable"):
            hash(reply)  # its headers can be changed

    def test_with_an_error_can_be_pickled(self) -> None:
        reply = pickle.loads(pickle.dumps(WEBHOOK.receive(*FORGED)))
        assert str(reply.error).startswith("Signature mismatch")

    @pytest.mark.parametrize("status", [503, HTTPStatus.SERVICE_UNAVAILABLE], ids=repr)
    def test_can_be_copied_with_another_status_only(self, status: int) -> None:
        for request in (FORGED, signed_request(VALIDATION, secret=SECRET), STARTED_REQUEST):
            reply = WEBHOOK.receive(*request)
            before = copy.copy(reply)
            other = reply.with_status(status)
            assert other == Reply(503, {}, "", reply.event, reply.error)
            assert type(other.status) is int
            assert other.event is reply.event
            assert other.error is reply.error
            other.headers["x-other"] = "1"
            assert reply == before

    @pytest.mark.parametrize("status", [None, True, "503", 503.0], ids=repr)
    def test_cannot_have_a_status_that_is_not_an_int(self, status: int) -> None:
        with pytest.raises(TypeError) as caught:
            WEBHOOK.receive(*FORGED).with_status(status)
        given = type(status).__name__
        assert str(caught.value) == f"status must be a status code such as 503, not {given}"

    def test_refers_from_copy_replace_to_with_status(self) -> None:
        """Python 3.13's `copy.replace()` calls this method."""
        with pytest.raises(TypeError) as caught:
            WEBHOOK.receive(*FORGED).__replace__(status=503)
        assert str(caught.value) == (
            "A Reply cannot be changed by copy.replace(): use with_status()"
        )

    def test_is_matched_by_its_attributes(self) -> None:
        match WEBHOOK.receive(*STARTED_REQUEST):
            case Reply(status=204, event=RtmsStarted() as started):
                assert started == STARTED
            case reply:
                pytest.fail(str(reply))

    def test_is_not_a_collection_that_loggers_and_encoders_write_item_by_item(self) -> None:
        reply = WEBHOOK.receive(*STARTED_REQUEST)
        converters: list[Callable[..., object]] = [list, dict, vars, len, json.dumps, to_json]
        converters.append(dataclasses.asdict)
        for convert in converters:
            with pytest.raises((TypeError, ValueError)):
                convert(reply)
        shown = json.dumps({"reply": reply}, default=str)
        assert STARTED.payload.meeting_uuid not in shown

    def test_has_an_annotation_for_each_field(self) -> None:
        reply = WEBHOOK.receive(*FORGED)
        assert_type(reply.event, RtmsEvent | UnknownEvent | None)
        assert_type(reply.error, SignatureError | InvalidEventError | None)
        assert isinstance(Reply.event, property)
        assert set(get_args(get_type_hints(Reply.event.fget)["return"])) == {
            *(spec.model for spec in RTMS_EVENTS),
            UnknownEvent,
            type(None),
        }


def test_a_reply_that_is_passed_to_django_as_content_is_an_error() -> None:
    """Django would convert other objects to text, and respond with 200."""
    http = pytest.importorskip("django.http")
    with pytest.raises(TypeError, match="'Reply' object is not iterable"):
        http.HttpResponse(WEBHOOK.receive(*FORGED), content_type="text/plain; charset=utf-8")


@pytest.mark.parametrize("secret", [SECRET, "guessed"], ids=["invalid", "forged"])
def test_an_error_does_not_keep_the_request_alive(secret: str) -> None:
    class Headers(dict[str, str]):
        pass

    body, headers = signed_request(b"{", secret=secret)
    kept = Headers(headers)
    is_alive = weakref.ref(kept)
    gc.disable()  # a reference cycle would outlive the next line
    try:
        reply = WEBHOOK.receive(body, kept)
        del kept
        assert is_alive() is None
    finally:
        gc.enable()
    assert reply.error is not None
    assert reply.error.__traceback__ is None
    assert reply.error.__context__ is None
