"""`Event` and `RtmsEvent` obey the laws of `parse_event()` wherever pydantic takes a type."""

import json
from collections.abc import Callable

import pytest
from pydantic import BaseModel, ConfigDict, JsonValue, TypeAdapter, ValidationError

from rtms_events import Event, RtmsEvent, UnknownEvent, parse_event

from .spec import KNOWN_EVENTS, RTMS_EVENTS, Spec

STARTED = RTMS_EVENTS[0]
UNKNOWN: dict[str, JsonValue] = {"event": "phone.rtms_started", "new": 1}
MALFORMED: dict[str, JsonValue] = {"event": STARTED.event, "event_ts": 1, "payload": {}}


class Envelope(BaseModel):
    content: Event
    more: list[Event] = []


class RtmsEnvelope(BaseModel):
    content: RtmsEvent


def in_adapter(data: JsonValue) -> Event:
    return TypeAdapter[Event](Event).validate_python(data)


def in_adapter_json(data: JsonValue) -> Event:
    return TypeAdapter[Event](Event).validate_json(json.dumps(data))


def in_field(data: JsonValue) -> Event:
    return Envelope.model_validate({"content": data}).content


def in_field_json(data: JsonValue) -> Event:
    return Envelope.model_validate_json(json.dumps({"content": data})).content


def in_list(data: JsonValue) -> Event:
    return TypeAdapter[list[Event]](list[Event]).validate_python([data])[0]


everywhere = pytest.mark.parametrize(
    "validate", [in_adapter, in_adapter_json, in_field, in_field_json, in_list]
)
Validate = Callable[[JsonValue], Event]


@everywhere
@pytest.mark.parametrize("spec", KNOWN_EVENTS, ids=str)
def test_known_events_are_their_models(validate: Validate, spec: Spec) -> None:
    event = validate(spec.data(new=[1]))
    assert type(event) is spec.model
    assert event == parse_event(spec.body(new=[1]))


@everywhere
def test_unknown_events_are_unknown_events(validate: Validate) -> None:
    event = validate(UNKNOWN)
    assert type(event) is UnknownEvent
    assert event == parse_event(json.dumps(UNKNOWN))


@everywhere
@pytest.mark.parametrize("spec", KNOWN_EVENTS, ids=str)
def test_malformed_known_events_are_errors_that_name_the_field(
    validate: Validate, spec: Spec
) -> None:
    for name in spec.payload:
        data = spec.data(**{name: True})
        with pytest.raises(ValidationError) as caught:
            validate(data)
        locations = [error["loc"][-4:] for error in caught.value.errors()]
        assert ("known", spec.event, "payload", name) in locations


@everywhere
def test_what_has_no_name_is_an_error(validate: Validate) -> None:
    nameless: list[JsonValue] = [{}, {"event": 1}, [], None, {"event": "a", "payload": None}]
    for data in nameless:
        with pytest.raises(ValidationError):
            validate(data)


def test_events_are_taken_as_they_are() -> None:
    for body in (STARTED.body(), json.dumps(UNKNOWN)):
        event = parse_event(body)
        assert Envelope(content=event, more=[event]).content is event


def test_events_in_models_come_back_from_json() -> None:
    events = [parse_event(spec.body()) for spec in KNOWN_EVENTS]
    envelope = Envelope(content=parse_event(json.dumps(UNKNOWN)), more=events)
    assert Envelope.model_validate_json(envelope.model_dump_json()) == envelope
    assert Envelope.model_validate(envelope.model_dump()) == envelope
    adapter = TypeAdapter[list[Event]](list[Event])
    assert adapter.validate_json(adapter.dump_json(events)) == events


@pytest.mark.parametrize("spec", RTMS_EVENTS, ids=str)
def test_the_closed_union_takes_the_14_events(spec: Spec) -> None:
    event = RtmsEnvelope.model_validate_json(json.dumps({"content": spec.data(new=1)})).content
    assert type(event) is spec.model
    assert event == RtmsEnvelope.model_validate({"content": spec.data(new=1)}).content


@pytest.mark.parametrize("data", [UNKNOWN, MALFORMED, KNOWN_EVENTS[-1].data(), {}, []])
def test_the_closed_union_takes_nothing_else(data: JsonValue) -> None:
    with pytest.raises(ValidationError):
        RtmsEnvelope.model_validate_json(json.dumps({"content": data}))
    with pytest.raises(ValidationError):
        RtmsEnvelope.model_validate({"content": data})


def test_errors_show_no_values_where_the_model_around_hides_them() -> None:
    class Hiding(BaseModel):
        model_config = ConfigDict(hide_input_in_errors=True)
        content: Event

    with pytest.raises(ValidationError) as caught:
        Hiding.model_validate({"content": STARTED.data(server_urls=["s3cr3t"])})
    assert "s3cr3t" not in str(caught.value)


def test_the_json_schema_of_the_open_union_names_every_model() -> None:
    schema = json.dumps(TypeAdapter[Event](Event).json_schema())
    for name in (*(spec.model.__name__ for spec in KNOWN_EVENTS), "UnknownEvent"):
        assert f'"#/$defs/{name}"' in schema
