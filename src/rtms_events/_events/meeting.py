"""Events of Zoom Meetings (`meeting.…`)."""

from typing import Annotated, ClassVar, Literal, TypeAlias

from pydantic import Field
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
from .model import Int64OrString, IsOriginalHost, OperatorId, OptionalAccountId
from .stop_reasons import StopReasonCode

MeetingUuid: TypeAlias = Annotated[
    str,
    Field(
        description="UUID of the meeting. Each occurrence of a recurring meeting has its own.",
        examples=["4444AAAiAAAAAiAiAiiAii=="],
    ),
]
MeetingId: TypeAlias = Annotated[
    Int64OrString | None, Field(description="The meeting number.", examples=[81626007526])
]


@final
class MeetingRtmsStartedPayload(StartedPayload, frozen=True):
    """The payload of `meeting.rtms_started`."""

    meeting_uuid: MeetingUuid
    operator_id: OperatorId
    account_id: OptionalAccountId = None
    is_original_host: IsOriginalHost = None
    meeting_id: MeetingId = None

    @property
    def source_id(self) -> str:
        """Same as `meeting_uuid`."""
        return self.meeting_uuid


@final
class MeetingRtmsStarted(RtmsStarted, frozen=True):
    """A stream of a meeting has started.

    Sent when the stream becomes available on the servers in the payload. Zoom retries if the
    response is a 5xx or takes longer than three seconds.
    """

    product: ClassVar[Product] = "meeting"

    event: Literal["meeting.rtms_started"]
    payload: MeetingRtmsStartedPayload


@final
class MeetingRtmsStoppedPayload(StoppedPayload, frozen=True):
    """The payload of `meeting.rtms_stopped`."""

    meeting_uuid: MeetingUuid
    stop_reason: StopReasonCode

    @property
    def source_id(self) -> str:
        """Same as `meeting_uuid`."""
        return self.meeting_uuid


@final
class MeetingRtmsStopped(RtmsStopped, frozen=True):
    """A stream of a meeting has ended.

    Sent when the stream has ended, for whatever reason: see `payload.stop_reason`.
    """

    product: ClassVar[Product] = "meeting"

    event: Literal["meeting.rtms_stopped"]
    payload: MeetingRtmsStoppedPayload


@final
class MeetingRtmsInterruptedPayload(StreamPayload, frozen=True):
    """The payload of `meeting.rtms_interrupted`."""

    meeting_uuid: MeetingUuid

    @property
    def source_id(self) -> str:
        """Same as `meeting_uuid`."""
        return self.meeting_uuid


@final
class MeetingRtmsInterrupted(RtmsInterrupted, frozen=True):
    """A running stream of a meeting was interrupted.

    Sent when Zoom loses the signaling connection to your app. Reconnect to resume the stream.
    """

    product: ClassVar[Product] = "meeting"

    event: Literal["meeting.rtms_interrupted"]
    payload: MeetingRtmsInterruptedPayload
