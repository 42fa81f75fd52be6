"""`parse_event()` for unknown events, invalid events and anything else."""

import gc
import io
import json
import pickle
import traceback
import weakref
from collections import ChainMap, OrderedDict, UserDict
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timezone
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue, ValidationError

from rtms_events import (
    ErrorDetail,
    InvalidEventError,
    RtmsEventsError,
    UnknownEvent,
    parse_event,
)

from .helpers import removed, replaced
from .spec import KNOWN_EVENTS, RTMS_EVENTS, Spec

STARTED = RTMS_EVENTS[0]

NESTED = 50_000
SECRET = "s3cr3t"
INT64_OR_STRING = "Input should be a 64-bit integer or a string"


def nested_list() -> list[object]:
    inner: list[object] = []
    for _ in range(NESTED):
        inner = [inner]
    return inner


def cyclic_list() -> list[object]:
    cycle: list[object] = []
    cycle.append(cycle)
    return cycle


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "Invalid JSON: EOF while parsing a value at line 1 column 0"),
        (b"{", "Invalid JSON: EOF while parsing an object at line 1 column 1"),
        (b'{"event": "a"} x', "Invalid JSON: trailing characters at line 1 column 16"),
        (b"event=meeting.rtms_started", "Invalid JSON: expected value at line 1 column 1"),
        (b"[]", "Input should be an object"),
        (b"null", "Input should be an object"),
        (b'"meeting.rtms_started"', "Input should be an object"),
        (b"{}", "event: Field required"),
        (b'{"event": null}', "event: Input should be a valid string"),
        (b'{"event": 1}', "event: Input should be a valid string"),
        (b'{"event": ["meeting.rtms_started"]}', "event: Input should be a valid string"),
        (b'{"event": "a", "payload": null}', "payload: Input should be an object"),
        (b'{"event": "a", "payload": []}', "payload: Input should be an object"),
    ],
)
def test_a_body_that_is_not_an_event_is_an_error_in_one_line(body: bytes, message: str) -> None:
    for given_body in (body, body.decode(), bytearray(body), memoryview(body)):
        with pytest.raises(InvalidEventError) as caught:
            parse_event(given_body)
        assert str(caught.value) == message
        assert caught.value.event is None
        assert len(caught.value.errors) == 1


@pytest.mark.parametrize(
    "body",
    [
        STARTED.body().decode().encode("utf-16"),
        STARTED.body().decode().encode("utf-32"),
        STARTED.body().replace(b"wss", b"\xff"),
        STARTED.body().replace(b"wss", b"\xed\xa0\x80"),
        STARTED.body().replace(b"wss", rb"\ud800"),
        STARTED.body().decode().replace("wss", "\ud800"),
        b"\xef\xbb\xbf" + STARTED.body(),
        "\ufeff" + STARTED.body().decode(),
        STARTED.body(new=-1).replace(b"-1", b"[" * NESTED + b"]" * NESTED),
        b"[" * NESTED,
        b'{"event":' * NESTED,
        STARTED.body(new=-1).replace(b"-1", b"1" * 5000),
        STARTED.body().replace(b"1626230691572", b"1" * 5000),
        STARTED.body().replace(b"}", b",}"),
        STARTED.body().replace(b'"', b"'"),
        b"// comment\n" + STARTED.body(),
        b"\x00" + STARTED.body(),
    ],
    ids=[
        "UTF-16",
        "UTF-32",
        "not UTF-8",
        "surrogate in UTF-8",
        "escaped surrogate",
        "surrogate in str",
        "BOM",
        "BOM in str",
        "nested unknown field",
        "nested arrays",
        "nested objects",
        "5000 digits",
        "5000 digits in event_ts",
        "trailing comma",
        "single quotes",
        "comment",
        "NUL",
    ],
)
def test_malformed_json_and_hostile_text_are_errors(body: bytes | str) -> None:
    with pytest.raises(InvalidEventError):
        parse_event(body)


class Silent:
    """An object that must not be asked for its `repr()`."""

    def __repr__(self) -> str:
        raise AssertionError


@pytest.mark.parametrize(
    "name",
    [nested_list(), cyclic_list(), Silent(), b"a", 1],
    ids=["nested", "cyclic", "silent", "bytes", "int"],
)
def test_a_name_that_is_not_a_string_is_never_shown_even_by_pydantic(name: object) -> None:
    """A `repr()` that fails within pydantic is reported to `sys.unraisablehook`: an error here."""
    with pytest.raises(InvalidEventError) as caught:
        parse_event({**STARTED.data(), "event": name})
    assert str(caught.value) == "event: Input should be a valid string"
    assert caught.value.event is None


