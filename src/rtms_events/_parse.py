"""Parsing of request bodies into events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json
from typing_extensions import TypeIs

from ._errors import ErrorDetail, InvalidEventError
from ._events import Event
from ._events.json_value import ParsedJson
from .typing import Body

_adapter: TypeAdapter[Event] = TypeAdapter(Event)
_validate_json = _adapter.validator.validate_json
_validate_python = _adapter.validator.validate_python


# Most bodies of RTMS events are smaller. Larger bodies are parsed before they are validated.
# Otherwise, Pydantic would copy the whole body for the error of each choice of the union, and the
# whole payload for each missing field.
_LARGE = 600

_NOT_AN_OBJECT = "Input should be an object"  # what Pydantic says of JSON text, but not of a dict

_MODEL_LEVELS = 3  # the deepest models: an event, its payload, and the payload's `id_field`


def parse_event(body: Body | Mapping[str, object]) -> Event:
    """Parse a request body into an event, without verifying it.

    Use `Webhook.parse()` for a request that has not been verified yet.

    Validation is strict: no value is coerced, and unknown fields are preserved. `NaN`, `Infinity`,
    numbers that overflow a `float`, integers of more than 4,300 digits, and JSON nested more than
    200 levels deep are rejected.

    Args:
        body: JSON text, or a mapping decoded from it, in which every nested object is a `dict`. The
            mapping is not modified.

    Returns:
        The typed event, or an `UnknownEvent` if the installed version has no class for it.

    Raises:
        InvalidEventError: The body is not a JSON object, or a field is missing or invalid.
        TypeError: `body` has an unsupported type.
    """
    event: Event
    try:
        if isinstance(body, (bytes, str, bytearray)):
            event = _validate_json(body) if len(body) <= _LARGE else _validate_large_json(body)
        elif isinstance(body, memoryview):
            event = parse_event(body.tobytes())
        elif isinstance(body, Mapping):
            event = _validate_python(_snapshot(body))
        else:
            raise TypeError(
                "body must be bytes, bytearray, memoryview, str, or a Mapping, "
                f"not {type(body).__name__}"
            )
        return event
    except ValidationError as error:
        event_name, details = _event_and_details(error)
    # Raised outside `except`, because Pydantic's error, which contains the payload, would otherwise
    # be the `__context__`. Not assigned to a local variable, because its traceback would form a
    # reference cycle with this frame.
    raise InvalidEventError(event_name, details)


def _validate_large_json(body: bytes | str | bytearray) -> Event:
    event: Event
    try:
        data = from_json(body)
    except (TypeError, ValueError):  # a `TypeError` if the text contains a lone surrogate
        event = _validate_json(body)  # raises an error that says what is malformed
    else:
        event = _validate_python(data, context=ParsedJson())
    return event


def _snapshot(body: Mapping[str, object]) -> dict[str, object]:
    # Pydantic panics if another thread changes a dict that it iterates over.
    data = _copy_objects(dict(body), _MODEL_LEVELS)
    if not isinstance(data.get("event", ""), str):
        # Pydantic may call `repr()`, which can raise anything. `None` gets the same error.
        data["event"] = None
    return data


def _copy_objects(value: dict[str, object], levels: int) -> dict[str, object]:
    return {
        name: _copy_objects(dict(item), levels - 1) if levels > 1 and _is_object(item) else item
        for name, item in value.items()
    }


def _is_object(value: object) -> TypeIs[dict[str, object]]:
    return isinstance(value, dict)


def _event_and_details(error: ValidationError) -> tuple[str | None, tuple[ErrorDetail, ...]]:
    """Return the name of the invalid known event, or `None`, and what is wrong with the body."""
    event: str | None = None
    known: list[ErrorDetail] = []
    unknown: list[ErrorDetail] = []
    for detail in error.errors(include_url=False, include_context=False, include_input=False):
        # A location starts with the choice of the union: "known", the name of the event, and the
        # path; only "known" if no known event has this name; "unknown" and the path; or nothing
        # if the JSON is malformed.
        choice, *path = detail["loc"] or ("unknown",)
        kind = detail["type"]
        message = _NOT_AN_OBJECT if kind in {"dict_type", "model_type"} else detail["msg"]
        if choice == "unknown":
            unknown.append(ErrorDetail(tuple(path), message, kind))
        elif path:
            event = str(path[0])
            known.append(ErrorDetail(tuple(path[1:]), message, kind))
    return event, tuple(_first_json_value(known or unknown))


def _first_json_value(details: list[ErrorDetail]) -> Iterator[ErrorDetail]:
    # Like `ParsedJson`, this leaves out all other invalid values of unknown fields.
    found = False
    for detail in details:
        if detail.kind != "json_value" or not found:
            yield detail
        found |= detail.kind == "json_value"
