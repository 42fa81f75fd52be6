"""What `parse_event()` does with anything that is not a known event as it should be."""

import io
import json
import pickle
import traceback
from collections import ChainMap, OrderedDict, UserDict
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue

from rtms_events import (
    InvalidEventError,
    MeetingRtmsStarted,
    RtmsEventsError,
    UnknownEvent,
    parse_event,
)

from .spec import KNOWN_EVENTS, RTMS_EVENTS, Spec, replaced

STARTED = RTMS_EVENTS[0]

NESTED = 50_000
SECRET = "s3cr3t"


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
        (b'{"event": "a", "event_ts": "1"}', "event_ts: Input should be a valid integer"),
        (b'{"event": "a", "event_ts": true}', "event_ts: Input should be a valid integer"),
        (b'{"event": "a", "event_ts": 1.0}', "event_ts: Input should be a valid integer"),
    ],
)
def test_what_is_no_event_is_an_error_in_one_line(body: bytes, message: str) -> None:
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
        "no UTF-8",
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
def test_text_that_is_no_json_or_breaks_parsers_is_an_error(body: bytes | str) -> None:
    with pytest.raises(InvalidEventError):
        parse_event(body)


@pytest.mark.parametrize("name", ["meeting.rtms_started", "phone.rtms_started"])
@pytest.mark.parametrize(
    "value",
    [nested_list(), cyclic_list(), object(), b"", (1,), {1: 2}, "\ud800", {"\ud800": 1}],
    ids=["nested", "cyclic", "object", "bytes", "tuple", "int key", "surrogate", "surrogate key"],
)
def test_a_mapping_may_hold_only_what_json_text_can(name: str, value: object) -> None:
    for path in (("new",), ("payload", "new")):
        with pytest.raises(InvalidEventError) as caught:
            parse_event(replaced(STARTED.data() | {"event": name}, path, value))
        assert str(caught.value).endswith(f"{'.'.join(path)}: Input should be a JSON value")


class Silent:
    """Nobody may ask for what it shows."""

    def __repr__(self) -> str:
        raise AssertionError


@pytest.mark.parametrize(
    "name",
    [nested_list(), cyclic_list(), Silent(), b"a", 1],
    ids=["nested", "cyclic", "silent", "bytes", "int"],
)
def test_a_name_that_is_no_string_is_never_shown_not_even_to_pydantic(name: object) -> None:
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


NAN = ["NaN", "Infinity", "-Infinity"]


@pytest.mark.parametrize("number", NAN)
def test_nan_and_infinity_are_no_json_for_an_unknown_event(number: str) -> None:
    for body in (
        f'{{"event": "a", "payload": {{"new": {number}}}}}',
        f'{{"event": "a", "new": [{number}]}}',
    ):
        for given_body in (body, json.loads(body)):
            with pytest.raises(InvalidEventError):
                parse_event(given_body)


@pytest.mark.parametrize("number", NAN)
def test_nan_and_infinity_in_the_text_of_a_known_event_pass_in_unknown_fields_only(
    number: str,
) -> None:
    """To refuse them there, every known event would have to be searched for them."""
    event = parse_event(STARTED.body(new=-1).replace(b"-1", number.encode()))
    assert isinstance(event, MeetingRtmsStarted)
    assert isinstance((event.payload.model_extra or {})["new"], float)
    for path in (("event_ts",), ("payload", "meeting_uuid")):
        with pytest.raises(InvalidEventError):
            parse_event(json.dumps(replaced(STARTED.data(), path, float(number))))
    with pytest.raises(InvalidEventError):
        parse_event(STARTED.data() | {"new": float(number)})


@pytest.mark.parametrize(
    "body", [None, 1, 1.5, True, ["event"], ("event", "a"), {"event"}, object(), io.BytesIO(b"{}")]
)
def test_another_type_is_a_type_error_that_names_what_is_accepted(body: object) -> None:
    with pytest.raises(TypeError) as caught:
        parse_event(body)  # type: ignore[arg-type]
    assert str(caught.value) == (
        "parse_event() takes bytes, bytearray, memoryview, str or a Mapping, "
        f"not {type(body).__name__}"
    )


def test_an_event_is_no_delivery() -> None:
    with pytest.raises(TypeError, match="not MeetingRtmsStarted"):
        parse_event(parse_event(STARTED.body()))  # type: ignore[arg-type]