def test_the_keys_of_a_mapping_are_strings() -> None:
    for key in (1, None, b"event", "\ud800"):
        with pytest.raises(InvalidEventError) as caught:
            parse_event({**STARTED.data(), key: 1})  # type: ignore[dict-item]
        assert "\n" not in str(caught.value)
        assert str(caught.value).encode()


@pytest.mark.parametrize(
    "body", [None, 1, 1.5, True, ["event"], ("event", "a"), {"event"}, object(), io.BytesIO(b"{}")]
)
def test_a_body_of_another_type_is_a_type_error_that_names_the_accepted_types(body: object) -> None:
    with pytest.raises(TypeError) as caught:
        parse_event(body)  # type: ignore[arg-type]
    assert str(caught.value) == (
        f"body must be bytes, bytearray, memoryview, str, or a Mapping, not {type(body).__name__}"
    )


def test_an_event_is_not_accepted_as_a_body() -> None:
    with pytest.raises(TypeError, match="not MeetingRtmsStarted"):
        parse_event(parse_event(STARTED.body()))  # type: ignore[arg-type]


def test_any_mapping_is_accepted() -> None:
    deliveries: list[dict[str, object]] = [{**STARTED.data()}, {"event": "a", "new": 1}]
    for data in deliveries:
        for mapping in (MappingProxyType(data), UserDict(data), OrderedDict(data)):
            assert parse_event(mapping) == parse_event(json.dumps(data))
        assert parse_event(ChainMap({"new": 2}, data)) == parse_event(json.dumps(data | {"new": 2}))


def test_the_last_of_duplicate_keys_wins_as_in_other_json_parsers() -> None:
    body = STARTED.body()
    event = parse_event(body.replace(b'{"event":', b'{"event": "a", "event":', 1))
    assert event == parse_event(body)
    event = parse_event(body.replace(b'"payload":', b'"event": "a", "payload":', 1))
    assert isinstance(event, UnknownEvent)


# Unknown events

REST: list[dict[str, JsonValue]] = [
    {},
    {"event_ts": 1626230691572},
    {"payload": {}},
    {"event_ts": None},
    {"event_ts": "1641884378841"},
    {"event_ts": "2022-01-11T06:59:38Z", "payload": {}},
    {"event_ts": -(2**63), "payload": {"object": {"id": [1, 1.5, None, True, {}]}}},
    {"download_token": "a", "payload": {"big": 10**30}, "event_ts": 2**63 - 1},
]


@pytest.mark.parametrize(
    "name",
    [
        "phone.rtms_started",
        "rtms.start_failed",
        "meeting.rtms_concurrency_limited",
        "meeting.started",
        "Meeting.rtms_started",
        "meeting.rtms_started ",
        "meeting.rtms_started\x00",
        "é😀",
        "",
    ],
)
@pytest.mark.parametrize("rest", REST)
def test_an_unknown_name_is_an_unknown_event_with_all_data_preserved(
    name: str, rest: dict[str, JsonValue]
) -> None:
    data: dict[str, object] = {"event": name, **rest}
    for given_body in (json.dumps(data), json.dumps(data, ensure_ascii=False).encode(), data):
        event = parse_event(given_body)
        assert type(event) is UnknownEvent
        assert event.event == name
        assert event.event_ts == rest.get("event_ts")
        assert event.payload == rest.get("payload", {})
        assert json.loads(event.model_dump_json(exclude_unset=True)) == data
        assert parse_event(event.model_dump_json()) == event
        assert pickle.loads(pickle.dumps(event)) == event


@pytest.mark.parametrize("event_ts", [2**63, -(2**63) - 1, 1.5, True, [], {}], ids=repr)
def test_the_event_ts_of_an_unknown_event_is_a_64_bit_integer_or_a_string(event_ts: object) -> None:
    data = {"event": "a", "event_ts": event_ts}
    for given_body in (data, json.dumps(data)):
        with pytest.raises(InvalidEventError) as caught:
            parse_event(given_body)
        assert str(caught.value) == f"event_ts: {INT64_OR_STRING}"


