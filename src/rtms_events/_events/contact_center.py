"""Events of Zoom Contact Center voice calls (`contact_center.…`)."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field
from pydantic.fields import FieldInfo
from typing_extensions import final

from ..typing import Product
from .lifecycle import (
    RtmsInterrupted,
    RtmsStarted,
    RtmsStopped,
    StartedPayload,
    StoppedPayload,
    StreamPayload,
)
from .stop_reasons import VoiceStopReasonCode

ENGAGEMENT_ID: FieldInfo = Field(
    description="ID of the engagement (voice call).", examples=["VKLBx4TBRzuGOAjxHqR2dA"]
)


@final
class ContactCenterVoiceRtmsStartedPayload(StartedPayload, frozen=True):
    """The payload of `contact_center.voice_rtms_started`."""

    engagement_id: Annotated[str, ENGAGEMENT_ID]

    @property
    def source_id(self) -> str:
        """Same as `engagement_id`."""
        return self.engagement_id


@final
class ContactCenterVoiceRtmsStarted(RtmsStarted, frozen=True):
    """A stream of a Contact Center voice call has started.

    Sent when the stream becomes available on the servers in the payload. Connect within 60 seconds.

    https://developers.zoom.us/docs/api/rtms/events/
    """

    product: ClassVar[Product] = "contact_center"

    event: Literal["contact_center.voice_rtms_started"]
    payload: ContactCenterVoiceRtmsStartedPayload


@final
class ContactCenterVoiceRtmsStoppedPayload(StoppedPayload, frozen=True):
    """The payload of `contact_center.voice_rtms_stopped`."""

    engagement_id: Annotated[str, ENGAGEMENT_ID]
    stop_reason: VoiceStopReasonCode
    """A member of `VoiceStopReason`, or a plain `int` if the code is unknown."""

    @property
    def source_id(self) -> str:
        """Same as `engagement_id`."""
        return self.engagement_id


@final
class ContactCenterVoiceRtmsStopped(RtmsStopped, frozen=True):
    """A stream of a Contact Center voice call has ended.

    Sent both when the stream is stopped and when it fails; `payload.stop_reason` says why.

    https://developers.zoom.us/docs/api/rtms/events/
    """

    product: ClassVar[Product] = "contact_center"

    event: Literal["contact_center.voice_rtms_stopped"]
    payload: ContactCenterVoiceRtmsStoppedPayload


@final
class ContactCenterVoiceRtmsInterruptedPayload(StreamPayload, frozen=True):
    """The payload of `contact_center.voice_rtms_interrupted`."""

    engagement_id: Annotated[str, ENGAGEMENT_ID]

    @property
    def source_id(self) -> str:
        """Same as `engagement_id`."""
        return self.engagement_id


@final
class ContactCenterVoiceRtmsInterrupted(RtmsInterrupted, frozen=True):
    """A Contact Center voice call's stream lost its signaling connection.

    Sent when Zoom loses the connection to your app. The stream continues: rejoin it within 60
    seconds.

    https://developers.zoom.us/docs/api/rtms/events/
    """

    product: ClassVar[Product] = "contact_center"

    event: Literal["contact_center.voice_rtms_interrupted"]
    payload: ContactCenterVoiceRtmsInterruptedPayload
