"""Data of a shape we do not know: unknown fields, and the payloads of unknown events."""

from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from pydantic import ConfigDict, JsonValue, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError, core_schema

if TYPE_CHECKING:
    Json: TypeAlias = Any
else:

    class Json:
        """Any JSON value: from JSON text as it is, from Python objects checked and copied.

        A Python mapping can hold what no JSON text can, which would fail much later, and lists
        that its owner goes on changing.
        """

        @classmethod
        def __get_pydantic_core_schema__(
            cls, _source: object, _handler: object
        ) -> core_schema.CoreSchema:
            return _JSON_SCHEMA


@cache  # built on first use: most programs only ever parse JSON text
def _json_value() -> TypeAdapter[JsonValue]:
    config = ConfigDict(strict=True, allow_inf_nan=False, str_min_length=0)
    return TypeAdapter(JsonValue, config=config)


def _checked_copy(value: object) -> JsonValue:
    try:
        return _json_value().validate_python(value)
    except ValidationError:
        raise PydanticCustomError("json_value", "Input should be a JSON value") from None


_JSON_SCHEMA = core_schema.json_or_python_schema(
    core_schema.any_schema(), core_schema.no_info_plain_validator_function(_checked_copy)
)
