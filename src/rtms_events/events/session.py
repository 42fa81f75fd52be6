"""Events of Zoom Video SDK sessions (`session.…`)."""

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
from ..stop_reasons import StopReasonCode

SessionId: TypeAlias = Annotated[
    str,
    Field(
        description="The session; each one held under the same `session_key` has its own.",
        examples=["4567UVWxYZABCdEfGhiJkl=="],
    ),
]
SessionKey: TypeAlias = Annotated[
    str,
    Field(
        description="The ID that the Video SDK app itself gave the session.",
        examples=["ABC36jaBI145"],
    ),
]
AccountId: TypeAlias = Annotated[
    str,
    Field(
        description="The Zoom account of the Video SDK app.", examples=["D8cJuqWVQ623CI4Q8yQK0Q"]
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
        """`session_id`."""
        return self.session_id


@final
class SessionRtmsStarted(RtmsStarted, frozen=True):
    """A stream of a Video SDK session has started.

    Zoom sends it when the stream can be had from the servers in its payload, and again where the
    answer takes longer than three seconds.
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
        """`session_id`."""
        return self.session_id


@final
class SessionRtmsStopped(RtmsStopped, frozen=True):
    """A stream of a Video SDK session has stopped for good.

    Zoom sends it once the stream has ended, whoever or whatever ended it: see `stop_reason`.
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
        """`session_id`."""
        return self.session_id


@final
class SessionRtmsInterrupted(RtmsInterrupted, frozen=True):
    """A running stream of a Video SDK session has been interrupted.

    Zoom sends it when the signaling connection between its servers and your app breaks.
    """

    product: ClassVar[Product] = "session"

    event: Literal["session.rtms_interrupted"]
    payload: SessionRtmsInterruptedPayload
