"""Events of Zoom Video SDK sessions (`session.…`)."""

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
from .stop_reasons import StopReasonCode

SessionId: TypeAlias = Annotated[
    str,
    Field(
        description="ID of the session. Sessions with the same `session_key` have different IDs.",
        examples=["4567UVWxYZABCdEfGhiJkl=="],
    ),
]
SessionKey: TypeAlias = Annotated[
    str,
    Field(
        description="The custom session ID that the Video SDK app assigned.",
        examples=["ABC36jaBI145"],
    ),
]
AccountId: TypeAlias = Annotated[
    str,
    Field(
        description="ID of the Zoom account that owns the Video SDK app.",
        examples=["D8cJuqWVQ623CI4Q8yQK0Q"],
    ),
]


@final
class SessionRtmsStartedPayload(StartedPayload, frozen=True):
    """The payload of `session.rtms_started`."""

    session_id: SessionId
    session_key: SessionKey
    account_id: AccountId

    @property
    def source_id(self) -> str:
        """Same as `session_id`."""
        return self.session_id


@final
class SessionRtmsStarted(RtmsStarted, frozen=True):
    """A stream of a Video SDK session has started.

    Sent when the stream becomes available on the servers in the payload. Connect within 60 seconds.
    """

    product: ClassVar[Product] = "session"

    event: Literal["session.rtms_started"]
    payload: SessionRtmsStartedPayload


@final
class SessionRtmsStoppedPayload(StoppedPayload, frozen=True):
    """The payload of `session.rtms_stopped`."""

    session_id: SessionId
    session_key: SessionKey
    stop_reason: StopReasonCode

    @property
    def source_id(self) -> str:
        """Same as `session_id`."""
        return self.session_id


@final
class SessionRtmsStopped(RtmsStopped, frozen=True):
    """A stream of a Video SDK session has ended.

    Sent whether the stream was stopped or failed. `payload.stop_reason` says why it has ended.
    """

    product: ClassVar[Product] = "session"

    event: Literal["session.rtms_stopped"]
    payload: SessionRtmsStoppedPayload


@final
class SessionRtmsInterruptedPayload(StreamPayload, frozen=True):
    """The payload of `session.rtms_interrupted`."""

    session_id: SessionId
    session_key: SessionKey

    @property
    def source_id(self) -> str:
        """Same as `session_id`."""
        return self.session_id


@final
class SessionRtmsInterrupted(RtmsInterrupted, frozen=True):
    """The signaling connection of a stream of a Video SDK session was lost.

    Sent when Zoom loses the connection to your app. The stream continues: rejoin it within 60
    seconds.
    """

    product: ClassVar[Product] = "session"

    event: Literal["session.rtms_interrupted"]
    payload: SessionRtmsInterruptedPayload
