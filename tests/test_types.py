"""Unions and base classes as types: in fields, lists, adapters and JSON schemas."""

import copy
import json
import pickle
from collections.abc import Callable
from datetime import datetime, timezone
from typing import Annotated, ClassVar, Literal

import pytest
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    InstanceOf,
    JsonValue,
    TypeAdapter,
    ValidationError,
    create_model,
)
from pydantic.errors import PydanticSchemaGenerationError

from rtms_events import (
    BaseEvent,
    Event,
    MeetingRtmsStarted,
    MeetingRtmsStartedPayload,
    RtmsEvent,
    RtmsInterrupted,
    RtmsStarted,
    RtmsStopped,
    StartedPayload,
    StreamEvent,
    UnknownEvent,
    parse_event,
)
from rtms_events.testing import sample
from rtms_events.typing import Product

from .helpers import stream_event
from .spec import (
    BASES,
    KNOWN_EVENTS,
    LIFECYCLE_BASES,
    LIFECYCLE_EVENTS,
    PAYLOAD_BASES,
    RTMS_EVENTS,
    Spec,
)

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
def test_data_without_a_name_is_an_error(validate: Validate) -> None:
    nameless: list[JsonValue] = [{}, {"event": 1}, [], None, {"event": "a", "payload": None}]
    for data in nameless:
        with pytest.raises(ValidationError):
            validate(data)


def test_an_instance_is_not_copied() -> None:
    for body in (STARTED.body(), json.dumps(UNKNOWN)):
        event = parse_event(body)
        assert Envelope(content=event, more=[event]).content is event


def test_events_in_models_round_trip_as_json() -> None:
    events = [parse_event(spec.body()) for spec in KNOWN_EVENTS]
    envelope = Envelope(content=parse_event(json.dumps(UNKNOWN)), more=events)
    assert Envelope.model_validate_json(envelope.model_dump_json()) == envelope
    assert Envelope.model_validate(envelope.model_dump()) == envelope
    adapter = TypeAdapter[list[Event]](list[Event])
    assert adapter.validate_json(adapter.dump_json(events)) == events


@pytest.mark.parametrize("spec", RTMS_EVENTS, ids=str)
def test_the_closed_union_accepts_every_rtms_event(spec: Spec) -> None:
    event = RtmsEnvelope.model_validate_json(json.dumps({"content": spec.data(new=1)})).content
    assert type(event) is spec.model
    assert event == RtmsEnvelope.model_validate({"content": spec.data(new=1)}).content


@pytest.mark.parametrize("data", [UNKNOWN, MALFORMED, KNOWN_EVENTS[-1].data(), {}, []])
def test_the_closed_union_accepts_nothing_else(data: JsonValue) -> None:
    with pytest.raises(ValidationError):
        RtmsEnvelope.model_validate_json(json.dumps({"content": data}))
    with pytest.raises(ValidationError):
        RtmsEnvelope.model_validate({"content": data})


def test_errors_contain_no_values_if_the_model_around_hides_them() -> None:
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


# Base classes


every_base = pytest.mark.parametrize("base", BASES)
every_stream_base = pytest.mark.parametrize("base", BASES[1:])


class Job(BaseModel):
    any: BaseEvent | None = None
    stream: StreamEvent | None = None
    started: RtmsStarted | None = None
    stopped: RtmsStopped | None = None
    interrupted: RtmsInterrupted | None = None
    several: list[RtmsStarted | RtmsStopped | RtmsInterrupted] = []
    discriminated: (
        Annotated[RtmsStarted | RtmsStopped | RtmsInterrupted, Field(discriminator="event")] | None
    ) = None


@every_base
@pytest.mark.parametrize("spec", KNOWN_EVENTS, ids=str)
def test_a_base_stands_for_the_union_of_its_events(base: type[BaseEvent], spec: Spec) -> None:
    if not issubclass(spec.model, base):
        return
    data, event = spec.data(new=[1]), parse_event(spec.body(new=[1]))
    adapter = TypeAdapter[object](base)
    listed = TypeAdapter[object](list[base])  # type: ignore[valid-type]
    for read in (
        adapter.validate_python(data),
        adapter.validate_json(json.dumps(data)),
        adapter.validate_python(event),
        base.model_validate(data),
        base.model_validate_json(json.dumps(data)),
    ):
        assert type(read) is spec.model
        assert read == event
    assert listed.validate_json(f"[{json.dumps(data)}]") == [event]
    assert json.loads(adapter.dump_json(event, exclude_unset=True)) == data
    assert json.loads(listed.dump_json([event], exclude_unset=True)) == [data]


