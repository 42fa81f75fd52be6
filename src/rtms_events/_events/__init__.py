"""The events (one module per tag of Zoom's API reference) and their unions."""

from functools import partial
from typing import Annotated, Any, TypeAlias, get_args

from pydantic import AfterValidator, Field, GetCoreSchemaHandler, GetPydanticSchema
from pydantic_core import PydanticCustomError, core_schema
from typing_extensions import final

from .concurrency import RtmsConcurrencyLimited, RtmsConcurrencyNearLimit
from .contact_center import (
    ContactCenterVoiceRtmsInterrupted,
    ContactCenterVoiceRtmsStarted,
    ContactCenterVoiceRtmsStopped,
)
from .endpoint import EndpointUrlValidation
from .json_value import json_value
from .lifecycle import RtmsInterrupted, RtmsStarted, RtmsStopped, StreamEvent
from .meeting import MeetingRtmsInterrupted, MeetingRtmsStarted, MeetingRtmsStopped
from .model import UNION_BY_BASE, BaseEvent, Int64OrString
from .session import SessionRtmsInterrupted, SessionRtmsStarted, SessionRtmsStopped
from .webinar import WebinarRtmsInterrupted, WebinarRtmsStarted, WebinarRtmsStopped

RtmsEvent: TypeAlias = Annotated[
    MeetingRtmsStarted
    | MeetingRtmsStopped
    | MeetingRtmsInterrupted
    | WebinarRtmsStarted
    | WebinarRtmsStopped
    | WebinarRtmsInterrupted
    | SessionRtmsStarted
    | SessionRtmsStopped
    | SessionRtmsInterrupted
    | ContactCenterVoiceRtmsStarted
    | ContactCenterVoiceRtmsStopped
    | ContactCenterVoiceRtmsInterrupted
    | RtmsConcurrencyLimited
    | RtmsConcurrencyNearLimit,
    Field(discriminator="event"),
]
"""The closed union of all RTMS events, discriminated by `event`."""

_KnownEvent: TypeAlias = Annotated[RtmsEvent | EndpointUrlValidation, Field(discriminator="event")]

MODEL_BY_NAME: dict[str, type[BaseEvent]] = {
    name: model
    for model in (*get_args(get_args(RtmsEvent)[0]), EndpointUrlValidation)
    for name in get_args(model.model_fields["event"].annotation)
}


def _reject_known(name: str) -> str:
    # Otherwise an invalid known event would pass for an unknown one in unions.
    if name in MODEL_BY_NAME:
        raise PydanticCustomError("known_event", "Input should be the name of an unknown event")
    return name


@final
class UnknownEvent(BaseEvent, frozen=True):
    """An event without a class of its own: a new RTMS event, or one of another Zoom product.

    All data is preserved: unknown fields are in `model_extra`. An unknown event cannot be hashed,
    because its payload is a plain `dict`; use `idempotency_key` for deduplication.
    """

    event: Annotated[
        str,
        AfterValidator(_reject_known),
        Field(json_schema_extra={"not": {"enum": [*MODEL_BY_NAME]}}),
    ]
    event_ts: Annotated[
        Int64OrString | None,
        Field(
            description=(
                "When the event occurred, as sent: usually in milliseconds since the Unix epoch, "
                "for some products as a string of digits."
            )
        ),
    ] = None
    payload: Annotated[
        dict[str, Annotated[Any, json_value(level=2)]],
        Field(description="The payload as sent, or empty if there was none."),
    ] = Field(default_factory=dict)


def _known_then_unknown(_source: object, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
    # Known events come first, so that they never pay for the second choice. Error locations start
    # with the label of a choice, from which `parse_event()` knows which one failed.
    return core_schema.union_schema(
        [
            (handler.generate_schema(_KnownEvent), "known"),
            (handler.generate_schema(UnknownEvent), "unknown"),
        ],
        mode="left_to_right",
    )


Event: TypeAlias = Annotated[_KnownEvent | UnknownEvent, GetPydanticSchema(_known_then_unknown)]
"""Any event, known or unknown. Every annotation with it applies the rules of `parse_event()`."""


def _tagged_union(base: type[BaseEvent], handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
    models = {name: model for name, model in MODEL_BY_NAME.items() if issubclass(model, base)}
    choices = {name: handler.generate_schema(model) for name, model in models.items()}
    return core_schema.tagged_union_schema(choices, discriminator="event")


UNION_BY_BASE[BaseEvent] = lambda handler: handler.generate_schema(Event)
for _base in (StreamEvent, RtmsStarted, RtmsStopped, RtmsInterrupted):
    UNION_BY_BASE[_base] = partial(_tagged_union, _base)
