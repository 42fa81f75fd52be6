"""Stop reasons: members for the known codes, plain integers for all others."""

import json
import pickle
from enum import IntEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter

from rtms_events import (
    BaseEvent,
    ContactCenterVoiceRtmsStopped,
    Event,
    RtmsStopped,
    StopReason,
    VoiceStopReason,
    parse_event,
)

from .helpers import replaced
from .spec import STOPPED_EVENTS, Spec

Reasons = type[StopReason] | type[VoiceStopReason]

every_stop = pytest.mark.parametrize("spec", STOPPED_EVENTS, ids=str)


def reasons_of(spec: Spec) -> Reasons:
    return VoiceStopReason if spec.model is ContactCenterVoiceRtmsStopped else StopReason


def stopped(spec: Spec, code: object, *, as_text: bool = True) -> RtmsStopped:
    data = replaced(spec.data(), ("payload", "stop_reason"), code)
    event = parse_event(json.dumps(data) if as_text else data)
    assert isinstance(event, RtmsStopped)
    return event


def test_the_members_are_the_codes_of_the_reference() -> None:
    assert [(reason.value, reason.name) for reason in StopReason] == [
        (1, "HOST_TRIGGERED"),
        (2, "USER_TRIGGERED"),
        (3, "USER_LEFT"),
        (4, "USER_EJECTED"),
        (5, "HOST_DISABLED_APP"),
        (6, "MEETING_ENDED"),
        (7, "STREAM_CANCELED"),
        (8, "STREAM_REVOKED"),
        (9, "ALL_APPS_DISABLED"),
        (10, "INTERNAL_EXCEPTION"),
        (11, "CONNECTION_TIMEOUT"),
        (12, "INSTANCE_CONNECTION_INTERRUPTED"),
        (13, "SIGNAL_CONNECTION_INTERRUPTED"),
        (14, "DATA_CONNECTION_INTERRUPTED"),
        (15, "SIGNAL_CONNECTION_CLOSED_ABNORMALLY"),
        (16, "DATA_CONNECTION_CLOSED_ABNORMALLY"),
        (17, "EXIT_SIGNAL"),
        (18, "AUTHENTICATION_FAILURE"),
        (19, "AWAIT_RECONNECTION_TIMEOUT"),
        (20, "RECEIVER_REQUEST_CLOSE"),
        (21, "CUSTOMER_DISCONNECTED"),
        (22, "AGENT_DISCONNECTED"),
        (23, "ADMIN_DISABLED_APP"),
        (24, "KEEP_ALIVE_TIMEOUT"),
        (25, "MANUAL_API_TRIGGERED"),
        (26, "STREAMING_NOT_SUPPORTED"),
    ]
    assert [(reason.value, reason.name) for reason in VoiceStopReason] == [
        (1, "CUSTOMER_DISCONNECTED"),
        (2, "AGENT_DISCONNECTED"),
        (3, "STREAM_REVOKED"),
        (4, "STREAM_CANCELED"),
        (5, "ADMIN_DISABLED_RTMS"),
        (6, "INTERNAL_ERROR"),
        (7, "CONNECTION_TIMEOUT"),
    ]


@pytest.mark.parametrize("reasons", [StopReason, VoiceStopReason])
def test_every_member_has_a_sentence_of_its_own_as_description(reasons: Reasons) -> None:
    descriptions = [reason.description for reason in reasons]
    assert len(set(descriptions)) == len(descriptions)
    assert all(text[0].isupper() and text.endswith(".") for text in descriptions)


@pytest.mark.parametrize("reasons", [StopReason, VoiceStopReason])
def test_members_are_values(reasons: Reasons) -> None:
    for reason in reasons:
        assert reasons(reason.value) is reason
        assert pickle.loads(pickle.dumps(reason)) is reason
        assert reason == reason.value
        assert json.dumps(reason) == str(reason) == f"{reason}" == ",".join([format(reason)])
        assert str(reason) == format(reason, "d") == repr(reason.value)
        assert f"{reason:03d}|{reason:>4}" == f"{reason.value:03d}|{reason.value:>4}"
    with pytest.raises(ValueError, match="not a valid"):
        reasons(0)


