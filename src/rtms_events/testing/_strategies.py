"""Strategies for Hypothesis, which imports this module through the entry point of the package."""

from __future__ import annotations

from types import UnionType
from typing import TypeVar, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st
from pydantic import BaseModel, JsonValue

from .._events import MODEL_BY_NAME, UnknownEvent
from .._events.concurrency import ConcurrencyIdField
from .._events.lifecycle import StartedPayload, StoppedPayload, StreamPayload
from .._events.model import UNION_BY_BASE

T = TypeVar("T", bound=BaseModel)

_INT64 = st.integers(-(2**63), 2**63 - 1)
_YEARS_1_TO_9999 = st.integers(-62_135_596_800_000, 253_402_300_799_999)
"""Milliseconds. Zoom sends no other times, and `occurred_at` would raise an error for them."""
_JSON: st.SearchStrategy[JsonValue] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda values: st.lists(values) | st.dictionaries(st.text(), values),
    max_leaves=5,
)
_JSON_OBJECTS = st.dictionaries(st.text(), _JSON, max_size=3)
_NAMES_OF_UNKNOWN_EVENTS = st.sampled_from(["phone.rtms_started", "meeting.started"]) | (
    st.text().filter(lambda name: name not in MODEL_BY_NAME)
)


def register() -> None:
    """Register a strategy for each event, payload, and base class.

    All events are valid. Their unknown fields, stop reasons, and names are like those that Zoom may
    add later.
    """
    models: list[type[BaseModel]] = [*MODEL_BY_NAME.values(), UnknownEvent, ConcurrencyIdField]
    models += [model.__annotations__["payload"] for model in MODEL_BY_NAME.values()]
    for model in models:
        st.register_type_strategy(model, _instances)
    bases: list[type[BaseModel]] = [*UNION_BY_BASE, StreamPayload, StartedPayload, StoppedPayload]
    for base in bases:
        subclasses = [model for model in models if issubclass(model, base)]
        st.register_type_strategy(base, st.one_of([st.from_type(model) for model in subclasses]))


def _instances(model: type[T]) -> st.SearchStrategy[T]:
    types = get_type_hints(model)
    fields = {name: _values(types[name]) for name in model.model_fields}
    if model is UnknownEvent:
        fields["event"] = _NAMES_OF_UNKNOWN_EVENTS
    elif "event_ts" in fields:
        fields["event_ts"] = _YEARS_1_TO_9999
    required = {name for name, field in model.model_fields.items() if field.is_required()}
    known = st.fixed_dictionaries(
        {name: fields[name] for name in fields if name in required},
        optional={name: fields[name] for name in fields if name not in required},
    )
    unknown = _JSON_OBJECTS.filter(lambda values: not values.keys() & fields.keys())
    return st.tuples(known, st.just(dict[str, JsonValue]()) | unknown).map(
        lambda parts: model.model_validate(parts[0] | parts[1])
    )


def _values(field_type: type[object]) -> st.SearchStrategy[object]:
    if field_type is int:
        return _INT64
    if get_origin(field_type) is dict:
        return _JSON_OBJECTS
    if get_origin(field_type) in {Union, UnionType}:
        return st.one_of([_values(choice) for choice in get_args(field_type)])
    return st.from_type(field_type)
