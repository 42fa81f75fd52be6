"""Test a handler with events that Hypothesis generates."""

from events import in_words, report
from hypothesis import given, settings
from hypothesis import strategies as st

from rtms_events import Event, RtmsStopped, StopReason, UnknownEvent, parse_event

seen = []


@settings(max_examples=300, derandomize=True, deadline=None, database=None)
@given(st.from_type(Event))
def test_an_event_survives_a_queue(event):
    message = event.model_dump_json(exclude_unset=True)
    assert parse_event(message) == event
    seen.append(event)


test_an_event_survives_a_queue()
stopped = [event for event in seen if isinstance(event, RtmsStopped)]
codes = {type(event.payload.stop_reason) for event in stopped}
report("Generates known and unknown stop reasons", in_words({StopReason, int} <= codes))
report("Generates unknown fields", in_words(any(event.model_extra for event in seen)))
is_seen = any(isinstance(event, UnknownEvent) for event in seen)
report("Generates unknown events", in_words(is_seen))
