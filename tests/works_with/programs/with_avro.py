"""Serialize events with Avro, through fastavro."""

import io

import fastavro
from events import STOPPED, attempt, round_trip

from rtms_events import parse_event

SCHEMA = fastavro.parse_schema(
    {
        "type": "record",
        "name": "Event",
        "fields": [
            {"name": "key", "type": "string"},
            {"name": "reason", "type": ["null", "int"]},
            {"name": "json", "type": "string"},
        ],
    }
)


def passed_on(record):
    buffer = io.BytesIO()
    fastavro.schemaless_writer(buffer, SCHEMA, record)
    buffer.seek(0)
    return fastavro.schemaless_reader(buffer, SCHEMA)


def record(event, reason=None):
    text = event.model_dump_json(exclude_unset=True)
    return {"key": event.idempotency_key, "reason": reason, "json": text}


round_trip(lambda event: parse_event(passed_on(record(event))["json"]))
attempt(
    "`stop_reason` as an `int` comes back as",
    lambda: passed_on(record(STOPPED, STOPPED.payload.stop_reason))["reason"],
)
attempt("An unknown code comes back as", lambda: passed_on(record(STOPPED, 816))["reason"])
attempt("A code of more than 32 bits", lambda: passed_on(record(STOPPED, 2**40))["reason"])
