"""The same rule for JSON values holds in text and mappings, for all events, on every route."""

import inspect
import json
import subprocess
import sys
from collections import OrderedDict
from collections.abc import Callable, ItemsView, Iterator, KeysView, Mapping
from decimal import Decimal
from enum import Enum, IntEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, JsonValue, TypeAdapter, ValidationError
from typing_extensions import TypeIs, override

from rtms_events import Event, InvalidEventError, RtmsEvent, RtmsStarted, UnknownEvent, parse_event

from .helpers import replaced
from .spec import KNOWN_EVENTS, RTMS_EVENTS, Spec

STARTED = RTMS_EVENTS[0]
LIMITED = next(spec for spec in RTMS_EVENTS if "id_field" in spec.payload)
UNKNOWN: dict[str, JsonValue] = {"event": "phone.rtms_started", "payload": {}}

PLACES: dict[str, tuple[dict[str, JsonValue], tuple[str, ...]]] = {
    "a known event": (STARTED.data(), ("new",)),
    "a known payload": (STARTED.data(), ("payload", "new")),
    "id_field": (LIMITED.data(), ("payload", "id_field", "new")),
    "an unknown event": (UNKNOWN, ("new",)),
    "an unknown payload": (UNKNOWN, ("payload", "new")),
}
every_place = pytest.mark.parametrize("place", PLACES)


class Envelope(BaseModel):
    event: Event


EVENT, EVENTS = TypeAdapter[Event](Event), TypeAdapter[list[Event]](list[Event])

FROM_MAPPINGS: dict[str, Callable[[Mapping[str, object]], Event]] = {
    "parse_event": parse_event,
    "an adapter": EVENT.validate_python,
    "a list": lambda data: EVENTS.validate_python([data])[0],
    "a field": lambda data: Envelope.model_validate({"event": data}).event,
}
FROM_TEXT: dict[str, Callable[[str], Event]] = {
    "parse_event": parse_event,
    "an adapter": EVENT.validate_json,
    "a list": lambda text: EVENTS.validate_json(f"[{text}]")[0],
    "a field": lambda text: Envelope.model_validate_json(f'{{"event": {text}}}').event,
}
every_route = pytest.mark.parametrize("route", FROM_MAPPINGS)


def data_with(place: str, value: object) -> dict[str, object]:
    data, path = PLACES[place]
    return replaced(data, path, value)


def owner_of(data: dict[str, object], path: tuple[str, ...]) -> dict[str, object]:
    """The object that contains the value at the path."""
    if len(path) == 1:
        return data
    inner = data[path[0]]
    assert is_object(inner)
    return owner_of(inner, path[1:])


def is_object(value: object) -> TypeIs[dict[str, object]]:
    return isinstance(value, dict)


def text_with(place: str, text: str) -> str:
    """For text that `json.dumps()` would not write."""
    return json.dumps(data_with(place, "HERE")).replace('"HERE"', text)


def nested(levels: int, kind: str, innermost: JsonValue = 1) -> JsonValue:
    if levels == 0:
        return innermost
    inner = nested(levels - 1, kind, innermost)
    return [inner] if kind == "arrays" else {"a": inner}


@every_place
@every_route
@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "-1e400"])
@pytest.mark.parametrize("wrap", ["{}", "[{}]", '{{"a": [1, {{"b": {}}}]}}'])
def test_a_number_that_would_be_dumped_as_null_is_rejected(
    place: str, route: str, number: str, wrap: str
) -> None:
    text = text_with(place, wrap.format(number))
    with pytest.raises(ValueError, match="Input should be a finite number"):
        FROM_TEXT[route](text)
    with pytest.raises(ValueError, match="Input should be a finite number"):
        FROM_MAPPINGS[route](json.loads(text))


@pytest.mark.parametrize("number", ["NaN", "Infinity", "1e400"])
def test_such_a_number_is_rejected_in_typed_fields_too(number: str) -> None:
    for path in (("event_ts",), ("payload", "meeting_uuid"), ("payload", "meeting_id")):
        text = json.dumps(replaced(STARTED.data(meeting_id=1), path, "HERE"))
        for body in (text.replace('"HERE"', number), json.loads(text.replace('"HERE"', number))):
            with pytest.raises(InvalidEventError) as caught:
                parse_event(body)
            assert caught.value.event == STARTED.event


