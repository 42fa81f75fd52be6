"""What events are made of: the frozen, open model, the shared fields, the lifecycle bases."""

from abc import abstractmethod
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, TypeAlias

from pydantic import VERSION, BaseModel, ConfigDict, Field

from ._json import Json
from ._secret import Key, Secret

Product: TypeAlias = Literal["meeting", "webinar", "session", "contact_center"]

Int64: TypeAlias = Annotated[
    int, Field(ge=-(2**63), le=2**63 - 1, json_schema_extra={"format": "int64"})
]
EventTs: TypeAlias = Annotated[
    Int64,
    Field(
        description="When the event occurred, in milliseconds since the Unix epoch.",
        examples=[1626230691572],
    ),
]
OperatorId: TypeAlias = Annotated[
    str, Field(description="The user who set off the event.", examples=["30R7kT7bTIKSNUFEuH_Qlg"])
]
RtmsStreamId: TypeAlias = Annotated[
    str,
    Field(
        description="The stream; one meeting, webinar, session or call can have several.",
        examples=["609340fb2a7946909659956c8aa9250c"],
    ),
]
ServerUrls: TypeAlias = Annotated[
    str,
    Field(
        description="The RTMS servers to connect to, separated by commas.",
        examples=["wss://rtms-sjc1.zoom.us:443,wss://rtms-iad2.zoom.us:443"],
    ),
]

_EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


class WireModel(BaseModel, frozen=True):
    """Exactly what was on the wire: nothing coerced, nothing dropped, nothing changed later."""

    model_config: ClassVar[ConfigDict] = ConfigDict(
        extra="allow",
        strict=True,
        hide_input_in_errors=True,
        # Only `parse_event()` needs its models at once. Building the others when they are first
        # used on their own spares each start time; pydantic does so under a lock since 2.14.
        defer_build=tuple(map(int, VERSION.split(".")[:2])) >= (2, 14),
        # Any bound makes pydantic look inside a string from Python: a lone surrogate, which no
        # JSON text can hold, is then an error here and not in a later `model_dump_json()`.
        str_min_length=0,
    )
    if not TYPE_CHECKING:  # pydantic reads it; to type checkers it would be one more argument
        __pydantic_extra__: dict[str, Json]


class TypedEvent(WireModel, frozen=True):
    """An event whose fields are known."""

    event: str
    event_ts: EventTs

    @property
    def occurred_at(self) -> datetime:
        """`event_ts` as an aware `datetime` in UTC.

        Raises:
            OverflowError: `event_ts` lies outside the years 1 to 9999.
        """
        return _EPOCH + timedelta(milliseconds=self.event_ts)


class StreamPayload(WireModel, frozen=True):
    """What the payloads of all lifecycle events have."""

    rtms_stream_id: RtmsStreamId

    @property
    @abstractmethod
    def source_id(self) -> str:
        """The product's own ID, whatever its field is called."""


class StartedPayload(StreamPayload, frozen=True):
    """What the payloads of all `rtms_started` events have."""

    server_urls: ServerUrls

    @property
    def server_url_list(self) -> tuple[str, ...]:
        """`server_urls` one by one: split at commas, stripped, empty pieces left out."""
        urls = (url.strip() for url in self.server_urls.split(","))
        return tuple(url for url in urls if url)


class StoppedPayload(StreamPayload, frozen=True):
    """What the payloads of all `rtms_stopped` events have."""

    stop_reason: int


class _StreamEvent(TypedEvent, frozen=True):
    """An event in the life of a stream."""

    product: ClassVar[Product]
    """The Zoom product that the stream belongs to."""

    payload: StreamPayload

    def handshake_signature(self, *, client_id: str, client_secret: Secret) -> str:
        """The signature that opens a WebSocket to the stream's servers.

        It is the hex HMAC-SHA256 of `client_id,source_id,rtms_stream_id` under the app's OAuth
        client secret, which is not the secret that webhooks are signed with.

        https://developers.zoom.us/docs/rtms/meetings/work-with-streams/

        Raises:
            TypeError: `client_secret` is not `str`, `bytes` or `SecretStr`.
            ValueError: `client_secret` is empty or blank.
        """
        ids = (client_id, self.payload.source_id, self.payload.rtms_stream_id)
        return Key(client_secret).hex_mac(",".join(ids).encode())


class RtmsStarted(_StreamEvent, frozen=True):
    """A stream has started, in any of the four products: connect to its servers.

    A base class for `isinstance` and `case`; what arrives is always one of its subclasses.
    """

    payload: StartedPayload


class RtmsStopped(_StreamEvent, frozen=True):
    """A stream has stopped for good, in any of the four products; `stop_reason` tells why.

    A base class for `isinstance` and `case`; what arrives is always one of its subclasses.
    """

    payload: StoppedPayload


class RtmsInterrupted(_StreamEvent, frozen=True):
    """A running stream has lost its signaling connection, in any of the four products.

    A base class for `isinstance` and `case`; what arrives is always one of its subclasses.
    """
