"""Build events with polyfactory."""

from events import attempt
from polyfactory.factories.pydantic_factory import ModelFactory

from rtms_events import MeetingRtmsStopped, StopReason, UnknownEvent, parse_event


class StoppedFactory(ModelFactory[MeetingRtmsStopped]):
    __random_seed__ = 1


class UnknownFactory(ModelFactory[UnknownEvent]):
    __random_seed__ = 1


def built(factory, **fields):
    for _ in range(50):
        event = factory.build(**fields)
        assert parse_event(event.model_dump_json(exclude_unset=True)) == event
    return event


attempt("A factory of stopped events builds valid ones", lambda: bool(built(StoppedFactory)))
attempt(
    "`build(payload={…})` converts the stop reason",
    lambda: (
        StoppedFactory.build(
            payload={"meeting_uuid": "1", "rtms_stream_id": "1", "stop_reason": 6}
        ).payload.stop_reason
        is StopReason.MEETING_ENDED
    ),
)
attempt("A factory of `UnknownEvent` builds valid ones", lambda: bool(built(UnknownFactory)))
