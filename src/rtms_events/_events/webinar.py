"""Events of Zoom Webinars (`webinar.…`)."""

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

WebinarUuid: TypeAlias = Annotated[
    str,
    Field(
        description="UUID of the webinar. Each occurrence of a recurring webinar has its own.",
        examples=["xsfYuvC7QtmYXjR3lJDBHg=="],
    ),
]
WebinarId: TypeAlias = Annotated[
    Int64OrString | None, Field(description="The webinar number.", examples=[81626007526])
]


@final
class WebinarRtmsStartedPayload(StartedPayload, frozen=True):
    """The payload of `webinar.rtms_started`."""

    webinar_uuid: WebinarUuid
    operator_id: OperatorId
    account_id: OptionalAccountId = None
    is_original_host: IsOriginalHost = None
    webinar_id: WebinarId = None

    @property
    def source_id(self) -> str:
        """Same as `webinar_uuid`."""
        return self.webinar_uuid


@final
class WebinarRtmsStarted(RtmsStarted, frozen=True):
    """A stream of a webinar has started.

    Sent when the stream becomes available on the servers in the payload. Zoom retries if the
    response is a 5xx or takes longer than three seconds.
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
        """Same as `webinar_uuid`."""
        return self.webinar_uuid


@final
class WebinarRtmsStopped(RtmsStopped, frozen=True):
    """A stream of a webinar has ended.

    Sent when the stream has ended, for whatever reason: see `payload.stop_reason`.
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
        """Same as `webinar_uuid`."""
        return self.webinar_uuid


@final
class WebinarRtmsInterrupted(RtmsInterrupted, frozen=True):
    """A running stream of a webinar was interrupted.

    Sent when Zoom loses the signaling connection to your app. Reconnect to resume the stream.
    """

    product: ClassVar[Product] = "webinar"

    event: Literal["webinar.rtms_interrupted"]
    payload: WebinarRtmsInterruptedPayload
