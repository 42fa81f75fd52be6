"""The closed unions: every event that has a model of its own."""

from typing import Annotated, TypeAlias, get_args

from pydantic import Field

from .._base import TypedEvent
from .concurrency import RtmsConcurrencyLimited, RtmsConcurrencyNearLimit
from .contact_center import (
    ContactCenterVoiceRtmsInterrupted,
    ContactCenterVoiceRtmsStarted,
    ContactCenterVoiceRtmsStopped,
)
from .endpoint import EndpointUrlValidation
from .meeting import MeetingRtmsInterrupted, MeetingRtmsStarted, MeetingRtmsStopped
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
"""The closed union of the 14 events of Zoom's reference, told apart by their names."""

KnownEvent: TypeAlias = Annotated[RtmsEvent | EndpointUrlValidation, Field(discriminator="event")]
"""Those and the challenge that every webhook endpoint gets."""

KNOWN_EVENTS: dict[str, type[TypedEvent]] = {
    name: event
    for event in (*get_args(get_args(RtmsEvent)[0]), EndpointUrlValidation)
    for name in get_args(event.model_fields["event"].annotation)
}
