"""The keys by which apps deduplicate events and look up streams."""

import hashlib
import json
import os
import pickle
import re
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import JsonValue
from typing_extensions import TypeIs

from rtms_events import (
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

    @every_delivery
    def test_is_the_sha_256_of_the_json_with_sorted_names(self, data: dict[str, JsonValue]) -> None:
        """Another program can therefore compute the key as well."""
        text = json.dumps(data, sort_keys=True, separators=(",", ":"))
        expected = hashlib.sha256(text.encode()).hexdigest()
        assert parse_event(data).idempotency_key == expected

    def test_is_the_same_in_every_release(self) -> None:
        assert sample(STARTED.model).idempotency_key == (
            "40cd1a96745ddf44778750877faf106b3df230f71905b301d768021ad86be3e6"
        )
        assert parse_event(UNKNOWN).idempotency_key == (
            "17c032346912898ffa3630f6b87b278ba22217fe65ed4ec584ee0c132def9533"
        )

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
    def test_survives_transport(self, data: dict[str, JsonValue]) -> None:
        """Also if a program adds the fields that Zoom did not send as `null`."""
        event = parse_event(data)
        for copy in (
            parse_event(event.model_dump_json(exclude_unset=True)),
            parse_event(event.model_dump_json()),
            parse_event(event.model_dump(mode="json")),
            parse_event(event.model_dump()),
            pickle.loads(pickle.dumps(event)),
            event.model_copy(deep=True),
        ):
            assert copy == event
            assert copy.idempotency_key == event.idempotency_key

    @every_delivery
    def test_differs_for_any_other_event(self, data: dict[str, JsonValue]) -> None:
        others = [other for other in changed(data) if is_event(other)]
        keys = {parse_event(other).idempotency_key for other in (data, *others)}
        assert len(others) > 3
        assert len(keys) == 1 + len(others)

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
            assert parse_event(data) == parse_event({"event": "a"})
            assert parse_event(data).idempotency_key == parse_event({"event": "a"}).idempotency_key

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

    @given(
        st.dictionaries(
            st.text(),
            st.recursive(
                st.none() | st.booleans() | st.integers() | st.text(),
                lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
                max_leaves=10,
            ),
        )
    )
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
