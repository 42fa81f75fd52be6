"""Store events in DynamoDB: boto3's serializer."""

from boto3.dynamodb.types import TypeDeserializer, TypeSerializer
from events import STOPPED, attempt, round_trip

from rtms_events import parse_event


def passed_on(item):
    stored = TypeSerializer().serialize(item)
    return TypeDeserializer().deserialize(stored)


def store(event):
    item = {
        "key": event.idempotency_key,
        "reason": getattr(event.payload, "stop_reason", None),
        "json": event.model_dump_json(exclude_unset=True),
    }
    return parse_event(passed_on(item)["json"])


round_trip(store)
attempt("`stop_reason` comes back as", lambda: passed_on(STOPPED.payload.stop_reason))
attempt("A dump with fractions as a map", lambda: passed_on(STOPPED.model_dump(exclude_unset=True)))
short = {"event": "meeting.rtms_interrupted", "event_ts": 1, "payload": {"meeting_uuid": "1"}}
short["payload"] |= {"rtms_stream_id": "1"}
attempt(
    "`parse_event()` of a map, whose numbers are `Decimal`s", lambda: parse_event(passed_on(short))
)
