"""Every event of Zoom's reference is parsed into its own model, and validated strictly."""

import copy
import inspect
import json
import pickle
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from types import MappingProxyType
from typing import TypeAlias, get_args

import pytest
from pydantic import BaseModel, JsonValue, TypeAdapter, ValidationError

import rtms_events
from rtms_events import (
    InvalidEventError,
    RtmsConcurrencyLimited,
    RtmsEvent,
    RtmsInterrupted,
    RtmsStarted,
    RtmsStopped,
    parse_event,
)

from .helpers import removed, replaced, stream_event
from .spec import KNOWN_EVENTS, RTMS_EVENTS, STREAM_EVENTS, WRONG, Spec

every_event = pytest.mark.parametrize("spec", KNOWN_EVENTS, ids=str)
every_field = pytest.mark.parametrize(
    ("spec", "path"),
    [
        pytest.param(spec, path, id=f"{spec}:{'.'.join(path)}")
        for spec in KNOWN_EVENTS
        for path in spec.fields
    ],
)
every_required_field = pytest.mark.parametrize(
    ("spec", "path"),
    [
        pytest.param(spec, path, id=f"{spec}:{'.'.join(path)}")
        for spec in KNOWN_EVENTS
        for path in spec.required_fields
    ],
)
every_optional_field = pytest.mark.parametrize(
    ("spec", "name"),
    [
        pytest.param(spec, name, id=f"{spec}:{name}")
        for spec in KNOWN_EVENTS
        for name in spec.optional
    ],
)

Body: TypeAlias = bytes | bytearray | memoryview | str | Mapping[str, object]
Given: TypeAlias = Callable[[Mapping[str, object]], Body]


def as_text(data: Mapping[str, object]) -> Body:
    return json.dumps(data)


def as_mapping(data: Mapping[str, object]) -> Body:
    return data


as_text_or_mapping = pytest.mark.parametrize("given", [as_text, as_mapping])


def test_the_table_and_the_union_contain_the_same_events() -> None:
    assert {spec.model for spec in RTMS_EVENTS} == set(get_args(get_args(RtmsEvent)[0]))


@every_event
def test_classes_and_fields_are_named_after_the_wire_format(spec: Spec) -> None:
    camel_case = "".join(part.capitalize() for part in spec.event.replace(".", "_").split("_"))
    assert spec.model.__name__ == camel_case
    assert spec.payload_model.__name__ == f"{camel_case}Payload"
    assert set(spec.model.model_fields) == {"event", "event_ts", "payload"}
    assert set(spec.payload_model.model_fields) == spec.full_payload.keys()


@every_event
def test_every_kind_of_input_gives_the_same_model(spec: Spec) -> None:
    body = spec.body()
    inputs: list[Body] = [
        body,
        bytearray(body),
        memoryview(body),
        memoryview(b"<" + body + b">")[1:-1],
        memoryview(body[::-1])[::-1],
        body.decode(),
        b" \r\n\t" + body + b"\n",
        spec.data(),
        MappingProxyType(spec.data()),
    ]
    for given in inputs:
        event = parse_event(given)
        assert type(event) is spec.model
        assert event.event == spec.event
        assert event.event_ts == spec.event_ts
        assert type(event.payload) is spec.payload_model
        assert event.model_dump(exclude_unset=True) == spec.data()


@every_event
def test_input_is_not_modified(spec: Spec) -> None:
    data, body = spec.data(new=[1]), bytearray(spec.body())
    parse_event(data)
    parse_event(body)
    assert data == spec.data(new=[1])
    assert body == spec.body()


@every_required_field
@as_text_or_mapping
def test_a_missing_field_is_an_error(spec: Spec, path: tuple[str, ...], given: Given) -> None:
    with pytest.raises(InvalidEventError) as caught:
        parse_event(given(removed(spec.data(), path)))
    assert caught.value.event == spec.event
    assert caught.value.errors == ((path, "Field required", "missing"),)
    assert str(caught.value) == f"{spec.event}: {'.'.join(path)}: Field required"


@every_field
@as_text_or_mapping
def test_a_value_of_the_wrong_type_is_an_error_and_never_coerced(
    spec: Spec, path: tuple[str, ...], given: Given
) -> None:
    for wrong in WRONG[spec.fields[path]]:
        with pytest.raises(InvalidEventError) as caught:
            parse_event(given(replaced(spec.data(), path, wrong)))
        assert caught.value.event == spec.event
        assert [error.location for error in caught.value.errors] == [path], wrong


