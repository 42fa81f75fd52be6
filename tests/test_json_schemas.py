"""The JSON schemas accept what the library accepts, and reject what it rejects."""

import json
from collections.abc import Iterator

import pytest
from jsonschema import Draft202012Validator
from pydantic import JsonValue, TypeAdapter, ValidationError

from rtms_events import Event, RtmsEvent, UnknownEvent

from .helpers import removed, replaced
from .spec import BASES, KNOWN_EVENTS, WRONG, Spec

ADAPTERS = {
    "Event": TypeAdapter[object](Event),
    "RtmsEvent": TypeAdapter[object](RtmsEvent),
    "UnknownEvent": TypeAdapter[object](UnknownEvent),
    **{base.__name__: TypeAdapter[object](base) for base in BASES},
}
UNKNOWN: list[JsonValue] = [
    {"event": "phone.rtms_started"},
    {"event": "a", "event_ts": "1641884378841", "payload": {"new": [1.5]}, "new": None},
    {"event": "a", "event_ts": None},
    {"event": "a", "event_ts": 1.5},
    {"event": "a", "payload": []},
    {"event": 1},
    {},
    [],
]


def deliveries(spec: Spec) -> Iterator[object]:
    """The event, complete and with unknown fields, and with each field missing or invalid."""
    yield spec.data(new=[1])
    yield spec.data(**spec.full_payload) | {"new": None}
    for path, kind in spec.fields.items():
        if path in spec.required_fields:
            yield removed(spec.data(), path)
        for wrong in WRONG[kind]:
            # JSON Schema regards 6.0 as an integer.
            if not (isinstance(wrong, float) and wrong.is_integer()):
                yield replaced(spec.data(), path, wrong)


@pytest.mark.parametrize("name", ADAPTERS)
def test_a_schema_accepts_exactly_what_its_type_accepts(name: str) -> None:
    schema = Draft202012Validator(ADAPTERS[name].json_schema())
    verdicts: set[bool] = set()
    for data in (*UNKNOWN, *(data for spec in KNOWN_EVENTS for data in deliveries(spec))):
        try:
            ADAPTERS[name].validate_json(json.dumps(data))
        except ValidationError:
            is_valid = False
        else:
            is_valid = True
        verdict = schema.is_valid(json.loads(json.dumps(data)))  # pyright: ignore[reportUnknownMemberType] - in its stubs
        assert verdict == is_valid, data
        verdicts.add(is_valid)
    assert verdicts == {True, False}
