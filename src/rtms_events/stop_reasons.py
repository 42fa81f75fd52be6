"""Why a stream stopped, as the `stop_reason` of the `rtms_stopped` events tells it."""

from enum import IntEnum
from typing import Annotated, TypeAlias

from pydantic import Field, GetPydanticSchema
from pydantic_core import core_schema

from ._base import Int64


class StopReason(IntEnum):
    """Why the stream of a meeting, a webinar or a Video SDK session stopped.

    The three products share these codes. The names follow Zoom's own `RTMS_STOP_REASON`, so
    "meeting" in a name stands for all three. Zoom's list of possible values leaves out 5 and 6,
    while its text defines them and 6 is sent. A code that is not here arrives as a plain `int`.

    https://developers.zoom.us/docs/api/rtms/events/
    """

    HOST_TRIGGERED = 1
    USER_TRIGGERED = 2
    USER_LEFT = 3
    USER_EJECTED = 4
    HOST_DISABLED_APP = 5
    MEETING_ENDED = 6
    STREAM_CANCELED = 7
    STREAM_REVOKED = 8
    ALL_APPS_DISABLED = 9
    INTERNAL_EXCEPTION = 10
    CONNECTION_TIMEOUT = 11

    @property
    def description(self) -> str:
        """The reason as an English sentence."""
        return _STOP_REASONS[self]


class VoiceStopReason(IntEnum):
    """Why the stream of a Contact Center voice call stopped.

    The codes are not those of `StopReason`: a 3 is a revoked stream here. A code that is not
    here arrives as a plain `int`.

    https://developers.zoom.us/docs/api/rtms/events/
    """

    CUSTOMER_DISCONNECTED = 1
    AGENT_DISCONNECTED = 2
    STREAM_REVOKED = 3
    STREAM_CANCELED = 4
    ADMIN_DISABLED_RTMS = 5
    INTERNAL_ERROR = 6
    CONNECTION_TIMEOUT = 7

    @property
    def description(self) -> str:
        """The reason as an English sentence."""
        return _VOICE_STOP_REASONS[self]


_STOP_REASONS = {
    StopReason.HOST_TRIGGERED: "The host stopped the stream.",
    StopReason.USER_TRIGGERED: "The app's user stopped the stream.",
    StopReason.USER_LEFT: "The app's user left.",
    StopReason.USER_EJECTED: "The host removed the app's user.",
    StopReason.HOST_DISABLED_APP: "The host disabled the app.",
    StopReason.MEETING_ENDED: "The meeting, webinar or session ended.",
    StopReason.STREAM_CANCELED: "The stream was canceled.",
    StopReason.STREAM_REVOKED: "The stream was revoked.",
    StopReason.ALL_APPS_DISABLED: "All apps were disabled.",
    StopReason.INTERNAL_EXCEPTION: "Zoom's server failed.",
    StopReason.CONNECTION_TIMEOUT: "The connection timed out.",
}

_VOICE_STOP_REASONS = {
    VoiceStopReason.CUSTOMER_DISCONNECTED: "The customer disconnected.",
    VoiceStopReason.AGENT_DISCONNECTED: "The agent disconnected.",
    VoiceStopReason.STREAM_REVOKED: "The stream was revoked.",
    VoiceStopReason.STREAM_CANCELED: "The stream was canceled.",
    VoiceStopReason.ADMIN_DISABLED_RTMS: "An administrator disabled RTMS.",
    VoiceStopReason.INTERNAL_ERROR: "Zoom's platform failed.",
    VoiceStopReason.CONNECTION_TIMEOUT: "The connection timed out.",
}


def _open(reasons: type[StopReason] | type[VoiceStopReason]) -> GetPydanticSchema:
    # pydantic's own union of enum and `int` would prefer the plain `int`, or take `true` for 1.
    def member_or_code(code: int) -> int:
        try:
            return reasons(code)
        except ValueError:
            return code

    return GetPydanticSchema(
        lambda _source, handler: core_schema.no_info_after_validator_function(
            member_or_code, handler(Int64)
        )
    )


def _meanings(reasons: type[StopReason] | type[VoiceStopReason]) -> str:
    known = " ".join(f"{reason.value}: {reason.description}" for reason in reasons)
    return f"Why the stream stopped; Zoom may add codes. {known}"


StopReasonCode: TypeAlias = Annotated[
    StopReason | int, _open(StopReason), Field(description=_meanings(StopReason), examples=[6])
]
VoiceStopReasonCode: TypeAlias = Annotated[
    VoiceStopReason | int,
    _open(VoiceStopReason),
    Field(description=_meanings(VoiceStopReason), examples=[1]),
]
