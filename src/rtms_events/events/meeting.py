"""Events of Zoom Meetings (`meeting.…`)."""

from typing import Annotated, ClassVar, Literal, TypeAlias

from pydantic import Field
from typing_extensions import final

from .._base import (
    OperatorId,
    Product,
    RtmsInterrupted,
    RtmsStarted,
    RtmsStopped,
    StartedPayload,
    StoppedPayload,
    StreamPayload,
)
from ..stop_reasons import StopReasonCode

MeetingUuid: TypeAlias = Annotated[
    str,
    Field(
        description="The meeting; each occurrence of a recurring meeting has its own.",
        examples=["4444AAAiAAAAAiAiAiiAii=="],
    ),
]


@final
class MeetingRtmsStartedPayload(StartedPayload, frozen=True):
    """The payload of `meeting.rtms_started`."""

    meeting_uuid: MeetingUuid
    operator_id: OperatorId

    @property
    def source_id(self) -> str:
        """`meeting_uuid`."""
        return self.meeting_uuid


@final
class MeetingRtmsStarted(RtmsStarted, frozen=True):
    """A stream of a meeting has started.

    Zoom sends it when the stream can be had from the servers in its payload, and again where the
    answer takes longer than three seconds.
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
        """`meeting_uuid`."""
        return self.meeting_uuid


@final
class MeetingRtmsStopped(RtmsStopped, frozen=True):
    """A stream of a meeting has stopped for good.

    Zoom sends it once the stream has ended, whoever or whatever ended it: see `stop_reason`.
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
        """`meeting_uuid`."""
        return self.meeting_uuid


@final
class MeetingRtmsInterrupted(RtmsInterrupted, frozen=True):
    """A running stream of a meeting has been interrupted.

    Zoom sends it when the signaling connection between its servers and your app breaks.
    """

    product: ClassVar[Product] = "meeting"

    event: Literal["meeting.rtms_interrupted"]
    payload: MeetingRtmsInterruptedPayload
