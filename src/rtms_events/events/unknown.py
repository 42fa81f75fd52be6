"""Events of which this version of the library knows nothing."""

from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError
from typing_extensions import final

from .._base import Int64, WireModel
from .._json import Json
from .known import KNOWN_EVENTS


def _unknown(name: str) -> str:
    # Or a known event that does not fit its model would pass for an unknown one in any union.
    if name in KNOWN_EVENTS:
        raise PydanticCustomError("known_event", "This event has a model of its own")
    return name


@final
class UnknownEvent(WireModel, frozen=True):
    """An event that has no model here, as new ones of Zoom and those of its other products.

    Nothing of it is lost: what is not in a field of its own is in `model_extra`. As its payload
    is a plain `dict`, it is the one event that cannot be hashed.
    """

    event: Annotated[str, AfterValidator(_unknown)]
    event_ts: Annotated[
        Int64 | None, Field(description="As of any event, in milliseconds, where it was sent.")
    ] = None
    payload: Annotated[
        dict[str, Json], Field(description="As it was sent; empty where it was not.")
    ] = Field(default_factory=dict)
