"""Events of Zoom Video SDK sessions (`session.…`)."""

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
from .stop_reasons import StopReasonCode

SESSION_ID: FieldInfo = Field(
    description="ID of the session. Sessions with the same `session_key` have different IDs.",
    examples=["4567UVWxYZABCdEfGhiJkl=="],
)
SESSION_KEY: FieldInfo = Field(
    description="The custom session ID that the Video SDK app assigned.",
    examples=["ABC36jaBI145"],
)


@final
class SessionRtmsStartedPayload(StartedPayload, frozen=True):
    """The payload of `session.rtms_started`."""

    session_id: Annotated[str, SESSION_ID]
    session_key: Annotated[str, SESSION_KEY]
    account_id: Annotated[
        str,
        Field(
            description="ID of the Zoom account that owns the Video SDK app.",
            examples=["D8cJuqWVQ623CI4Q8yQK0Q"],
        ),
    ]

    @property
    def source_id(self) -> str:
        """Same as `session_id`."""
        return self.session_id


@final
class SessionRtmsStarted(RtmsStarted, frozen=True):
    """A stream of a Video SDK session has started.

    Sent when the stream becomes available on the servers in the payload. Connect within 60 seconds.

    https://developers.zoom.us/docs/api/rtms/events/
    """

    product: ClassVar[Product] = "session"

    event: Literal["session.rtms_started"]
    payload: SessionRtmsStartedPayload


@final
class SessionRtmsStoppedPayload(StoppedPayload, frozen=True):
    """The payload of `session.rtms_stopped`."""

    session_id: Annotated[str, SESSION_ID]
    session_key: Annotated[str, SESSION_KEY]
    stop_reason: StopReasonCode
    """A member of `StopReason`, or a plain `int` if the code is unknown."""

    @property
    def source_id(self) -> str:
        """Same as `session_id`."""
        return self.session_id


@final
class SessionRtmsStopped(RtmsStopped, frozen=True):
    """A stream of a Video SDK session has ended.

    Sent both when the stream is stopped and when it fails; `payload.stop_reason` says why.

    https://developers.zoom.us/docs/api/rtms/events/
    """

    product: ClassVar[Product] = "session"

    event: Literal["session.rtms_stopped"]
    payload: SessionRtmsStoppedPayload


@final
class SessionRtmsInterruptedPayload(StreamPayload, frozen=True):
    """The payload of `session.rtms_interrupted`."""

    session_id: Annotated[str, SESSION_ID]
    session_key: Annotated[str, SESSION_KEY]

    @property
    def source_id(self) -> str:
        """Same as `session_id`."""
        return self.session_id


@final
class SessionRtmsInterrupted(RtmsInterrupted, frozen=True):
    """A Video SDK session's stream lost its signaling connection.

    Sent when Zoom loses the connection to your app. The stream continues: rejoin it within 60
    seconds.

    https://developers.zoom.us/docs/api/rtms/events/
    """

    product: ClassVar[Product] = "session"

    event: Literal["session.rtms_interrupted"]
    payload: SessionRtmsInterruptedPayload
