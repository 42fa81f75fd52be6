"""From a raw delivery to its event."""

from collections.abc import Mapping

from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json

from .errors import FieldError, InvalidEventError
from .events import Event, UnknownEvent

_event = TypeAdapter[Event](Event).validator
_validate_json = _event.validate_json
_validate_python = _event.validate_python


def parse_event(body: bytes | bytearray | memoryview | str | Mapping[str, object]) -> Event:
    """Turn a delivery into its event.

    No value is coerced and none is lost. JSON may be nested some 200 levels deep. `NaN` and
    `Infinity`, which JSON does not have, are refused, but for those that stand in the text of a
    known event where that has unknown fields.

    Args:
        body: The delivery as JSON text, or as the mapping that was decoded from it, in which
            each object is a `dict`. It stays as it is.

    Returns:
        The typed event, or an `UnknownEvent` where its name is not one that this version knows.

    Raises:
        InvalidEventError: It is not JSON, not an object or has no name, its `event_ts`
            or `payload` is of the wrong type, or it is a known event whose data does not fit.
        TypeError: `body` is of another type.
    """
    event: Event
    try:
        if isinstance(body, (bytes, str, bytearray)):
            event = _validate_json(body)
            if type(event) is UnknownEvent:
                _refuse_nan(body)
            return event
        if isinstance(body, memoryview):
            return parse_event(body.tobytes())
        if isinstance(body, Mapping):
            data = dict(body)
            if not isinstance(data.get("event", ""), str):
                data["event"] = None  # as wrong, and has a `repr()` that pydantic can call
            event = _validate_python(data)
            return event
    except ValidationError as error:
        invalid = _invalid(error)
    else:
        raise TypeError(
            "parse_event() takes bytes, bytearray, memoryview, str or a Mapping, "
            f"not {type(body).__name__}"
        )
    # Raised out here, it has no context: pydantic's error holds the whole delivery.
    raise invalid


def _refuse_nan(text: bytes | str | bytearray) -> None:
    # pydantic takes NaN and Infinity for numbers. In known events they could only be in unknown
    # fields, and to look for them there would slow down every event.
    try:
        from_json(text, allow_inf_nan=False)
        return
    except ValueError as error:
        invalid = FieldError((), f"Invalid JSON: {error}", "json_invalid")
    raise InvalidEventError(None, (invalid,))


def _invalid(error: ValidationError) -> InvalidEventError:
    details = error.errors(include_url=False, include_context=False, include_input=False)
    # A location starts with the union that was tried; in the known one, the event's name follows.
    event, depth = None, 1
    if known := [
        detail for detail in details if len(detail["loc"]) > 1 and detail["loc"][0] == "known"
    ]:
        event, depth = str(known[0]["loc"][1]), 2
    fitting = known or [detail for detail in details if detail["loc"] != ("known",)]
    return InvalidEventError(
        event, tuple(FieldError(d["loc"][depth:], d["msg"], d["type"]) for d in fitting)
    )
