"""Validate events with the JSON Schema of the library, and jsonschema."""

from events import STOPPED, UNKNOWN, attempt
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter

from rtms_events import BaseEvent, Event, RtmsEvent


def is_valid(annotation, value):
    schema = TypeAdapter(annotation).json_schema()
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema).is_valid(value)


invalid = STOPPED.model_dump(exclude_unset=True) | {"event_ts": "now"}
for name, annotation in {"Event": Event, "RtmsEvent": RtmsEvent, "BaseEvent": BaseEvent}.items():
    for label, value in {
        "a known event": STOPPED.model_dump(exclude_unset=True),
        "an unknown event": UNKNOWN.model_dump(exclude_unset=True),
        "an invalid known event": invalid,
    }.items():
        attempt(
            f"`{name}`, {label}",
            lambda annotation=annotation, value=value: is_valid(annotation, value),
        )