@pytest.mark.parametrize("spec", KNOWN_EVENTS, ids=str)
def test_every_model_rejects_such_a_number_by_itself(spec: Spec) -> None:
    with pytest.raises(ValidationError, match="Input should be a finite number"):
        spec.model.model_validate_json(json.dumps(spec.data(new=float("inf"))))


@every_place
@pytest.mark.parametrize("kind", ["arrays", "objects"])
def test_text_and_mappings_have_the_same_nesting_limit(place: str, kind: str) -> None:
    left = 200 - len(PLACES[place][1])
    cases: list[tuple[int, JsonValue, bool]] = [
        (left, 1, True),
        (left, [], True),
        (left, {}, True),
        (left, [1], False),
        (left, {"a": 1}, False),
        (left + 1, [], False),
        (300, 1, False),
    ]
    for levels, innermost, valid in cases:
        data = data_with(place, nested(levels, kind, innermost))
        for body in (data, json.dumps(data)):
            if valid:
                event = parse_event(body)
                assert json.loads(event.model_dump_json(exclude_unset=True)) == data
                assert parse_event(event.model_dump_json()) == event
                assert len(event.idempotency_key) == 64
            else:
                with pytest.raises(InvalidEventError):
                    parse_event(body)


@every_place
@every_route
@pytest.mark.parametrize("sign", ["", "-"])
def test_text_and_mappings_have_the_same_limit_for_long_integers(
    place: str, route: str, sign: str
) -> None:
    """As long as Python can print: 4,300 digits. Some versions of Pydantic count a minus sign."""
    for digits in (4299, 4300, 4301, 10_000):
        number = (10**digits - 1) * (-1 if sign else 1)
        text = text_with(place, sign + "9" * digits)
        try:
            expected = FROM_TEXT[route](text)
        except ValueError:
            assert digits > (4299 if sign else 4300)
            with pytest.raises(ValueError, match="fewer digits"):
                FROM_MAPPINGS[route](data_with(place, number))
        else:
            assert digits <= 4300
            event = FROM_MAPPINGS[route](data_with(place, number))
            assert event == expected
            assert FROM_TEXT[route](event.model_dump_json()) == event
            assert repr(event)


@pytest.fixture
def shorter_integers() -> Iterator[None]:
    limit = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(640)
    yield
    sys.set_int_max_str_digits(limit)


@every_place
@every_route
@pytest.mark.usefixtures("shorter_integers")
def test_a_lower_limit_of_python_holds_for_text_and_mappings(place: str, route: str) -> None:
    """An event that contained such an integer could not be printed."""
    number = 16**540  # 651 digits
    digits = "9" * 651
    for data, text in ((number, digits), ([{"a": number}], f'[{{"a": {digits}}}]')):
        with pytest.raises(ValueError, match="fewer digits"):
            FROM_MAPPINGS[route](data_with(place, data))
        with pytest.raises(ValueError, match="fewer digits"):
            FROM_TEXT[route](text_with(place, text))


@pytest.mark.parametrize("spec", KNOWN_EVENTS, ids=str)
def test_typed_integers_can_have_as_many_digits_as_python_can_print(spec: Spec) -> None:
    for path, kind in spec.fields.items():
        if "int" in kind:
            for number in (10**4300, -(10**4300)):
                try:
                    parse_event(replaced(spec.data(), path, number))
                except InvalidEventError as error:
                    assert [detail.location for detail in error.errors] == [path]
                else:
                    pytest.fail(f"{path[-1]}: declare the field as `Int64` or `JsonInteger`")
        if kind == "integer":
            event = parse_event(replaced(spec.data(), path, 10**4300 - 1))
            assert parse_event(event.model_dump_json()) == event


NOT_JSON: dict[str, object] = {
    "an object": object(),
    "bytes": b"",
    "a tuple": (1,),
    "a set": {1},
    "a decimal": Decimal(1),
    "a complex number": 1j,
    "an int key": {1: 2},
    "a bytes key": {b"a": 2},
    "a surrogate": "\ud800",
    "a surrogate key": {"\ud800": 1},
}


