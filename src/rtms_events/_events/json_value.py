"""JSON values of any shape: unknown fields, and the payloads of unknown events."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite

from pydantic import GetPydanticSchema, JsonValue, ValidationInfo
from pydantic_core import PydanticCustomError, core_schema, from_json
from typing_extensions import LiteralString

_MAX_DEPTH = 200
"""The levels of objects and arrays that Pydantic's JSON parser accepts, not counting empty ones."""

_NOT_FINITE = "Input should be a finite number"
_TOO_DEEP = "Input should be nested at most 200 levels deep"


class ParsedJson:
    """The validation context of data that Pydantic's JSON parser has returned.

    Nothing else uses the data, so it is not copied. The first invalid number is the only one that
    is reported, because a large body can have any number of them.
    """

    def __init__(self) -> None:
        self._has_invalid_number = False

    def checked(self, value: JsonValue) -> JsonValue:
        """Return the value, or reject it if it contains an invalid number."""
        if not self._has_invalid_number:
            try:
                _check_each_number((value,))
            except PydanticCustomError:
                self._has_invalid_number = True
                raise
        return value


def json_value(*, level: int) -> GetPydanticSchema:
    """Return the annotation of a JSON value that is nested `level` levels deep in an event.

    Pydantic's JSON parser already enforces the limits on JSON text, except for some numbers. Python
    objects are checked completely. They are also copied, so that changing the input later does not
    change the event.
    """

    def check_and_copy(value: JsonValue, info: ValidationInfo[object]) -> JsonValue:
        try:
            if isinstance(info.context, ParsedJson):
                return info.context.checked(value)
            return _validated_copy(value, level)
        except RecursionError:  # the call stack was already too deep
            raise _json_value_error(_TOO_DEEP) from None

    schema = core_schema.json_or_python_schema(
        core_schema.no_info_after_validator_function(_check_numbers, core_schema.any_schema()),
        core_schema.with_info_plain_validator_function(check_and_copy),
    )
    return GetPydanticSchema(lambda _source, _handler: schema)


def check_integer(value: int) -> int:
    """Reject an integer that has too many digits for Pydantic's JSON parser or for Python."""
    if not -(2**63) <= value < 2**63:
        try:
            from_json(str(int(value)))
        except ValueError:
            raise _json_value_error("Input should be an integer with fewer digits") from None
    return value


def _check_numbers(value: JsonValue) -> JsonValue:
    # Pydantic parses NaN, Infinity, and 1e999 to floats that it would serialize as null. It also
    # parses integers that are too long for Python if Python's limit has been lowered.
    if type(value) is not str:
        try:
            _check_each_number((value,))
        except RecursionError:  # the call stack was already too deep
            raise _json_value_error(_TOO_DEEP) from None
    return value


def _check_each_number(values: Iterable[JsonValue]) -> None:
    # The speed of unknown events depends on this loop. JSON has no subclasses of these types.
    for value in values:
        if type(value) is str:
            continue
        if type(value) is dict:
            _check_each_number(value.values())
        elif type(value) is list:
            _check_each_number(value)
        elif type(value) is int:
            if not -(2**63) <= value < 2**63:
                check_integer(value)
        elif type(value) is float and not isfinite(value):
            raise _json_value_error(_NOT_FINITE)


def _validated_copy(value: JsonValue, level: int) -> JsonValue:
    # Not Pydantic's own `JsonValue`: its recursion overflows the small thread stacks of some
    # platforms, and it panics if another thread changes a dict meanwhile.
    match value:
        case None | bool():  # before `int()`, of which `bool` is a subclass
            return value
        case str():
            return _validated_text(value)
        case int():
            return int(check_integer(value))
        case float():
            if not isfinite(value):
                raise _json_value_error(_NOT_FINITE)
            return float(value)
        case dict() if level < _MAX_DEPTH or not value:
            return {
                _validated_text(name): _validated_copy(item, level + 1)
                for name, item in dict(value).items()  # copied, so that no thread can change it
            }
        case list() if level < _MAX_DEPTH or not value:
            return [_validated_copy(item, level + 1) for item in value]
        case dict() | list():
            raise _json_value_error(_TOO_DEEP)
        case _:
            raise _json_value_error()


def _validated_text(value: object) -> str:
    if not isinstance(value, str) or _has_lone_surrogates(value):
        raise _json_value_error()
    return str.__str__(value)  # ignores the `__str__()` of a subclass


def _has_lone_surrogates(text: str) -> bool:
    try:
        str.encode(text)
    except UnicodeEncodeError:
        return True
    return False


def _json_value_error(
    message: LiteralString = "Input should be a valid JSON value",
) -> PydanticCustomError:
    return PydanticCustomError("json_value", message)