@every_optional_field
@as_text_or_mapping
def test_an_optional_field_is_typed_and_absent_unless_sent(
    spec: Spec, name: str, given: Given
) -> None:
    value = spec.optional[name][1]
    absent, sent = parse_event(given(spec.data())), parse_event(given(spec.data(**{name: value})))
    assert getattr(absent.payload, name) is None
    assert getattr(sent.payload, name) == value
    assert type(getattr(sent.payload, name)) is type(value)
    for event, data in ((absent, spec.data()), (sent, spec.data(**{name: value}))):
        assert json.loads(event.model_dump_json(exclude_unset=True)) == data
        assert isinstance(event.payload, BaseModel)
        assert not event.payload.model_extra


@pytest.mark.parametrize("number", [81626007526, "81626007526", "816 2600 7526", -1, 0], ids=repr)
def test_a_meeting_number_is_kept_as_sent(number: int | str) -> None:
    for given in (as_text, as_mapping):
        event = parse_event(given(RTMS_EVENTS[0].data(meeting_id=number)))
        assert isinstance(event, rtms_events.MeetingRtmsStarted)
        assert event.payload.meeting_id == number
        assert type(event.payload.meeting_id) is type(number)


@every_field
def test_a_python_object_that_is_not_a_json_value_is_an_error(
    spec: Spec, path: tuple[str, ...]
) -> None:
    for wrong in (b"bytes", object(), {1, 2}, "\ud800", float("nan"), 2 + 1j):
        with pytest.raises(InvalidEventError) as caught:
            parse_event(replaced(spec.data(), path, wrong))
        assert caught.value.event == spec.event
        assert [error.location for error in caught.value.errors] == [path], wrong


@every_event
def test_one_error_names_every_wrong_field(spec: Spec) -> None:
    data = {"event": spec.event, "payload": dict.fromkeys(spec.payload, b"")}
    with pytest.raises(InvalidEventError) as caught:
        parse_event(data)
    expected = spec.required_fields.keys() - {("payload",)}
    assert {error.location for error in caught.value.errors} == expected
    for path in expected:
        assert ".".join(path) in str(caught.value)


@every_event
@as_text_or_mapping
def test_unknown_fields_are_preserved_and_dumped(spec: Spec, given: Given) -> None:
    new: dict[str, JsonValue] = {"a": [1, {"b": None}], "product": "é😀", "model_dump": 10**30}
    data = spec.data(**new) | new
    event = parse_event(given(data))
    assert type(event) is spec.model
    assert event.model_extra == new
    assert isinstance(event.payload, spec.payload_model)
    assert event.payload.model_extra == new
    assert json.loads(event.model_dump_json(exclude_unset=True)) == data
    assert parse_event(event.model_dump_json()) == event


@every_event
@as_text_or_mapping
def test_events_round_trip_as_json_and_as_dicts(spec: Spec, given: Given) -> None:
    event = parse_event(given(spec.data()))
    assert json.loads(event.model_dump_json(exclude_unset=True)) == spec.data()
    assert parse_event(event.model_dump_json()) == event
    assert parse_event(event.model_dump()) == event
    assert parse_event(event.model_dump(mode="json")) == event
    assert spec.model.model_validate_json(spec.body()) == event
    assert spec.model.model_validate(event.model_dump()) == event


@every_event
def test_a_redelivered_event_is_equal_and_has_the_same_hash(spec: Spec) -> None:
    first = parse_event(spec.body())
    again = parse_event(json.dumps(dict(reversed(spec.data().items()))))
    assert first == again
    assert hash(first) == hash(again)
    assert len({first, again, parse_event(spec.body(new=1))}) == 2


@every_event
def test_events_with_different_values_are_not_equal(spec: Spec) -> None:
    event = parse_event(spec.body())
    for name, (kind, value) in spec.payload.items():
        other: JsonValue = value + 1 if isinstance(value, int) else f"{value}!"
        if kind == "object":
            other = {"meeting_uuid": "other"}
        assert parse_event(spec.body(**{name: other})) != event
    assert parse_event(replaced(spec.data(), ("event_ts",), 0)) != event