@pytest.mark.parametrize(
    ("event_ts", "occurred_at"),
    [
        (1641884378841, datetime(2022, 1, 11, 6, 59, 38, 841_000, tzinfo=timezone.utc)),
        ("1641884378841", datetime(2022, 1, 11, 6, 59, 38, 841_000, tzinfo=timezone.utc)),
        ("0001641884378841", datetime(2022, 1, 11, 6, 59, 38, 841_000, tzinfo=timezone.utc)),
        (0, datetime(1970, 1, 1, tzinfo=timezone.utc)),
        ("0", datetime(1970, 1, 1, tzinfo=timezone.utc)),
        (-1, datetime(1969, 12, 31, 23, 59, 59, 999_000, tzinfo=timezone.utc)),
        (253402300799999, datetime(9999, 12, 31, 23, 59, 59, 999_000, tzinfo=timezone.utc)),
        (253402300800000, None),
        ("253402300800000", None),
        (-62135596800001, None),
        (2**63 - 1, None),
        (-(2**63), None),
        (None, None),
        ("", None),
        ("-1", None),
        ("1.5", None),
        ("1_7", None),
        (" 1641884378841", None),
        ("１６４", None),  # noqa: RUF001 - digits, but not ASCII
        ("²", None),
        ("2022-01-11T06:59:38Z", None),
        ("9" * 5000, None),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_occurred_at_of_an_unknown_event_is_a_datetime_if_event_ts_is_one(
    event_ts: int | str | None, occurred_at: datetime | None
) -> None:
    event = parse_event({"event": "a", "event_ts": event_ts})
    assert isinstance(event, UnknownEvent)
    assert event.event_ts == event_ts
    assert type(event.event_ts) is type(event_ts)
    assert event.occurred_at == occurred_at


def test_occurred_at_of_an_unknown_event_without_event_ts_is_none() -> None:
    event = parse_event('{"event": "a"}')
    assert isinstance(event, UnknownEvent)
    assert event.occurred_at is None


@pytest.mark.parametrize("spec", KNOWN_EVENTS, ids=str)
def test_a_known_event_never_becomes_an_unknown_one(spec: Spec) -> None:
    for data in ({"event": spec.event}, {**spec.data(), "payload": {}}):
        with pytest.raises(InvalidEventError) as caught:
            parse_event(data)
        assert caught.value.event == spec.event
        with pytest.raises(ValueError, match="Input should be the name of an unknown event"):
            UnknownEvent.model_validate(data)


def test_unknown_events_are_frozen_and_not_hashable() -> None:
    event = parse_event(b'{"event": "a"}')
    with pytest.raises(ValueError, match="frozen"):
        event.event = "b"  # type: ignore[misc]
    with pytest.raises(TypeError, match="unhashable"):
        hash(event)


# Errors


def test_errors_are_rtms_events_errors_and_value_errors() -> None:
    with pytest.raises(InvalidEventError) as caught:
        parse_event(b"")
    assert isinstance(caught.value, RtmsEventsError)
    assert isinstance(caught.value, ValueError)


def test_an_error_has_a_location_a_message_and_a_kind() -> None:
    with pytest.raises(InvalidEventError) as caught:
        parse_event(STARTED.body(server_urls=None, operator_id=5))
    location, message, kind = caught.value.errors[1]
    assert location == ("payload", "operator_id")
    assert message == "Input should be a valid string"
    assert kind == "string_type"
    assert str(caught.value) == (
        "meeting.rtms_started: payload.server_urls: Input should be a valid string; "
        "payload.operator_id: Input should be a valid string"
    )


def with_an_integer_key(data: Mapping[str, object]) -> dict[object, object]:
    return dict[object, object](data.items()) | {1: 2}


JSON_VALUE = "Input should be a valid JSON value"
FINITE = "Input should be a finite number"
KEYS = "Keys should be strings"
LIMITED = next(spec for spec in RTMS_EVENTS if "id_field" in spec.payload)


@pytest.mark.parametrize(
    ("body", "event", "detail"),
    [
        (b"[]", None, ((), "Input should be an object", "model_type")),
        (b"{}", None, (("event",), "Field required", "missing")),
        ({}, None, (("event",), "Field required", "missing")),
        ({"event": 1}, None, (("event",), "Input should be a valid string", "string_type")),
        (
            {"event": "a", "event_ts": 1.5},
            None,
            (("event_ts",), INT64_OR_STRING, "int64_or_string"),
        ),
        ({"event": "a", "new": b""}, None, (("new",), JSON_VALUE, "json_value")),
        (b'{"event": "a", "new": NaN}', None, (("new",), FINITE, "json_value")),
        ({"event": "a", 1: 2}, None, ((1,), KEYS, "invalid_key")),
        ({"event": "a", "new": {1: 2}}, None, (("new",), JSON_VALUE, "json_value")),
        (with_an_integer_key(STARTED.data()), STARTED.event, ((1,), KEYS, "invalid_key")),
        (
            {"event": "a", "payload": {1: 2}},
            None,
            (("payload", 1, "[key]"), "Input should be a valid string", "string_type"),
        ),
        (
            {**STARTED.data(), "payload": with_an_integer_key(STARTED.full_payload)},
            STARTED.event,
            (("payload", 1), KEYS, "invalid_key"),
        ),
        (
            replaced(LIMITED.data(), ("payload", "id_field"), {1: 2}),
            LIMITED.event,
            (("payload", "id_field", 1), KEYS, "invalid_key"),
        ),
        (
            STARTED.data(new={"a": [float("nan")]}),
            STARTED.event,
            (("payload", "new"), FINITE, "json_value"),
        ),
        (
            replaced(LIMITED.data(), ("payload", "concurrency_number"), 10**4300),
            LIMITED.event,
            (
                ("payload", "concurrency_number"),
                "Input should be an integer with fewer digits",
                "json_value",
            ),
        ),
        (
            {**STARTED.data(), "event_ts": 2**63},
            STARTED.event,
            (
                ("event_ts",),
                "Input should be less than or equal to 9223372036854775807",
                "less_than_equal",
            ),
        ),
    ],
)
def test_the_location_the_message_and_the_kind_of_an_error_are_stable(
    body: bytes | Mapping[str, object],
    event: str | None,
    detail: tuple[tuple[str | int, ...], str, str],
) -> None:
    """Programs and alerts depend on them."""
    with pytest.raises(InvalidEventError) as caught:
        parse_event(body)
    assert caught.value.event == event
    assert caught.value.errors == (detail,)


def test_the_error_of_a_known_event_as_an_unknown_one_has_a_kind_of_its_own() -> None:
    with pytest.raises(ValidationError) as caught:
        UnknownEvent(event=STARTED.event)
    (error,) = caught.value.errors()
    assert error["loc"] == ("event",)
    assert error["msg"] == "Input should be the name of an unknown event"
    assert error["type"] == "known_event"


def test_errors_are_pickled() -> None:
    with pytest.raises(InvalidEventError) as caught:
        parse_event(STARTED.body(server_urls=None))
    error = pickle.loads(pickle.dumps(caught.value))
    assert type(error) is InvalidEventError
    assert error.args == caught.value.args == (STARTED.event, caught.value.errors)
    assert (error.event, error.errors, str(error)) == (
        caught.value.event,
        caught.value.errors,
        str(caught.value),
    )


LEAKY: list[bytes | str | dict[str, object]] = [
    STARTED.body(server_urls=None, operator_id=[SECRET], meeting_uuid={SECRET: SECRET}),
    {**STARTED.data(server_urls=None, operator_id=[SECRET], meeting_uuid={SECRET: SECRET})},
    {**STARTED.data(), "new": [SECRET, object()]},
    json.dumps({"event": [SECRET], "payload": SECRET}),
    json.dumps({"event": SECRET, "payload": SECRET}),
    json.dumps({"event": SECRET, "payload": {"a": SECRET, "b": float("nan")}}),
    json.dumps({"event": "a", "payload": {"a": SECRET}})[:-1],
    f'"{SECRET}"',
    SECRET,
    SECRET.encode() + b"\xff",
]


@pytest.mark.parametrize("body", LEAKY)
def test_no_error_contains_a_value_of_the_body(body: bytes | str | dict[str, object]) -> None:
    with pytest.raises(InvalidEventError) as caught:
        parse_event(body)
    error = caught.value
    assert error.__context__ is None
    assert error.__cause__ is None
    shown = [str(error), repr(error), repr(error.args), repr(vars(error)), repr(error.errors)]
    shown += traceback.format_exception(error)
    assert not [text for text in shown if SECRET in text]


@pytest.mark.parametrize("text", ["{", '{"event": "meeting.rtms_started"}'])
def test_an_error_does_not_keep_the_body_alive(text: str) -> None:
    """A reference cycle through the traceback would, until the garbage collector runs."""
    body, mapping = memoryview(text.encode()), UserDict({"event": "meeting.rtms_started"})
    references = weakref.ref(body), weakref.ref(mapping)
    gc.disable()
    try:
        for given_body in (body, mapping):
            with suppress(InvalidEventError):
                parse_event(given_body)
        del body, mapping, given_body
        assert [reference() for reference in references] == [None, None]
    finally:
        gc.enable()


def test_a_message_is_one_readable_line_for_any_field_name() -> None:
    with pytest.raises(InvalidEventError) as caught:
        parse_event({"event": "a", "b\nc\x1b[31m\u2028": object()})
    assert str(caught.value) == r"'b\nc\x1b[31m\u2028': Input should be a valid JSON value"


def test_a_message_is_short_for_any_number_of_fields_with_names_of_any_length() -> None:
    names = ["a" * 100, "b" * 101, "ab c" * 1000, *(f"field{number}" for number in range(1000))]
    details = tuple(ErrorDetail((name,), JSON_VALUE, "json_value") for name in names)
    problems = str(InvalidEventError(None, details)).split("; ")
    assert problems[0] == f"{names[0]}: {JSON_VALUE}"
    assert problems[1] == f"'{'b' * 100}...': {JSON_VALUE}"
    assert problems[2] == f"'{'ab c' * 25}...': {JSON_VALUE}"
    assert problems[3:] == [f"field{n}: {JSON_VALUE}" for n in range(7)] + ["and 993 more"]


def test_a_message_that_is_complete_does_not_count_the_rest() -> None:
    details = tuple(ErrorDetail((f"field{n}",), JSON_VALUE, "json_value") for n in range(10))
    assert str(InvalidEventError("x", details)).endswith(f"field9: {JSON_VALUE}")


def test_only_the_first_invalid_value_of_an_unknown_field_is_reported() -> None:
    """Otherwise, the errors of a body could take a hundred times the memory of the body."""
    body: dict[str, object] = {"event": STARTED.event, "payload": {"a": float("nan"), "b": [1e999]}}
    for data in (body, json.dumps(body), json.dumps(body) + " " * 1000):
        with pytest.raises(InvalidEventError) as caught:
            parse_event(data)
        assert [(error.location, error.kind) for error in caught.value.errors] == [
            (("event_ts",), "missing"),
            (("payload", "rtms_stream_id"), "missing"),
            (("payload", "server_urls"), "missing"),
            (("payload", "meeting_uuid"), "missing"),
            (("payload", "operator_id"), "missing"),
            (("payload", "a"), "json_value"),
        ]


WRONG: list[JsonValue] = [None, True, 0, -(2**63) - 1, 1.0, "", "6", [], [1], {}, {"a": None}]


@pytest.mark.parametrize("spec", KNOWN_EVENTS, ids=str)
def test_text_of_any_size_and_mappings_give_the_same_event_or_the_same_errors(spec: Spec) -> None:
    """Large bodies are parsed in another way than small ones."""
    data = spec.data()
    bodies: list[Mapping[str, object]] = []
    bodies.extend(removed(data, path) for path in spec.required_fields)
    bodies.extend(replaced(data, path, value) for path in spec.fields for value in WRONG)
    bodies.extend([{**body, "event": "unknown"} for body in bodies])
    outcomes = [
        [outcome(text), outcome(text + " " * 1000), outcome(body)]
        for body in bodies
        for text in [json.dumps(body)]
    ]
    assert [three for three in outcomes if not three[0] == three[1] == three[2]] == []
    assert {type(small) for small, _, _ in outcomes} == {str, tuple}


@pytest.mark.parametrize("padding", ["", " " * 1000])
def test_text_with_a_lone_surrogate_is_an_invalid_event_of_any_size(padding: str) -> None:
    with pytest.raises(InvalidEventError) as caught:
        parse_event('{"event": "\ud800"}' + padding)
    assert len(caught.value.errors) == 1


def outcome(body: str | Mapping[str, object]) -> object:
    try:
        return parse_event(body).model_dump_json(exclude_unset=True)
    except InvalidEventError as error:
        return error.event, error.errors


# Anything at all


@given(st.binary() | st.text() | st.from_regex(r'\{"event": ?"\w*"', fullmatch=False))
def test_any_text_is_an_event_or_an_invalid_event_error(body: bytes | str) -> None:
    try:
        event = parse_event(body)
    except InvalidEventError as error:
        assert "\n" not in str(error)
        assert error.errors
    else:
        assert parse_event(event.model_dump_json()) == event
