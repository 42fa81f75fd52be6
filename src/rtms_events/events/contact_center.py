"""Events of Zoom Contact Center voice calls (`contact_center.…`)."""

from typing import Annotated, ClassVar, Literal, TypeAlias

from pydantic import Field
from typing_extensions import final

from .._base import (
    Product,
    RtmsInterrupted,
    RtmsStarted,
    RtmsStopped,
    StartedPayload,
    StoppedPayload,
    StreamPayload,
)
from ..stop_reasons import VoiceStopReasonCode

EngagementId: TypeAlias = Annotated[
    str, Field(description="The voice call.", examples=["VKLBx4TBRzuGOAjxHqR2dA"])
]


@final
class ContactCenterVoiceRtmsStartedPayload(StartedPayload, frozen=True):
    """The payload of `contact_center.voice_rtms_started`."""

    engagement_id: EngagementId

    @property
    def source_id(self) -> str:
        """`engagement_id`."""
        return self.engagement_id


@final
class ContactCenterVoiceRtmsStarted(RtmsStarted, frozen=True):
    """A stream of a Contact Center voice call has started.

    Zoom sends it when the stream can be had from the servers in its payload, and again where the
    answer takes longer than three seconds.
    """

    product: ClassVar[Product] = "contact_center"

    event: Literal["contact_center.voice_rtms_started"]
    payload: ContactCenterVoiceRtmsStartedPayload


@final
class ContactCenterVoiceRtmsStoppedPayload(StoppedPayload, frozen=True):
    """The payload of `contact_center.voice_rtms_stopped`."""

    engagement_id: EngagementId
    stop_reason: VoiceStopReasonCode

    @property
    def source_id(self) -> str:
        """`engagement_id`."""
        return self.engagement_id


@final
class ContactCenterVoiceRtmsStopped(RtmsStopped, frozen=True):
    """A stream of a Contact Center voice call has stopped for good.

    Zoom sends it once the stream has ended, whoever or whatever ended it: see `stop_reason`.
    """

    product: ClassVar[Product] = "contact_center"

    event: Literal["contact_center.voice_rtms_stopped"]
    payload: ContactCenterVoiceRtmsStoppedPayload


@final
class ContactCenterVoiceRtmsInterruptedPayload(StreamPayload, frozen=True):
    """The payload of `contact_center.voice_rtms_interrupted`."""

    engagement_id: EngagementId

    @property
    def source_id(self) -> str:
        """`engagement_id`."""
        return self.engagement_id


@final
class ContactCenterVoiceRtmsInterrupted(RtmsInterrupted, frozen=True):
    """A running stream of a Contact Center voice call has been interrupted.

    Zoom sends it when the signaling connection between its servers and your app breaks.
    """

    product: ClassVar[Product] = "contact_center"

    event: Literal["contact_center.voice_rtms_interrupted"]
    payload: ContactCenterVoiceRtmsInterruptedPayload