@every_event
def test_events_are_pickled_and_copied(spec: Spec) -> None:
    event = parse_event(spec.body(new=[1]))
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        assert pickle.loads(pickle.dumps(event, protocol)) == event
    assert copy.copy(event) == event
    assert copy.deepcopy(event) == event
    assert event.model_copy(deep=True) == event


@every_event
def test_events_are_frozen(spec: Spec) -> None:
    event = parse_event(spec.body(new=1))
    for model in (event, event.payload):
        assert isinstance(model, BaseModel)
        for name in (*type(model).model_fields, "new", "newer"):
            with pytest.raises(ValidationError, match="frozen"):
                setattr(model, name, "changed")
        for name in type(model).model_fields:
            with pytest.raises(ValidationError, match="frozen"):
                delattr(model, name)


@every_event
def test_the_docstrings_say_what_and_when(spec: Spec) -> None:
    assert "\n\nSent " in (inspect.getdoc(spec.model) or "")
    assert f"`{spec.event}`" in (spec.payload_model.__doc__ or "")


@every_event
def test_the_json_schema_describes_every_field(spec: Spec) -> None:
    event, payload = spec.model.model_json_schema(), spec.payload_model.model_json_schema()
    event_ts = event["properties"]["event_ts"]
    is_optional = spec.event_ts_kind == "optional int64"
    assert event["required"] == ["event", *["event_ts"] * (not is_optional), "payload"]
    assert event["properties"]["event"]["const"] == spec.event
    integer, *others = event_ts["anyOf"] if is_optional else [event_ts]
    assert (integer["type"], integer["format"]) == ("integer", "int64")
    assert [other["type"] for other in others] == ["null"] * is_optional
    assert "milliseconds" in event_ts["description"]
    assert set(payload["required"]) == set(spec.payload)
    for name, (kind, _) in spec.payload.items():
        field = payload["properties"][name]
        assert len(field["description"]) > 10
        assert field["examples"] == [spec.payload[name][1]]
        if kind != "object":
            assert field["type"] == ("string" if kind == "string" else "integer")
        assert field.get("format") == ("int64" if kind == "int64" else None)
    for name, (kind, _) in spec.optional.items():
        field = payload["properties"][name]
        assert len(field["description"]) > 10
        assert field["examples"] == [spec.optional[name][1]]
        types = {"int64 or string": ["integer", "string"]}.get(
            kind.removeprefix("optional "), [kind.removeprefix("optional ")]
        )
        assert [choice["type"] for choice in field["anyOf"]] == [*types, "null"]
    # unknown fields are allowed
    assert event.get("additionalProperties", True) is not False
    assert payload.get("additionalProperties", True) is not False


def test_the_json_schema_of_the_union_is_discriminated_by_event() -> None:
    schema = TypeAdapter[object](RtmsEvent).json_schema()
    assert schema["discriminator"]["propertyName"] == "event"
    assert set(schema["discriminator"]["mapping"]) == {spec.event for spec in RTMS_EVENTS}
    assert len(schema["oneOf"]) == len(RTMS_EVENTS)


@pytest.mark.parametrize("spec", STREAM_EVENTS, ids=str)
def test_stream_events_have_the_ids_of_their_stream(spec: Spec) -> None:
    event = stream_event(spec)
    assert event.product == spec.event.partition(".")[0]
    assert event.payload.source_id == spec.payload[spec.source_id or ""][1]
    assert event.payload.rtms_stream_id == spec.payload["rtms_stream_id"][1]


@every_event
def test_a_lifecycle_event_has_the_base_that_its_name_ends_with(spec: Spec) -> None:
    bases: dict[str, type] = {
        "started": RtmsStarted,
        "stopped": RtmsStopped,
        "interrupted": RtmsInterrupted,
    }
    base = bases.get(spec.event.rpartition("_")[2])
    assert [other for other in bases.values() if issubclass(spec.model, other)] == (
        [base] if base else []
    )
    assert base is None or spec in STREAM_EVENTS