def test_any_mapping_is_a_delivery() -> None:
    deliveries: list[dict[str, object]] = [{**STARTED.data()}, {"event": "a", "new": 1}]
    for data in deliveries:
        for mapping in (MappingProxyType(data), UserDict(data), OrderedDict(data)):
            assert parse_event(mapping) == parse_event(json.dumps(data))
        assert parse_event(ChainMap({"new": 2}, data)) == parse_event(json.dumps(data | {"new": 2}))


def test_of_a_name_given_twice_the_last_one_counts_as_in_all_json_parsers() -> None:
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
def test_an_unknown_name_is_an_unknown_event_with_nothing_lost(
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


@pytest.mark.parametrize("event_ts", [2**63, -(2**63) - 1])
def test_the_event_ts_of_an_unknown_event_is_an_int64_too(event_ts: int) -> None:
    with pytest.raises(InvalidEventError, match="^event_ts: Input should be"):
        parse_event({"event": "a", "event_ts": event_ts})


@pytest.mark.parametrize("spec", KNOWN_EVENTS, ids=str)
def test_a_known_event_never_becomes_an_unknown_one(spec: Spec) -> None:
    for data in ({"event": spec.event}, {**spec.data(), "payload": {}}):
        with pytest.raises(InvalidEventError) as caught:
            parse_event(data)
        assert caught.value.event == spec.event
        with pytest.raises(ValueError, match="This event has a model of its own"):
            UnknownEvent.model_validate(data)


def test_unknown_events_are_frozen_and_not_hashable() -> None:
    event = parse_event(b'{"event": "a"}')
    with pytest.raises(ValueError, match="frozen"):
        event.event = "b"  # type: ignore[misc]
    with pytest.raises(TypeError, match="unhashable"):
        hash(event)


# Errors


def test_errors_are_ours_and_value_errors() -> None:
    with pytest.raises(InvalidEventError) as caught:
        parse_event(b"")
    assert isinstance(caught.value, RtmsEventsError)
    assert isinstance(caught.value, ValueError)


def test_an_error_tells_where_what_and_which_kind() -> None:
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


def test_errors_are_pickled() -> None:
    with pytest.raises(InvalidEventError) as caught:
        parse_event(STARTED.body(server_urls=None))
    error = pickle.loads(pickle.dumps(caught.value))
    assert type(error) is InvalidEventError
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
def test_no_error_holds_a_value_of_the_delivery(body: bytes | str | dict[str, object]) -> None:
    with pytest.raises(InvalidEventError) as caught:
        parse_event(body)
    error = caught.value
    assert error.__context__ is None
    assert error.__cause__ is None
    shown = [str(error), repr(error), repr(error.args), repr(vars(error)), repr(error.errors)]
    shown += traceback.format_exception(error)
    assert not [text for text in shown if SECRET in text]


def test_a_message_stays_one_readable_line_whatever_a_field_is_called() -> None:
    with pytest.raises(InvalidEventError) as caught:
        parse_event({"event": "a", "b\nc\x1b[31m\u2028": object()})
    assert str(caught.value) == r"'b\nc\x1b[31m\u2028': Input should be a JSON value"


# Anything at all

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
names = st.sampled_from([spec.event for spec in KNOWN_EVENTS]) | st.text()


@given(st.binary() | st.text() | json_values.map(json.dumps))
def test_any_text_is_an_event_or_an_invalid_event_error(body: bytes | str) -> None:
    try:
        event = parse_event(body)
    except InvalidEventError as error:
        assert "\n" not in str(error)
        assert error.errors
    else:
        assert parse_event(event.model_dump_json()) == event


@given(
    st.fixed_dictionaries(
        {"event": names},
        optional={
            "event_ts": json_values,
            "payload": st.dictionaries(
                st.sampled_from([*STARTED.payload, "stop_reason", "id_field"]) | st.text(),
                json_values,
            ),
            "new": json_values,
        },
    )
)
def test_json_text_and_mappings_obey_the_same_law(data: dict[str, object]) -> None:
    results: list[object] = []
    for body in (json.dumps(data), data):
        try:
            results.append(parse_event(body))
        except InvalidEventError as error:
            results.append((error.event, [(e.location, e.kind) for e in error.errors]))
    assert results[0] == results[1]