@every_stop
@pytest.mark.parametrize("as_text", [True, False], ids=["JSON", "mapping"])
def test_a_known_code_becomes_its_member(spec: Spec, as_text: bool) -> None:
    for reason in reasons_of(spec):
        event = stopped(spec, reason.value, as_text=as_text)
        assert event.payload.stop_reason is reason


@every_stop
@pytest.mark.parametrize("as_text", [True, False], ids=["JSON", "mapping"])
def test_an_unknown_code_stays_a_plain_int(spec: Spec, as_text: bool) -> None:
    unknown = {0, -1, 8, 27, 100, 2**63 - 1, -(2**63)} - {int(r) for r in reasons_of(spec)}
    for code in unknown:
        event = stopped(spec, code, as_text=as_text)
        assert type(event.payload.stop_reason) is int
        assert event.payload.stop_reason == code


@every_stop
def test_a_member_is_accepted_in_place_of_its_code(spec: Spec) -> None:
    class Other(IntEnum):
        SIX = 6

    expected = reasons_of(spec)(6)
    for code in (expected, Other.SIX):
        assert stopped(spec, code, as_text=False).payload.stop_reason is expected


@every_stop
@given(st.integers(min_value=-(2**63), max_value=2**63 - 1))
def test_codes_round_trip(spec: Spec, code: int) -> None:
    event = stopped(spec, code)
    dumped = event.model_dump_json()
    for data in (event.model_dump(), event.model_dump(mode="json"), event.payload.model_dump()):
        plain = data.get("payload", data)["stop_reason"]
        assert (type(plain), plain) == (int, code)
    assert json.loads(dumped)["payload"]["stop_reason"] == code
    assert parse_event(dumped) == event
    assert parse_event(event.model_dump()) == event
    assert pickle.loads(pickle.dumps(event)) == event
    assert hash(parse_event(dumped)) == hash(event)


@every_stop
def test_the_name_and_the_description_are_always_text(spec: Spec) -> None:
    for reason in reasons_of(spec):
        payload = stopped(spec, reason.value).payload
        assert payload.stop_reason_name == reason.name
        assert payload.stop_reason_description == reason.description
    for code in (0, -1, 99):
        payload = stopped(spec, code).payload
        assert payload.stop_reason_name == f"UNKNOWN_{code}"
        assert payload.stop_reason_description == (
            f"The stream ended for an unknown reason (code {code})."
        )


def test_the_reasons_after_which_zoom_asks_to_restart_the_connection_are_recoverable() -> None:
    recoverable = {reason for reason in StopReason if reason.is_recoverable}
    assert recoverable == {*range(10, 20), 24}


@every_stop
def test_a_dump_in_other_models_is_plain_too(spec: Spec) -> None:
    class Report(BaseModel):
        stops: list[RtmsStopped]
        event: BaseEvent

    event = stopped(spec, 1)
    assert isinstance(event.payload.stop_reason, reasons_of(spec))
    adapter = TypeAdapter[object](Event)
    report = Report(stops=[event], event=event).model_dump()
    for dumped in (adapter.dump_python(event), report["event"], *report["stops"]):
        assert type(dumped["payload"]["stop_reason"]) is int
        assert parse_event(dumped) == event


@every_stop
def test_a_payload_that_was_not_validated_is_dumped_as_it_is(spec: Spec) -> None:
    payload = stopped(spec, 1).payload.model_copy(update={"stop_reason": "one"})
    with pytest.warns(UserWarning, match="serializer warnings"):
        assert payload.model_dump()["stop_reason"] == "one"


@every_stop
def test_the_json_schema_is_the_same_for_input_and_output(spec: Spec) -> None:
    """Otherwise, OpenAPI documents would have two components for each event."""
    schemas = [spec.model.model_json_schema(mode=mode) for mode in ("validation", "serialization")]
    assert schemas[0] == schemas[1]


@every_stop
def test_the_json_schema_is_open_and_explains_the_codes(spec: Spec) -> None:
    field = spec.payload_model.model_json_schema()["properties"]["stop_reason"]
    assert field["type"] == "integer"
    assert field["format"] == "int64"
    assert "enum" not in field
    codes = " ".join(f"{reason.value}: {reason.description}" for reason in reasons_of(spec))
    assert field["description"].endswith(f". {codes}")
