"""Validate events with the JSON Schema of the library, and jsonschema."""

from events import STOPPED, UNKNOWN, report
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter

from rtms_events import BaseEvent, Event, RtmsEvent

VALUES = [
    STOPPED.model_dump(exclude_unset=True),
    UNKNOWN.model_dump(exclude_unset=True),
    STOPPED.model_dump(exclude_unset=True) | {"event_ts": "now"},
]

for name, annotation in {"Event": Event, "BaseEvent": BaseEvent, "RtmsEvent": RtmsEvent}.items():
    schema = TypeAdapter(annotation).json_schema()
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    results = ["valid" if validator.is_valid(value) else "invalid" for value in VALUES]
    report(f"`{name}`; a known, an unknown, and an invalid known event", ", ".join(results))