@pytest.mark.parametrize("spec", LIFECYCLE_EVENTS, ids=str)
def test_a_field_of_a_base_keeps_all_data(spec: Spec) -> None:
    data = spec.data(new=[1])
    base = next(base for base in LIFECYCLE_BASES if issubclass(spec.model, base))
    names = (
        "any",
        "stream",
        base.__name__.removeprefix("Rtms").lower(),
        "discriminated",
        "several",
    )
    for name in names:
        given: JsonValue = {name: [data] if name == "several" else data}
        job = Job.model_validate(given)
        assert job == Job.model_validate_json(json.dumps(given))
        assert json.loads(job.model_dump_json(exclude_unset=True)) == given
        assert job.model_dump(exclude_unset=True) == given
        assert Job.model_validate(job.model_dump()) == job
        assert Job.model_validate_json(job.model_dump_json()) == job
        assert pickle.loads(pickle.dumps(job)) == copy.deepcopy(job) == job
        value = getattr(job, name)
        assert type(value[0] if name == "several" else value) is spec.model


@every_base
@pytest.mark.parametrize("spec", KNOWN_EVENTS, ids=str)
def test_a_base_accepts_the_events_of_no_other_base(base: type[BaseEvent], spec: Spec) -> None:
    adapter = TypeAdapter[object](base)
    if issubclass(spec.model, base):
        with pytest.raises(ValidationError, match=spec.event.replace(".", r"\.")):
            adapter.validate_python({"event": spec.event, "event_ts": 1, "payload": {}})
        return
    for given in (spec.data(), parse_event(spec.body())):
        with pytest.raises(ValidationError, match="does not match any of the expected tags"):
            adapter.validate_python(given)


def test_the_base_of_all_events_stands_for_the_open_union() -> None:
    adapter = TypeAdapter[object](BaseEvent)
    event = parse_event(json.dumps(UNKNOWN))
    for read in (
        adapter.validate_python(UNKNOWN),
        adapter.validate_json(json.dumps(UNKNOWN)),
        adapter.validate_python(event),
        BaseEvent.model_validate(UNKNOWN),
    ):
        assert type(read) is UnknownEvent
        assert read == event
    assert json.loads(Job(any=event).model_dump_json(exclude_unset=True)) == {"any": UNKNOWN}
    assert adapter.json_schema() == TypeAdapter[object](Event).json_schema()
    with pytest.raises(ValidationError, match="payload.server_urls"):
        adapter.validate_python(MALFORMED)


@every_stream_base
def test_the_json_schema_of_a_base_is_that_of_its_events(base: type[BaseEvent]) -> None:
    expected = {spec.event: spec.model for spec in LIFECYCLE_EVENTS if issubclass(spec.model, base)}
    for schema in (base.model_json_schema(), TypeAdapter[object](base).json_schema()):
        assert schema["discriminator"]["mapping"] == {
            name: f"#/$defs/{model.__name__}" for name, model in expected.items()
        }
        assert schema["oneOf"] == [{"$ref": f"#/$defs/{m.__name__}"} for m in expected.values()]


@pytest.mark.parametrize("payload", PAYLOAD_BASES)
def test_the_base_of_payloads_is_not_the_type_of_a_field(payload: type[BaseModel]) -> None:
    """Fields such as `meeting_uuid` would be lost when it is dumped."""
    uses: list[Callable[[], object]] = [
        lambda: create_model("Job", payload=payload),
        lambda: create_model("Job", payload=list[payload]),  # type: ignore[valid-type]
        lambda: TypeAdapter[object](payload).validate_python({}),
        lambda: payload.model_validate({}),
        lambda: payload.model_validate({"rtms_stream_id": "a"}),
        lambda: payload.model_validate_json("{}"),
    ]
    for use in uses * 2:  # the second time, too
        with pytest.raises(PydanticSchemaGenerationError) as caught:
            use()
        assert str(caught.value).startswith(
            f"{payload.__name__} cannot be validated, because nothing in a payload says which "
            "event it belongs to: use a class of events, such as RtmsStarted, or the payload class "
            "of one event, such as MeetingRtmsStartedPayload"
        )


def test_an_instance_of_the_base_of_payloads_can_be_the_value_of_a_field() -> None:
    class Job(BaseModel):
        payload: InstanceOf[StartedPayload]

    payload = sample(MeetingRtmsStarted).payload
    assert Job(payload=payload).payload is payload
    with pytest.raises(ValidationError, match="instance of StartedPayload"):
        Job.model_validate({"payload": payload.model_dump()})


class AppPayload(StartedPayload, frozen=True):
    """A base class of an app, for payloads that it derives."""

    call_id: str


class AppStartedPayload(AppPayload, frozen=True):
    """A payload of an app."""

    @property
    def source_id(self) -> str:
        """Same as `call_id`."""
        return self.call_id


