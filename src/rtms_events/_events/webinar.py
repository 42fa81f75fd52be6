"""Events of Zoom Webinars (`webinar.…`)."""

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

WEBINAR_UUID: FieldInfo = Field(
    description="UUID of the webinar. Each occurrence of a recurring webinar has its own UUID.",
    examples=["xsfYuvC7QtmYXjR3lJDBHg=="],
)


@final
class WebinarRtmsStartedPayload(StartedPayload, frozen=True):
    """The payload of `webinar.rtms_started`."""

    webinar_uuid: Annotated[str, WEBINAR_UUID]
    operator_id: Annotated[str, OPERATOR_ID]
    account_id: Annotated[str | None, ACCOUNT_ID] = None
    is_original_host: Annotated[bool | None, IS_ORIGINAL_HOST] = None
    webinar_id: Annotated[
        Int64OrString | None,
        Field(
            description="ID of the webinar: the number that participants enter to join.",
            examples=[81626007526],
        ),
    ] = None

    @property
    def source_id(self) -> str:
        """Same as `webinar_uuid`."""
        return self.webinar_uuid


@final
class WebinarRtmsStarted(RtmsStarted, frozen=True):
    """A stream of a webinar has started.

    Sent when the stream becomes available on the servers in the payload. Connect within 60 seconds.

    https://developers.zoom.us/docs/api/rtms/events/
    """

    product: ClassVar[Product] = "webinar"

    event: Literal["webinar.rtms_started"]
    payload: WebinarRtmsStartedPayload


@final
class WebinarRtmsStoppedPayload(StoppedPayload, frozen=True):
    """The payload of `webinar.rtms_stopped`."""

    webinar_uuid: Annotated[str, WEBINAR_UUID]
    stop_reason: StopReasonCode
    """A member of `StopReason`, or a plain `int` if the code is unknown."""

    @property
    def source_id(self) -> str:
        """Same as `webinar_uuid`."""
        return self.webinar_uuid


@final
class WebinarRtmsStopped(RtmsStopped, frozen=True):
    """A stream of a webinar has ended.

    Sent both when the stream is stopped and when it fails; `payload.stop_reason` says why.

    https://developers.zoom.us/docs/api/rtms/events/
    """

    product: ClassVar[Product] = "webinar"

    event: Literal["webinar.rtms_stopped"]
    payload: WebinarRtmsStoppedPayload


@final
class WebinarRtmsInterruptedPayload(StreamPayload, frozen=True):
    """The payload of `webinar.rtms_interrupted`."""

    webinar_uuid: Annotated[str, WEBINAR_UUID]

    @property
    def source_id(self) -> str:
        """Same as `webinar_uuid`."""
        return self.webinar_uuid


@final
class WebinarRtmsInterrupted(RtmsInterrupted, frozen=True):
    """A webinar's stream lost its signaling connection.

    Sent when Zoom loses the connection to your app. The stream continues: rejoin it within 60
    seconds.

    https://developers.zoom.us/docs/api/rtms/events/
    """

    product: ClassVar[Product] = "webinar"

    event: Literal["webinar.rtms_interrupted"]
    payload: WebinarRtmsInterruptedPayload