@every_place
@every_route
@pytest.mark.parametrize("value", NOT_JSON)
def test_a_mapping_can_contain_only_values_that_json_text_can_contain(
    place: str, route: str, value: str
) -> None:
    for wrapped in (NOT_JSON[value], [NOT_JSON[value]], {"a": NOT_JSON[value]}):
        with pytest.raises(ValueError, match="Input should be a valid JSON value") as caught:
            FROM_MAPPINGS[route](data_with(place, wrapped))
        if isinstance(caught.value, InvalidEventError):
            (error,) = caught.value.errors
            assert error.location == PLACES[place][1]
            assert error.kind == "json_value"


@every_place
@every_route
def test_a_mapping_that_contains_itself_is_nested_too_deeply(place: str, route: str) -> None:
    cycle: dict[str, object] = {}
    cycle["a"] = [cycle, cycle]
    with pytest.raises(ValueError, match="Input should be nested at most 200 levels deep"):
        FROM_MAPPINGS[route](data_with(place, cycle))


class Text(str, Enum):
    A = "a"


class Number(IntEnum):
    ONE = 1


class Float(float):
    pass


@every_place
def test_subclasses_of_json_types_become_the_plain_type(place: str) -> None:
    """`json.loads(…, object_pairs_hook=OrderedDict)` creates such objects."""
    given_value = [OrderedDict({Text.A: Text.A}), Number.ONE, Float(1.5), True, None]
    expected = [{"a": "a"}, 1, 1.5, True, None]
    event = parse_event(data_with(place, given_value))
    assert event == parse_event(data_with(place, expected))
    new: JsonValue = event.model_dump()
    for name in PLACES[place][1]:
        assert isinstance(new, dict)
        new = new[name]
    assert isinstance(new, list)
    assert [type(item) for item in new] == [dict, int, float, bool, type(None)]
    assert isinstance(new[0], dict)
    assert [type(item) for item in new[0].popitem()] == [str, str]


@every_route
def test_an_event_does_not_change_with_the_mapping(route: str) -> None:
    for place, (_, path) in PLACES.items():
        inner: list[JsonValue] = [1]
        data = data_with(place, {"list": inner})
        event = FROM_MAPPINGS[route](data)
        before = event.model_dump_json()
        inner.append(2)
        owner_of(data, path)["newer"] = 1
        assert event.model_dump_json() == before


class ChangesItsOwner(dict[str, JsonValue]):
    """A value that changes the object around it during parsing, as another thread could."""

    owner: dict[str, object]

    @override
    def __iter__(self) -> Iterator[str]:  # makes `dict()` call `keys()`
        return super().__iter__()

    @override
    def keys(self) -> KeysView[str]:  # type: ignore[override] # its type is `dict_keys`
        self.owner[f"new{len(self.owner)}"] = 1
        return super().keys()

    @override
    def items(self) -> ItemsView[str, JsonValue]:  # type: ignore[override] # its type is `dict_items`
        self.owner[f"new{len(self.owner)}"] = 1
        return super().items()


@every_place
@pytest.mark.parametrize("inside", [False, True], ids=["beside", "inside"])
def test_a_mapping_can_change_while_it_is_parsed(place: str, inside: bool) -> None:
    """Pydantic panics if a dict changes while it iterates over the items."""
    first = ChangesItsOwner(a=1)
    inner: dict[str, object] = {}
    data = data_with(place, inner if inside else first)
    first.owner = inner if inside else owner_of(data, PLACES[place][1])
    for i in range(20):
        first.owner[f"more{i}"] = first
    event = parse_event(data)
    assert json.loads(event.model_dump_json())


SMALL_STACK = """
import json
import sys
import threading

from rtms_events import InvalidEventError, Webhook, parse_event
from rtms_events.testing import signed_request

webhook = Webhook("s")
outcomes = []


def work(bodies):
    for body in bodies:
        reply = webhook.receive(*signed_request(body, secret="s"))
        assert (reply.error is None) == (reply.status == 204)
        for given in (body, json.loads(body)):
            try:
                event = parse_event(given)
            except InvalidEventError:
                outcomes.append("invalid")
            else:
                outcomes.append(event.idempotency_key if kibibytes >= 1024 else "valid")


kibibytes = int(sys.argv[1])
threading.stack_size(kibibytes * 1024)
bodies = json.load(sys.stdin)
thread = threading.Thread(target=work, args=(bodies,))
thread.start()
thread.join()
print(*outcomes)
"""