def test_a_payload_derived_by_an_app_is_validated_once_it_has_a_source_id() -> None:
    data = {"call_id": "7", "rtms_stream_id": "s", "server_urls": "wss://a, wss://b", "new": 1}
    payload = AppStartedPayload.model_validate(data)
    assert payload.source_id == "7"
    assert payload.server_url_list == ("wss://a", "wss://b")
    assert payload.model_dump() == data
    with pytest.raises(PydanticSchemaGenerationError, match="^AppPayload cannot be validated"):
        AppPayload.model_validate(data)


def test_a_base_cannot_be_created_itself() -> None:
    with pytest.raises(TypeError, match="^BaseEvent is a base class: create an instance of a sub"):
        BaseEvent(event="a")
    started = STARTED.data()
    for payload in (started["payload"], parse_event(STARTED.body()).payload):
        with pytest.raises(
            TypeError, match="^RtmsStarted is a base class: create an instance of a subclass$"
        ):
            RtmsStarted(event=STARTED.event, event_ts=1, payload=payload)  # type: ignore[arg-type]


class PhoneRtmsStarted(RtmsStarted, frozen=True):
    """An event that an app derives from a base."""

    product: ClassVar[Product] = "meeting"
    event: Literal["phone.rtms_started"]
    payload: MeetingRtmsStartedPayload


class Deauthorized(BaseEvent, frozen=True):
    """An event without a payload that an app derives."""

    event: Literal["app_deauthorized"]
    event_ts: int


class AppStarted(RtmsStarted, frozen=True):
    """A base class of an app."""


class AppPhoneRtmsStarted(AppStarted, frozen=True):
    product: ClassVar[Product] = "meeting"
    event: Literal["phone.rtms_started"]
    payload: MeetingRtmsStartedPayload


def test_a_class_derived_by_an_app_is_validated_as_itself() -> None:
    event = Deauthorized.model_validate({"event": "app_deauthorized", "event_ts": 1})
    assert event.occurred_at == datetime(1970, 1, 1, 0, 0, 0, 1000, tzinfo=timezone.utc)
    with pytest.raises(ValidationError, match="event_ts"):
        Deauthorized.model_validate({"event": "app_deauthorized", "event_ts": "1"}, strict=False)
    started = AppPhoneRtmsStarted.model_validate(STARTED.data() | {"event": "phone.rtms_started"})
    assert isinstance(started, AppStarted)
    assert started.stream_key == stream_event(STARTED).stream_key


def test_a_class_derived_by_an_app_does_not_join_the_union() -> None:
    data = STARTED.data() | {"event": "phone.rtms_started"}
    phone = PhoneRtmsStarted.model_validate(data)
    assert type(phone) is PhoneRtmsStarted
    assert phone.model_dump(exclude_unset=True) == data
    for adapter in (TypeAdapter[object](RtmsStarted), TypeAdapter[object](RtmsEvent)):
        with pytest.raises(ValidationError, match="does not match any of the expected tags"):
            adapter.validate_python(data)
    assert type(parse_event(json.dumps(data))) is UnknownEvent
    assert type(RtmsStarted.model_validate(STARTED.data())) is MeetingRtmsStarted


# Strictness


@pytest.mark.parametrize("spec", KNOWN_EVENTS, ids=str)
@pytest.mark.parametrize("strict", [None, False, True])
def test_an_event_is_validated_strictly_whatever_a_framework_passes(
    spec: Spec, strict: bool | None
) -> None:
    """Celery and Litestar pass `strict=False` unless they are told otherwise."""
    lax = [spec.data() | {"event_ts": "5"}]
    if issubclass(spec.model, RtmsStopped):
        lax += [spec.data(stop_reason=wrong) for wrong in (True, "6", 6.0)]
    for model in (spec.model, *(base for base in BASES if issubclass(spec.model, base))):
        for data in lax:
            with pytest.raises(ValidationError):
                model.model_validate(data, strict=strict)
            with pytest.raises(ValidationError):
                model.model_validate_json(json.dumps(data), strict=strict)
        event = model.model_validate(spec.data(), strict=strict)
        assert event == parse_event(spec.body())
        assert model.model_validate_json(spec.body(), strict=strict, context={}) == event
    for name in spec.payload:
        with pytest.raises(ValidationError):
            spec.payload_model.model_validate({**spec.full_payload, name: b"1"}, strict=strict)


@pytest.mark.parametrize("strict", [None, False, True])
def test_an_unknown_event_is_validated_strictly_whatever_a_framework_passes(
    strict: bool | None,
) -> None:
    invalid: dict[str, object] = {"event": b"a", "event_ts": 1.0, "payload": "a"}
    for name, wrong in invalid.items():
        with pytest.raises(ValidationError):
            UnknownEvent.model_validate({**UNKNOWN, name: wrong}, strict=strict)
    assert UnknownEvent.model_validate(UNKNOWN, strict=strict) == parse_event(UNKNOWN)