@pytest.mark.parametrize(
    ("server_urls", "expected"),
    [
        ("wss://a:443", ("wss://a:443",)),
        ("wss://a:443,wss://b:443", ("wss://a:443", "wss://b:443")),
        (" wss://a:443 ,\twss://b:443\n", ("wss://a:443", "wss://b:443")),
        ("wss://a:443,,", ("wss://a:443",)),
        ("", ()),
    ],
)
def test_server_url_list_is_server_urls_split_on_commas(
    server_urls: str, expected: tuple[str, ...]
) -> None:
    for spec in STREAM_EVENTS:
        if "server_urls" in spec.payload:
            event = parse_event(spec.body(server_urls=server_urls))
            assert isinstance(event, RtmsStarted)
            assert event.payload.server_url_list == expected
            assert event.payload.server_urls == server_urls


@every_event
def test_occurred_at_is_event_ts_in_utc(spec: Spec) -> None:
    event = spec.model.model_validate(spec.data())
    occurred_at = getattr(event, "occurred_at")  # noqa: B009 - only the typed events have it
    assert occurred_at == datetime(2021, 7, 14, 2, 44, 51, 572_000, tzinfo=timezone.utc)
    assert occurred_at.utcoffset() == timedelta(0)


def test_occurred_at_is_exact_to_the_millisecond_in_the_range_of_datetime() -> None:
    spec = RTMS_EVENTS[0]
    for event_ts in (-62135596800000, -1, 0, 1, 1626230691001, 253402300799999):
        event = rtms_events.MeetingRtmsStarted.model_validate(
            replaced(spec.data(), ("event_ts",), event_ts)
        )
        epoch = datetime(1970, 1, 1, tzinfo=timezone.utc)
        assert (event.occurred_at - epoch) / timedelta(milliseconds=1) == event_ts


@pytest.mark.parametrize("event_ts", [2**63 - 1, -(2**63), 253402300800000, -62135596800001])
def test_an_event_ts_outside_the_range_of_datetime_is_valid(event_ts: int) -> None:
    event = parse_event(replaced(RTMS_EVENTS[0].data(), ("event_ts",), event_ts))
    assert isinstance(event, RtmsStarted)
    assert event.event_ts == event_ts
    with pytest.raises(OverflowError):
        _ = event.occurred_at


@every_event
def test_validation_errors_of_a_model_contain_no_values(spec: Spec) -> None:
    with pytest.raises(ValidationError) as caught:
        spec.payload_model.model_validate({name: ["s3cr3t"] for name in spec.payload})
    assert "s3cr3t" not in str(caught.value)


ID_KINDS = ["meeting_uuid", "webinar_uuid", "session_id", "engagement_id"]


def concurrency_limited(id_field: JsonValue) -> RtmsConcurrencyLimited:
    spec = next(spec for spec in RTMS_EVENTS if spec.model is RtmsConcurrencyLimited)
    event = parse_event(spec.body(id_field=id_field))
    assert isinstance(event, RtmsConcurrencyLimited)
    assert json.loads(event.model_dump_json(exclude_unset=True)) == spec.data(id_field=id_field)
    return event


@pytest.mark.parametrize("kind", ID_KINDS)
def test_id_field_has_an_id_of_one_kind(kind: str) -> None:
    id_field = concurrency_limited({kind: "an ID"}).payload.id_field
    assert id_field.source_id == "an ID"
    assert {name: getattr(id_field, name) for name in ID_KINDS} == {
        name: "an ID" if name == kind else None for name in ID_KINDS
    }


def test_id_field_preserves_an_id_of_an_unknown_kind() -> None:
    id_field = concurrency_limited({"call_id": "an ID"}).payload.id_field
    assert id_field.source_id is None
    assert id_field.model_extra == {"call_id": "an ID"}


def test_id_field_can_be_empty() -> None:
    assert concurrency_limited({}).payload.id_field.source_id is None


@pytest.mark.parametrize("kind", ID_KINDS)
def test_an_id_can_be_null(kind: str) -> None:
    """Zoom could send all fields, of which one is set."""
    assert concurrency_limited({kind: None}).payload.id_field.source_id is None
    other = next(name for name in ID_KINDS if name != kind)
    assert concurrency_limited({kind: None, other: "an ID"}).payload.id_field.source_id == "an ID"


@pytest.mark.parametrize("kind", ID_KINDS)
def test_id_field_accepts_only_strings(kind: str) -> None:
    for wrong in WRONG["optional string"]:
        with pytest.raises(InvalidEventError) as caught:
            concurrency_limited({kind: json.loads(json.dumps(wrong))})
        assert [error.location for error in caught.value.errors] == [("payload", "id_field", kind)]
