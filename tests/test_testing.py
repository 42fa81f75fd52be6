"""`sample()` and `signed_request()`, the helpers for testing handlers."""

import hashlib
import hmac
import json
import subprocess
import sys
import time
from collections import UserDict
from types import MappingProxyType

import pytest
from pydantic import SecretStr
from typing_extensions import assert_type

from rtms_events import (
    InvalidEventError,
    MeetingRtmsStarted,
    MeetingRtmsStopped,
    MeetingRtmsStoppedPayload,
    RtmsConcurrencyLimited,
    RtmsStarted,
    StopReason,
    TimestampOutOfToleranceError,
    UnknownEvent,
    Webhook,
    parse_event,
)
from rtms_events.testing import SignedRequest, sample, signed_request

from .spec import KNOWN_EVENTS, Spec

SECRET = "a secret for tests"
WEBHOOK = Webhook(SECRET)


class TestSample:
    @pytest.mark.parametrize("spec", KNOWN_EVENTS, ids=str)
    def test_returns_an_event_of_each_class_with_the_values_of_the_reference(
        self, spec: Spec
    ) -> None:
        event = sample(spec.model)
        assert type(event) is spec.model
        assert event == sample(spec.model)
        assert json.loads(event.model_dump_json(exclude_unset=True)) == spec.data()

    @pytest.mark.parametrize("spec", KNOWN_EVENTS, ids=str)
    def test_round_trips_as_json(self, spec: Spec) -> None:
        event = sample(spec.model)
        assert parse_event(event.model_dump_json(exclude_unset=True)) == event

    def test_is_of_the_exact_type(self) -> None:
        stopped = sample(MeetingRtmsStopped)
        assert_type(stopped, MeetingRtmsStopped)
        assert_type(stopped.payload, MeetingRtmsStoppedPayload)

    def test_takes_other_values_of_the_payload(self) -> None:
        event = sample(MeetingRtmsStopped, stop_reason=1, meeting_uuid="m")
        assert event.payload.stop_reason is StopReason.HOST_TRIGGERED
        assert event.payload.meeting_uuid == "m"
        assert sample(MeetingRtmsStopped, stop_reason=StopReason.USER_LEFT).payload.stop_reason == 3
        id_field = sample(RtmsConcurrencyLimited, id_field={"session_id": "s"}).payload.id_field
        assert id_field.source_id == "s"

    @pytest.mark.parametrize("spec", KNOWN_EVENTS, ids=str)
    def test_takes_the_time_of_the_event(self, spec: Spec) -> None:
        assert sample(spec.model).model_dump()["event_ts"] == spec.event_ts
        assert sample(spec.model, event_ts=0).model_dump()["event_ts"] == 0

    @pytest.mark.parametrize("spec", KNOWN_EVENTS, ids=str)
    @pytest.mark.parametrize("name", ["stop_raeson", "event", "payload", "occurred_at", "a b"])
    def test_rejects_a_field_that_the_payload_does_not_have(self, spec: Spec, name: str) -> None:
        """A typo must not pass."""
        with pytest.raises(TypeError) as caught:
            sample(spec.model, **{name: 1})
        model, fields = spec.payload_model.__name__, ", ".join(spec.payload_model.model_fields)
        assert (
            str(caught.value)
            == f"{model} does not have the field {name!r}; its fields are {fields}"
        )

    @pytest.mark.parametrize("event_ts", ["1626230691572", 1.0, True, 2**63], ids=repr)
    def test_rejects_an_invalid_time(self, event_ts: int) -> None:
        with pytest.raises(
            InvalidEventError, match="^meeting.rtms_stopped: event_ts: Input should"
        ):
            sample(MeetingRtmsStopped, event_ts=event_ts)

    @pytest.mark.parametrize(
        ("other", "name"), [(RtmsStarted, "RtmsStarted"), (None, "NoneType"), ("x", "str")]
    )
    def test_names_what_it_was_given_instead_of_a_class(self, other: object, name: str) -> None:
        with pytest.raises(TypeError, match=f"not {name}$"):
            sample(other)  # type: ignore[arg-type]

    @pytest.mark.parametrize("spec", KNOWN_EVENTS, ids=str)
    def test_takes_optional_fields(self, spec: Spec) -> None:
        for name, (_, value) in spec.optional.items():
            assert getattr(sample(spec.model, **{name: value}).payload, name) == value  # type: ignore[arg-type, attr-defined]

    def test_does_not_share_its_values(self) -> None:
        """The event has a copy of the values that it is created from."""
        ids = {"session_id": "s"}
        event = sample(RtmsConcurrencyLimited, id_field=ids)
        ids["session_id"] = "another"
        assert event.payload.id_field.session_id == "s"

    def test_rejects_invalid_values(self) -> None:
        with pytest.raises(InvalidEventError) as caught:
            sample(MeetingRtmsStopped, stop_reason="6")
        message = "meeting.rtms_stopped: payload.stop_reason: Input should be a valid integer"
        assert str(caught.value) == message

    @pytest.mark.parametrize(
        "other", [RtmsStarted, UnknownEvent, MeetingRtmsStoppedPayload, int, None, "x"], ids=repr
    )
    def test_rejects_anything_except_concrete_event_classes(self, other: object) -> None:
        with pytest.raises(
            TypeError,
            match="^event must be a concrete event class such as MeetingRtmsStarted, not ",
        ):
            sample(other)  # type: ignore[arg-type]