@pytest.mark.parametrize("kibibytes", [512, 1024])
def test_threads_with_a_small_stack_survive_nested_json(kibibytes: int) -> None:
    """On Alpine Linux, for example, threads have a stack of 1 MiB. The key needs all of it."""
    bodies = [
        json.dumps(data_with(place, nested(levels, kind)))
        for place in PLACES
        for kind in ("arrays", "objects")
        for levels in (190, 197, 240)
    ]
    run = subprocess.run(
        [sys.executable, "-c", SMALL_STACK, str(kibibytes)],
        input=json.dumps(bodies),
        check=False,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    outcomes = run.stdout.split()
    assert len(outcomes) == 2 * len(bodies)
    assert outcomes[::2] == outcomes[1::2]
    assert [outcome == "invalid" for outcome in outcomes[::2]] == [False, False, True] * (
        len(bodies) // 3
    )


@pytest.mark.parametrize("form", ["mapping", "text", "large text"])
def test_an_event_is_invalid_if_the_stack_has_too_few_frames_left_to_check_it(form: str) -> None:
    """No `RecursionError` leaves the library."""
    data: Mapping[str, object] = data_with("a known event", nested(80, "arrays"))
    text = json.dumps(data, separators=(",", ":"))
    assert len(text) < 600
    bodies: dict[str, Mapping[str, object] | str] = {
        "mapping": data,
        "text": text,
        "large text": text + " " * 600,
    }

    def outcome(frames: int) -> str:
        if frames:
            return outcome(frames - 1)
        try:
            return type(parse_event(bodies[form])).__name__
        except InvalidEventError as error:
            return str(error)

    used = len(inspect.stack(0))
    outcomes = {outcome(sys.getrecursionlimit() - used - left) for left in range(60, 700, 20)}
    assert outcomes == {
        "MeetingRtmsStarted",
        "meeting.rtms_started: new: Input should be nested at most 200 levels deep",
    }


def test_the_rule_holds_for_closed_unions_and_bases() -> None:
    for adapter in (TypeAdapter[object](RtmsEvent), TypeAdapter[object](RtmsStarted)):
        for body in (STARTED.data(new=float("nan")), STARTED.data() | {"new": float("inf")}):
            with pytest.raises(ValidationError, match="Input should be a finite number"):
                adapter.validate_python(body)
            with pytest.raises(ValidationError, match="Input should be a finite number"):
                adapter.validate_json(json.dumps(body))


def test_the_rule_holds_for_events_created_in_python() -> None:
    for value in (object(), "\ud800"):
        with pytest.raises(ValidationError, match="Input should be a valid JSON value"):
            UnknownEvent(event="a", payload={"new": value})
    for value in (float("nan"), float("inf")):
        with pytest.raises(ValidationError, match="Input should be a finite number"):
            UnknownEvent(event="a", payload={"new": value})


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
names = st.sampled_from([spec.event for spec in KNOWN_EVENTS]) | st.text()


@given(
    st.fixed_dictionaries(
        {"event": names},
        optional={
            "event_ts": json_values,
            "payload": st.dictionaries(
                st.sampled_from([*STARTED.fields, "stop_reason", "id_field"]).map(
                    lambda field: field if isinstance(field, str) else field[-1]
                )
                | st.text(),
                json_values,
            ),
            "new": json_values,
        },
    )
)
def test_text_and_mappings_give_equal_events_or_equal_errors(data: dict[str, object]) -> None:
    results: list[object] = []
    for body in (json.dumps(data), data):
        try:
            event = parse_event(body)
        except InvalidEventError as error:
            results.append((error.event, [(e.location, e.kind) for e in error.errors]))
        else:
            results.append((event, event.model_dump_json(), event.idempotency_key))
    assert results[0] == results[1]
