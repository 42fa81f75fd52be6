"""Events of Zoom Webinars (`webinar.…`)."""

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

WebinarUuid: TypeAlias = Annotated[
    str,
    Field(
        description="The webinar; each occurrence of a recurring webinar has its own.",
        examples=["xsfYuvC7QtmYXjR3lJDBHg=="],
    ),
]


@final
class WebinarRtmsStartedPayload(StartedPayload, frozen=True):
    """The payload of `webinar.rtms_started`."""

    webinar_uuid: WebinarUuid
    operator_id: OperatorId

    @property
    def source_id(self) -> str:
        """`webinar_uuid`."""
        return self.webinar_uuid


@final
class WebinarRtmsStarted(RtmsStarted, frozen=True):
    """A stream of a webinar has started.

    Zoom sends it when the stream can be had from the servers in its payload, and again where the
    answer takes longer than three seconds.
    """

    product: ClassVar[Product] = "webinar"

    event: Literal["webinar.rtms_started"]
    payload: WebinarRtmsStartedPayload


@final
class WebinarRtmsStoppedPayload(StoppedPayload, frozen=True):
    """The payload of `webinar.rtms_stopped`."""

    webinar_uuid: WebinarUuid
    stop_reason: StopReasonCode

    @property
    def source_id(self) -> str:
        """`webinar_uuid`."""
        return self.webinar_uuid


@final
class WebinarRtmsStopped(RtmsStopped, frozen=True):
    """A stream of a webinar has stopped for good.

    Zoom sends it once the stream has ended, whoever or whatever ended it: see `stop_reason`.
    """

    product: ClassVar[Product] = "webinar"

    event: Literal["webinar.rtms_stopped"]
    payload: WebinarRtmsStoppedPayload


@final
class WebinarRtmsInterruptedPayload(StreamPayload, frozen=True):
    """The payload of `webinar.rtms_interrupted`."""

    webinar_uuid: WebinarUuid

    @property
    def source_id(self) -> str:
        """`webinar_uuid`."""
        return self.webinar_uuid


@final
class WebinarRtmsInterrupted(RtmsInterrupted, frozen=True):
    """A running stream of a webinar has been interrupted.

    Zoom sends it when the signaling connection between its servers and your app breaks.
    """

    product: ClassVar[Product] = "webinar"

    event: Literal["webinar.rtms_interrupted"]
    payload: WebinarRtmsInterruptedPayload
