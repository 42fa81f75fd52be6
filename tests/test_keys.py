"""The keys by which apps deduplicate events and look up streams."""

import hashlib
import json
import os
import pickle
import re
import subprocess
import sys
from collections.abc import Iterator
from copy import deepcopy
from functools import cached_property
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import JsonValue, TypeAdapter
from typing_extensions import TypeIs

from rtms_events import (
    BaseEvent,
    Event,
    InvalidEventError,
    MeetingRtmsStarted,
    StreamKey,
    UnknownEvent,
    parse_event,
)
from rtms_events.testing import sample

from .helpers import reordered, stream_event
from .spec import KNOWN_EVENTS, RTMS_EVENTS, STREAM_EVENTS, Spec

STARTED = RTMS_EVENTS[0]
UNKNOWN: dict[str, JsonValue] = {
    "event": "phone.rtms_started",
    "event_ts": "1641884378841",
    "payload": {"call_id": "7123", "new": [1, 1.5, True, {"z": "é😀", "a": "\u2028"}]},
    "new": {"b": 1, "a": [{"d": 1, "c": 2}]},
}
DELIVERIES = [*(spec.data(new={"z": 1, "a": "é"}) for spec in KNOWN_EVENTS), UNKNOWN]
every_delivery = pytest.mark.parametrize(
    "data", DELIVERIES, ids=[str(data["event"]) for data in DELIVERIES]
)


class Vector(NamedTuple):
    """An event whose key other programs can compute, to compare it with that of this library."""

    name: str
    body: str
    canonical: str
    key: str


VECTORS_FILE = Path(__file__).parents[1] / "docs" / "reference" / "idempotency_keys.json"
VECTORS = [Vector(**vector) for vector in json.loads(VECTORS_FILE.read_text(encoding="utf-8"))]
every_vector = pytest.mark.parametrize("vector", VECTORS, ids=[vector.name for vector in VECTORS])


def computed_by_another_program(body: str) -> str:
    """The key, computed from the JSON text by the rules in `docs/reference/events.md`."""

    def without_nulls(members: list[tuple[str, object]]) -> dict[str, object]:
        return {name: value for name, value in dict(members).items() if value is not None}

    def number(text: str) -> float:
        value = float(text)
        return int(value) if value == int(value) else value

    data = json.loads(body, object_pairs_hook=without_nulls, parse_float=number)
    if data.get("payload") == {}:
        del data["payload"]
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def json_objects(
    more: st.SearchStrategy[float] | st.SearchStrategy[None],
) -> st.SearchStrategy[dict[str, JsonValue]]:
    leaves = st.none() | st.booleans() | st.integers() | st.text() | more
    values = st.recursive(
        leaves, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=10
    )
    return st.dictionaries(st.text(), values)


def changed(value: JsonValue) -> Iterator[JsonValue]:
    """The same value with one change, for each change that can be made."""
    match value:
        case dict():
            for name, item in value.items():
                yield {other: value[other] for other in value if other != name}
                yield from ({**value, name: new} for new in changed(item))
            yield {**value, "one more": 1}
        case list():
            for i, item in enumerate(value):
                yield from ([*value[:i], new, *value[i + 1 :]] for new in changed(item))
            yield [*value, 1]
        case bool():
            yield not value
        case int():
            yield value + 1
        case float():
            yield value + 0.5
        case str():
            yield f"{value}!"
        case _:
            yield 0


def is_event(data: JsonValue) -> TypeIs[dict[str, JsonValue]]:
    try:
        return isinstance(data, dict) and bool(parse_event(data))
    except InvalidEventError:
        return False