class TestSignedRequest:
    @pytest.mark.parametrize("spec", KNOWN_EVENTS, ids=str)
    def test_signs_any_event(self, spec: Spec) -> None:
        event = parse_event(spec.body(new={"deep": [1, "é\U0001f600"]}))
        request = signed_request(event, secret=SECRET)
        assert_type(request, SignedRequest)
        assert WEBHOOK.parse(request.body, request.headers) == event

    def test_signs_unknown_events_unchanged(self) -> None:
        body = b'{"event":"phone.rtms_started","new":true}'
        request = signed_request(parse_event(body), secret=SECRET)
        assert request.body == body
        WEBHOOK.verify(*request)

    def test_signs_mappings_as_json(self) -> None:
        data = {"event": "new", "payload": {"name": "Zoé"}}
        for mapping in (data, UserDict(data), MappingProxyType(data)):
            body, headers = signed_request(mapping, secret=SECRET)
            assert body == '{"event":"new","payload":{"name":"Zoé"}}'.encode()
            WEBHOOK.verify(body, headers)

    def test_has_the_headers_of_a_delivery(self) -> None:
        request = signed_request(b"", secret=SECRET, timestamp=1720705455)
        message = b"v0:1720705455:"
        mac = hmac.new(SECRET.encode(), message, hashlib.sha256).hexdigest()
        assert request.headers == {
            "content-type": "application/json; charset=utf-8",
            "x-zm-request-timestamp": "1720705455",
            "x-zm-signature": f"v0={mac}",
        }

    @pytest.mark.parametrize(
        "body", [b"", b"{", b"\xff\x00", b'{ "event" :\n1}', "Zoé", "\ud800"], ids=ascii
    )
    def test_signs_any_other_body_unchanged(self, body: bytes | str) -> None:
        request = signed_request(body, secret=SECRET)
        expected = body if isinstance(body, bytes) else body.encode(errors="surrogatepass")
        assert request.body == expected
        WEBHOOK.verify(*request)

    def test_is_signed_now_or_at_the_given_time(self) -> None:
        before = int(time.time())
        signed_at = signed_request(b"", secret=SECRET).headers["x-zm-request-timestamp"]
        assert before <= int(signed_at) <= time.time()
        stale = signed_request(b"", secret=SECRET, timestamp=before - 301)
        assert stale.headers["x-zm-request-timestamp"] == str(before - 301)
        with pytest.raises(TimestampOutOfToleranceError):
            WEBHOOK.verify(*stale)
        WEBHOOK.verify(*stale, now=before - 1)

    @pytest.mark.parametrize("secret", [SECRET, SECRET.encode(), SecretStr(SECRET)], ids=repr)
    def test_takes_the_secret_in_any_form(self, secret: str | bytes | SecretStr) -> None:
        WEBHOOK.verify(*signed_request(b"", secret=secret))

    def test_requires_a_secret(self) -> None:
        with pytest.raises(ValueError, match="^secret must not be empty or blank$"):
            signed_request(b"", secret="")

    @pytest.mark.parametrize(
        ("delivery", "name"),
        [(None, "NoneType"), (1, "int"), ([], "list"), (MeetingRtmsStarted, "ModelMetaclass")],
        ids=repr,
    )
    def test_rejects_other_types(self, delivery: object, name: str) -> None:
        with pytest.raises(TypeError) as caught:
            signed_request(delivery, secret=SECRET)  # type: ignore[arg-type]
        assert str(caught.value) == (
            f"delivery must be an event, a mapping, bytes, or str, not {name}"
        )

    def test_signs_a_raw_body_of_any_type(self) -> None:
        for body in (b"{}", "{}", bytearray(b"{}"), memoryview(b"{}")):
            request = signed_request(body, secret=SECRET)
            assert request.body == b"{}"
            assert type(request.body) is bytes
            WEBHOOK.verify(*request)

    @pytest.mark.parametrize("timestamp", [1626230691.5, "1626230691", True], ids=repr)
    def test_rejects_a_timestamp_that_is_not_an_integer(self, timestamp: object) -> None:
        with pytest.raises(TypeError) as caught:
            signed_request(b"", secret=SECRET, timestamp=timestamp)  # type: ignore[arg-type]
        name = type(timestamp).__name__
        assert str(caught.value) == f"timestamp must be an int or None, not {name}"


def test_apps_do_not_import_it_with_the_library() -> None:
    program = "import sys, rtms_events; sys.exit('rtms_events.testing' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)
