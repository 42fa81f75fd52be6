"""Events of Zoom Meetings (`meeting.…`)."""

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
from .model import ACCOUNT_ID, IS_ORIGINAL_HOST, OPERATOR_ID, Int64OrString
from .stop_reasons import StopReasonCode

MEETING_UUID: FieldInfo = Field(
    description="UUID of the meeting. Each occurrence of a recurring meeting has its own UUID.",
    examples=["4444AAAiAAAAAiAiAiiAii=="],
)


@final
class MeetingRtmsStartedPayload(StartedPayload, frozen=True):
    """The payload of `meeting.rtms_started`."""

    meeting_uuid: Annotated[str, MEETING_UUID]
    operator_id: Annotated[str, OPERATOR_ID]
    account_id: Annotated[str | None, ACCOUNT_ID] = None
    is_original_host: Annotated[bool | None, IS_ORIGINAL_HOST] = None
    meeting_id: Annotated[
        Int64OrString | None,
        Field(
            description="ID of the meeting: the number that participants enter to join.",
            examples=[81626007526],
        ),
    ] = None

    @property
    def source_id(self) -> str:
        """Same as `meeting_uuid`."""
        return self.meeting_uuid


@final
class MeetingRtmsStarted(RtmsStarted, frozen=True):
    """A stream of a meeting has started.

    Sent when the stream becomes available on the servers in the payload. Connect within 60 seconds.

    https://developers.zoom.us/docs/api/rtms/events/
    """

    product: ClassVar[Product] = "meeting"

    event: Literal["meeting.rtms_started"]
    payload: MeetingRtmsStartedPayload


@final
class MeetingRtmsStoppedPayload(StoppedPayload, frozen=True):
    """The payload of `meeting.rtms_stopped`."""

    meeting_uuid: Annotated[str, MEETING_UUID]
    stop_reason: StopReasonCode
    """A member of `StopReason`, or a plain `int` if the code is unknown."""

    @property
    def source_id(self) -> str:
        """Same as `meeting_uuid`."""
        return self.meeting_uuid


@final
class MeetingRtmsStopped(RtmsStopped, frozen=True):
    """A stream of a meeting has ended.

    Sent both when the stream is stopped and when it fails; `payload.stop_reason` says why.

    https://developers.zoom.us/docs/api/rtms/events/
    """

    product: ClassVar[Product] = "meeting"

    event: Literal["meeting.rtms_stopped"]
    payload: MeetingRtmsStoppedPayload


@final
class MeetingRtmsInterruptedPayload(StreamPayload, frozen=True):
    """The payload of `meeting.rtms_interrupted`."""

    meeting_uuid: Annotated[str, MEETING_UUID]

    @property
    def source_id(self) -> str:
        """Same as `meeting_uuid`."""
        return self.meeting_uuid


@final
class MeetingRtmsInterrupted(RtmsInterrupted, frozen=True):
    """A meeting's stream lost its signaling connection.

    Sent when Zoom loses the connection to your app. The stream continues: rejoin it within 60
    seconds.

    https://developers.zoom.us/docs/api/rtms/events/
    """

    product: ClassVar[Product] = "meeting"

    event: Literal["meeting.rtms_interrupted"]
    payload: MeetingRtmsInterruptedPayload
