"""The events, a module for each tag of Zoom's reference, and the unions of them all."""

from typing import Annotated, TypeAlias

from pydantic import GetCoreSchemaHandler, GetPydanticSchema
from pydantic_core import core_schema

from .known import KnownEvent, RtmsEvent
from .unknown import UnknownEvent


def _known_then_unknown(_source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
    # Tried in this order, a known event costs nothing extra. The names start error locations.
    return core_schema.union_schema(
        [
            (handler.generate_schema(KnownEvent), "known"),
            (handler.generate_schema(UnknownEvent), "unknown"),
        ],
        mode="left_to_right",
    )


Event: TypeAlias = Annotated[KnownEvent | UnknownEvent, GetPydanticSchema(_known_then_unknown)]
"""What `parse_event()` returns, by the same rules wherever pydantic takes a type."""

__all__ = ["Event", "RtmsEvent", "UnknownEvent"]
