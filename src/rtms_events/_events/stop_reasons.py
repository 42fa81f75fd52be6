"""The stop reasons of `rtms_stopped` events."""

from enum import IntEnum
from typing import Annotated, TypeAlias

from pydantic import Field, GetCoreSchemaHandler, GetPydanticSchema
from pydantic_core import CoreSchema, core_schema
from typing_extensions import Self, override

from .model import Int64


class DescribedCode(IntEnum):
    """Base class of the stop reasons. `str()` and `format()` return the code on every Python."""

    description: str
    """What the code means, as an English sentence."""

    # The default is for type checkers, which treat `StopReason(6)` as a call of this method.
    def __new__(cls, code: int, description: str = "") -> Self:
        member = int.__new__(cls, code)
        member._value_ = code
        member.description = description
        return member

    # On Python 3.10, `IntEnum` would return the name, and `format()` would not accept `:d`.
    @override
    def __str__(self) -> str:
        return int.__repr__(self)

    @override
    def __format__(self, format_spec: str) -> str:
        return int.__format__(self, format_spec)


class StopReason(DescribedCode):
    """Why the stream of a meeting, webinar, or Video SDK session has ended.

    The three products share these codes. The names are those of Zoom's SDK, in which `MEETING`
    stands for all three. Unknown codes are kept as plain integers.

    https://developers.zoom.us/docs/rtms/data-types/
    """

    HOST_TRIGGERED = 1, "The host stopped the stream."
    USER_TRIGGERED = 2, "The user of the app stopped the stream."
    USER_LEFT = 3, "The user of the app left."
    USER_EJECTED = 4, "The host removed the user of the app."
    HOST_DISABLED_APP = 5, "The host disabled the app."
    MEETING_ENDED = 6, "The meeting, webinar, or session ended."
    STREAM_CANCELED = 7, "The stream was canceled."
    STREAM_REVOKED = 8, "The stream was revoked."
    ALL_APPS_DISABLED = 9, "All apps were disabled."
    INTERNAL_EXCEPTION = 10, "An internal error occurred at Zoom."
    CONNECTION_TIMEOUT = 11, "The connection timed out."
    INSTANCE_CONNECTION_INTERRUPTED = (
        12,
        "The connection to the meeting, webinar, or session was interrupted.",
    )
    SIGNAL_CONNECTION_INTERRUPTED = 13, "The signaling connection was interrupted."
    DATA_CONNECTION_INTERRUPTED = 14, "The media connection was interrupted."
    SIGNAL_CONNECTION_CLOSED_ABNORMALLY = 15, "The signaling connection was closed abnormally."
    DATA_CONNECTION_CLOSED_ABNORMALLY = 16, "The media connection was closed abnormally."
    EXIT_SIGNAL = 17, "An exit signal was received."
    AUTHENTICATION_FAILURE = 18, "Authentication failed."
    AWAIT_RECONNECTION_TIMEOUT = 19, "Reconnection timed out."
    RECEIVER_REQUEST_CLOSE = 20, "The receiver of the stream asked to close it."
    CUSTOMER_DISCONNECTED = 21, "The customer disconnected."
    AGENT_DISCONNECTED = 22, "The agent disconnected."
    ADMIN_DISABLED_APP = 23, "An administrator disabled the app."
    KEEP_ALIVE_TIMEOUT = 24, "The keep-alive timed out."
    MANUAL_API_TRIGGERED = 25, "An API call stopped the stream."
    STREAMING_NOT_SUPPORTED = 26, "Streaming is not supported."

    @property
    def is_recoverable(self) -> bool:
        """Whether Zoom asks the app to restart the whole connection, signaling and media.

        True for codes 10 to 19 and 24. Wait three seconds before the first attempt, and double the
        delay up to 30 seconds. After any other code, the stream has ended.

        https://developers.zoom.us/docs/rtms/video-sdk/failover-reconnection/
        """
        return 10 <= self <= 19 or self is StopReason.KEEP_ALIVE_TIMEOUT  # noqa: PLR2004 - codes


class VoiceStopReason(DescribedCode):
    """Why the stream of a Contact Center voice call has ended.

    The codes differ from those of `StopReason`. For example, code 3 means that the stream was
    revoked, not that the user left. Unknown codes are kept as plain integers.

    https://developers.zoom.us/docs/api/rtms/events/
    """

    CUSTOMER_DISCONNECTED = 1, "The customer disconnected."
    AGENT_DISCONNECTED = 2, "The agent disconnected."
    STREAM_REVOKED = 3, "The stream was revoked."
    STREAM_CANCELED = 4, "The stream was canceled."
    ADMIN_DISABLED_RTMS = 5, "An administrator disabled RTMS."
    INTERNAL_ERROR = 6, "An internal error occurred at Zoom."
    CONNECTION_TIMEOUT = 7, "The connection timed out."


def _member_or_int(reasons: type[StopReason] | type[VoiceStopReason]) -> GetPydanticSchema:
    # Pydantic's own union of an enum and `int` would prefer the plain `int`, and its enum accepts
    # `true` as 1.
    def convert(code: int) -> int:
        try:
            return reasons(code)
        except ValueError:
            return code

    def schema(_source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        code = handler(Int64)
        return core_schema.no_info_after_validator_function(
            convert,
            code,
            serialization=core_schema.plain_serializer_function_ser_schema(
                _plain_int, return_schema=code
            ),
        )

    return GetPydanticSchema(schema)


def _plain_int(code: object) -> object:
    # Several databases, queues, and formats write an `IntEnum` member as its repr or its name.
    return int(code) if isinstance(code, int) else code


def _describe(reasons: type[StopReason] | type[VoiceStopReason]) -> str:
    known = " ".join(f"{reason.value}: {reason.description}" for reason in reasons)
    return f"Why the stream ended, as a code. Zoom may add codes. {known}"


StopReasonCode: TypeAlias = Annotated[
    StopReason | int,
    _member_or_int(StopReason),
    Field(description=_describe(StopReason), examples=[6]),
]
VoiceStopReasonCode: TypeAlias = Annotated[
    VoiceStopReason | int,
    _member_or_int(VoiceStopReason),
    Field(description=_describe(VoiceStopReason), examples=[1]),
]