class TestIdempotencyKey:
    @every_delivery
    def test_is_64_lowercase_hex_digits(self, data: dict[str, JsonValue]) -> None:
        key = parse_event(data).idempotency_key
        assert len(key) == 64
        assert set(key) <= set("0123456789abcdef")

    @every_vector
    def test_is_the_same_in_every_release(self, vector: Vector) -> None:
        event = parse_event(vector.body)
        assert event.idempotency_key == vector.key
        assert hashlib.sha256(vector.canonical.encode()).hexdigest() == vector.key
        for copy in (
            parse_event(event.model_dump_json(exclude_unset=True)),
            parse_event(event.model_dump_json()),
            parse_event(event.model_dump(exclude_unset=True)),
            parse_event(event.model_dump()),
            type(event).model_validate_json(vector.body),
            type(event).model_validate(json.loads(vector.body)),
            TypeAdapter[Event](Event).validate_json(vector.body),
            TypeAdapter[Event](Event).validate_python(event),
            pickle.loads(pickle.dumps(event)),
            deepcopy(event),
            event.model_copy(),
        ):
            assert copy == event
            assert copy.idempotency_key == vector.key

    @every_vector
    def test_can_be_computed_from_the_json_by_another_program(self, vector: Vector) -> None:
        assert computed_by_another_program(vector.body) == vector.key

    @given(json_objects(st.floats(allow_nan=False, allow_infinity=False)))
    @example({"a": {"b": None}})
    @example({"a\x7f\u2028": "\x00\x1f\x7f\u2028\uffff"})
    def test_can_be_computed_from_any_json(self, payload: dict[str, JsonValue]) -> None:
        body = json.dumps({"event": "a", "payload": payload})
        key = computed_by_another_program(body)
        assert parse_event(body).idempotency_key == key
        assert parse_event({"event": "a", "payload": payload}).idempotency_key == key

    @every_delivery
    def test_does_not_depend_on_how_the_json_is_written(self, data: dict[str, JsonValue]) -> None:
        expected = parse_event(data).idempotency_key
        for body in (
            json.dumps(data),
            json.dumps(data, ensure_ascii=False).encode(),
            json.dumps(data, indent=2, separators=(" , ", " : ")),
            json.dumps(reordered(data)),
            reordered(data),
        ):
            assert parse_event(body).idempotency_key == expected

    @every_delivery
    def test_differs_for_any_other_event(self, data: dict[str, JsonValue]) -> None:
        others = [other for other in changed(data) if is_event(other)]
        keys = {parse_event(other).idempotency_key for other in (data, *others)}
        assert len(others) > 3
        assert len(keys) == 1 + len(others)

    def test_does_not_count_what_a_subclass_computes(self) -> None:
        class Caching(BaseEvent, frozen=True):
            @cached_property
            def computed(self) -> int:
                return 1

        event = Caching(event="a")
        key = event.idempotency_key
        assert event.computed == 1
        assert event.idempotency_key == key

    def test_of_an_absent_field_is_that_of_null(self) -> None:
        absent = parse_event(STARTED.data())
        assert parse_event(STARTED.data(account_id=None)).idempotency_key == absent.idempotency_key
        assert parse_event(STARTED.data(new=None)).idempotency_key == absent.idempotency_key

    def test_of_equal_numbers_is_equal(self) -> None:
        """Some programs write 1.0 as 1 when they pass JSON on."""
        pairs: list[tuple[JsonValue, JsonValue]] = [(1, 1.0), (0, -0.0), (10**22, 1e22)]
        pairs.append(([{"a": 2}], [{"a": 2.0}]))
        for one, other in pairs:
            first, second = parse_event(STARTED.data(new=one)), parse_event(STARTED.data(new=other))
            assert first == second
            assert first.idempotency_key == second.idempotency_key

    def test_of_an_unknown_event_ignores_an_absent_payload(self) -> None:
        equal: list[dict[str, JsonValue]] = [{"event_ts": None}, {"payload": {}}]
        for data in ({"event": "a", **rest} for rest in equal):
            event = parse_event(data)
            assert event == parse_event({"event": "a"})
            assert event.idempotency_key == parse_event({"event": "a"}).idempotency_key
            assert parse_event(event.model_dump()).idempotency_key == event.idempotency_key

    def test_is_the_same_in_another_process(self) -> None:
        program = (
            "import json, sys; from rtms_events import parse_event;"
            "print(*(parse_event(data).idempotency_key for data in json.load(sys.stdin)))"
        )
        for seed in ("0", "1"):
            output = subprocess.run(
                [sys.executable, "-c", program],
                input=json.dumps([reordered(data) for data in DELIVERIES]),
                env={**os.environ, "PYTHONHASHSEED": seed},
                check=True,
                capture_output=True,
                text=True,
            ).stdout
            assert output.split() == [parse_event(data).idempotency_key for data in DELIVERIES]

    @given(json_objects(st.none()))
    def test_is_equal_for_any_order_of_names(self, payload: dict[str, JsonValue]) -> None:
        data: dict[str, JsonValue] = {"event": "a", "payload": payload}
        first, second = parse_event(data), parse_event(reordered(data))
        assert first == second
        assert first.idempotency_key == second.idempotency_key


class TestStreamKey:
    @pytest.mark.parametrize("spec", STREAM_EVENTS, ids=str)
    def test_has_the_product_the_source_and_the_stream(self, spec: Spec) -> None:
        event = stream_event(spec)
        key = event.stream_key
        ids = (event.product, event.payload.source_id, event.payload.rtms_stream_id)
        assert type(key) is StreamKey
        assert key == (key.product, key.source_id, key.rtms_stream_id) == ids
        assert str(key) == f"{key}" == ":".join(ids)
        assert pickle.loads(pickle.dumps(key)) == key

    @given(*([st.text(st.characters(codec=None), max_size=4) | st.text(":%/+= \0\n")] * 4))
    @example("\ud800", "a", "a", "\ud800")
    def test_is_a_text_of_visible_ascii_that_differs_for_any_other_stream(
        self, source_id: str, stream_id: str, other_source_id: str, other_stream_id: str
    ) -> None:
        keys = {
            StreamKey("meeting", source_id, stream_id),
            StreamKey("webinar", source_id, stream_id),
            StreamKey("meeting", other_source_id, other_stream_id),
        }
        texts = {str(key) for key in keys}
        assert len(texts) == len(keys)
        for text in texts:
            assert re.fullmatch("[!-~]*", text)
            assert [*map(unquote_to_bytes, text.split(":"))] in [
                [part.encode(errors="surrogatepass") for part in key] for key in keys
            ]

    def test_is_equal_for_all_events_of_a_stream_and_for_no_other(self) -> None:
        keys = {(event.product, event.stream_key) for event in map(stream_event, STREAM_EVENTS)}
        assert len(keys) == len({product for product, _ in keys})
        started = sample(MeetingRtmsStarted)
        other_stream = sample(MeetingRtmsStarted, rtms_stream_id="other")
        other_meeting = sample(MeetingRtmsStarted, meeting_uuid="other")
        assert len({e.stream_key for e in (started, other_stream, other_meeting)}) == 3

    def test_unknown_events_have_none(self) -> None:
        event = parse_event(UNKNOWN)
        assert isinstance(event, UnknownEvent)
        assert not hasattr(event, "stream_key")
