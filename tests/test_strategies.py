"""Hypothesis builds valid events from the types of the library."""

import subprocess
import sys
from collections.abc import Callable
from functools import partial
from typing import get_args

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from rtms_events import (
    BaseEvent,
    ConcurrencyIdField,
    Event,
    MeetingRtmsStarted,
    RtmsEvent,
    RtmsInterrupted,
    RtmsStarted,
    RtmsStopped,
    StartedPayload,
    StoppedPayload,
    StopReason,
    StreamEvent,
    StreamPayload,
    UnknownEvent,
    VoiceStopReason,
    parse_event,
)
from rtms_events.typing import Product

from .spec import KNOWN_EVENTS, Spec

FEW_EXAMPLES = settings(max_examples=25, deadline=None)
FIRST_EXAMPLE = settings(max_examples=5000, phases=[Phase.generate], database=None, deadline=None)


def is_of_type(model: type[BaseEvent], event: BaseEvent) -> bool:
    return type(event) is model


def survives_a_round_trip(event: BaseEvent) -> bool:
    received = parse_event(event.model_dump_json(exclude_unset=True))
    return type(received) is type(event) and received == event


@settings(max_examples=200, deadline=None)
@given(...)
def test_every_event_is_valid_and_round_trips(event: Event) -> None:
    assert survives_a_round_trip(event)
    assert len(event.idempotency_key) == 64
    _ = event.occurred_at


@FEW_EXAMPLES
@given(...)
def test_rtms_events_are_neither_unknown_events_nor_url_validation(event: RtmsEvent) -> None:
    assert type(event).__name__ in {spec.model.__name__ for spec in KNOWN_EVENTS[:-1]}


@pytest.mark.parametrize("spec", KNOWN_EVENTS, ids=str)
def test_an_event_class_gives_events_of_this_class(spec: Spec) -> None:
    @FEW_EXAMPLES
    @given(st.from_type(spec.model))
    def check(event: BaseEvent) -> None:
        assert type(event) is spec.model
        assert survives_a_round_trip(event)

    check()


@pytest.mark.parametrize(
    "base", [BaseEvent, StreamEvent, RtmsStarted, RtmsStopped, RtmsInterrupted]
)
def test_a_base_class_gives_each_of_its_events(base: type[BaseEvent]) -> None:
    for spec in KNOWN_EVENTS:
        if issubclass(spec.model, base):
            found = find(
                st.from_type(base), partial(is_of_type, spec.model), settings=FIRST_EXAMPLE
            )
            assert survives_a_round_trip(found)


@pytest.mark.parametrize(
    "base", [StreamPayload, StartedPayload, StoppedPayload, ConcurrencyIdField]
)
def test_a_payload_class_gives_valid_payloads(base: type[BaseModel]) -> None:
    @FEW_EXAMPLES
    @given(st.from_type(base))
    def check(payload: BaseModel) -> None:
        assert isinstance(payload, base)
        text = payload.model_dump_json(exclude_unset=True)
        assert type(payload).model_validate_json(text) == payload

    check()


def stop_reason(event: BaseEvent) -> StopReason | VoiceStopReason | int | None:
    return event.payload.stop_reason if isinstance(event, RtmsStopped) else None


def has_string_as_event_ts(event: BaseEvent) -> bool:
    return isinstance(event, UnknownEvent) and isinstance(event.event_ts, str)


def has_unknown_field_in_payload(event: BaseEvent) -> bool:
    return isinstance(event, StreamEvent) and bool(event.payload.model_extra)


def meeting_id(event: BaseEvent) -> int | str | None:
    return event.payload.meeting_id if isinstance(event, MeetingRtmsStarted) else None


def lacks_meeting_id(event: BaseEvent) -> bool:
    return isinstance(event, MeetingRtmsStarted) and (
        "meeting_id" not in event.payload.model_fields_set
    )


INCLUDED: dict[str, tuple[type[BaseEvent], Callable[[BaseEvent], bool]]] = {
    "a known stop reason": (RtmsStopped, lambda event: type(stop_reason(event)) is StopReason),
    "a known stop reason of voice": (
        RtmsStopped,
        lambda event: type(stop_reason(event)) is VoiceStopReason,
    ),
    "an unknown stop reason": (RtmsStopped, lambda event: type(stop_reason(event)) is int),
    "an unknown field": (RtmsStarted, lambda event: bool(event.model_extra)),
    "an unknown field of the payload": (RtmsInterrupted, has_unknown_field_in_payload),
    "a string as event_ts": (UnknownEvent, has_string_as_event_ts),
    "an optional field that is absent": (MeetingRtmsStarted, lacks_meeting_id),
    "an optional integer": (MeetingRtmsStarted, lambda event: type(meeting_id(event)) is int),
    "an optional string": (MeetingRtmsStarted, lambda event: type(meeting_id(event)) is str),
}


@pytest.mark.parametrize("name", INCLUDED)
def test_the_generated_events_include(name: str) -> None:
    event_type, is_wanted = INCLUDED[name]
    assert survives_a_round_trip(find(st.from_type(event_type), is_wanted, settings=FIRST_EXAMPLE))


@pytest.mark.parametrize("product", get_args(Product))
def test_the_generated_events_include_every_product(product: str) -> None:
    def is_of_product(event: BaseEvent) -> bool:
        return isinstance(event, StreamEvent) and event.product == product

    assert survives_a_round_trip(
        find(st.from_type(BaseEvent), is_of_product, settings=FIRST_EXAMPLE)
    )


def test_nothing_of_hypothesis_is_imported_with_the_library() -> None:
    program = """
import sys, rtms_events.testing, rtms_events.typing
assert not [name for name in sys.modules if name.partition(".")[0] == "hypothesis"]
"""
    subprocess.run([sys.executable, "-c", program], check=True)
