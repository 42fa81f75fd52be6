"""The base classes of stream lifecycle events and of their payloads."""

from abc import abstractmethod
from typing import Annotated, ClassVar, NamedTuple

from pydantic import BaseModel, Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema
from typing_extensions import override

from .._key import Key
from ..typing import Product, Secret
from .model import TypedEvent, WireModel


class StreamKey(NamedTuple):
    """Unique key of a stream across all products.

    A `StreamKey` is a tuple, so it can be a dictionary key. `str()` joins its parts with `:`, for
    Redis keys and logs.
    """

    product: Product
    """The Zoom product that the stream belongs to."""
    source_id: str
    """The ID of the meeting, webinar, session, or voice call."""
    rtms_stream_id: str
    """The ID of the stream."""

    @override
    def __str__(self) -> str:
        return ":".join(self)


class StreamPayload(WireModel, frozen=True):
    """Fields common to the payloads of all lifecycle events."""

    rtms_stream_id: Annotated[
        str,
        Field(
            description=(
                "ID of the stream. A meeting, webinar, session, or voice call can have several "
                "streams."
            ),
            examples=["609340fb2a7946909659956c8aa9250c"],
        ),
    ]

    @property
    @abstractmethod
    def source_id(self) -> str:
        """The ID of the meeting, webinar, session, or voice call that the stream belongs to."""


class StartedPayload(StreamPayload, frozen=True):
    """Fields common to the payloads of all `rtms_started` events."""

    server_urls: Annotated[
        str,
        Field(
            description="Comma-separated URLs of the RTMS servers to connect to.",
            examples=["wss://rtms-sjc1.zoom.us:443,wss://rtms-iad2.zoom.us:443"],
        ),
    ]

    @property
    def server_url_list(self) -> tuple[str, ...]:
        """`server_urls` split on commas, without whitespace and empty entries."""
        urls = (url.strip() for url in self.server_urls.split(","))
        return tuple(url for url in urls if url)


class StoppedPayload(StreamPayload, frozen=True):
    """Fields common to the payloads of all `rtms_stopped` events."""

    stop_reason: int


_EVENTS_BY_BASE: dict[type["StreamEvent"], dict[str, type["StreamEvent"]]] = {}
"""The events that each base class stands for, by name."""


class StreamEvent(TypedEvent, frozen=True):
    """Base of all lifecycle events."""

    product: ClassVar[Product]
    """The Zoom product that the stream belongs to."""

    payload: StreamPayload

    @classmethod
    @override
    def __get_pydantic_core_schema__(
        cls, source: type[BaseModel], handler: GetCoreSchemaHandler, /
    ) -> CoreSchema:
        if (events := _EVENTS_BY_BASE.get(cls)) is None:
            return handler(source)
        choices = {name: handler.generate_schema(event) for name, event in events.items()}
        union = core_schema.tagged_union_schema(choices, discriminator="event")
        return core_schema.no_info_after_validator_function(_reject_base, union)

    @property
    def stream_key(self) -> StreamKey:
        """The key of the stream, equal for all events of one stream."""
        return StreamKey(self.product, self.payload.source_id, self.payload.rtms_stream_id)

    def handshake_signature(self, *, client_id: str, client_secret: Secret) -> str:
        """Compute the signature for the handshake that opens the stream's WebSocket connections.

        It is the hex HMAC-SHA256 of `client_id,source_id,rtms_stream_id`, keyed with the app's
        OAuth client secret.

        https://developers.zoom.us/docs/rtms/meetings/work-with-streams/

        Args:
            client_id: The OAuth client ID of the app.
            client_secret: The OAuth client secret of the app, not its webhook secret token.

        Raises:
            TypeError: An argument has an unsupported type.
            ValueError: `client_id` is blank or contains characters other than printable ASCII, or
                `client_secret` is empty or blank, or starts or ends with whitespace.
        """
        try:
            key = Key(client_secret, "client_secret")
        finally:
            del client_secret  # see `_key.py`
        if not isinstance(client_id, str):
            raise TypeError(f"client_id must be str, not {type(client_id).__name__}")
        if not (client_id.strip() and client_id.isascii() and client_id.isprintable()):
            raise ValueError("client_id must be a non-blank string of printable ASCII characters")
        ids = (client_id, self.payload.source_id, self.payload.rtms_stream_id)
        return key.hex_mac(",".join(ids).encode())


class RtmsStarted(StreamEvent, frozen=True):
    """A stream of a meeting, webinar, Video SDK session, or voice call has started.

    Base class of all `rtms_started` events. Connect to the servers in the payload within 60
    seconds.

    Use this class in `isinstance()` and `match`. In the annotation of a Pydantic field, it is
    validated as the union of its subclasses.

    https://developers.zoom.us/docs/api/rtms/events/
    """

    payload: StartedPayload


class RtmsStopped(StreamEvent, frozen=True):
    """A stream of a meeting, webinar, Video SDK session, or voice call has ended.

    Base class of all `rtms_stopped` events. `payload.stop_reason` says why the stream has ended.

    Use this class in `isinstance()` and `match`. In the annotation of a Pydantic field, it is
    validated as the union of its subclasses.

    https://developers.zoom.us/docs/api/rtms/events/
    """

    payload: StoppedPayload


class RtmsInterrupted(StreamEvent, frozen=True):
    """The signaling connection of a stream was lost.

    Base class of all `rtms_interrupted` events. The stream continues: rejoin it within 60 seconds.

    Use this class in `isinstance()` and `match`. In the annotation of a Pydantic field, it is
    validated as the union of its subclasses.

    https://developers.zoom.us/docs/api/rtms/events/
    """


def _reject_base(event: StreamEvent) -> StreamEvent:
    # `RtmsStarted(…)` validates its arguments as one of the union, but into an `RtmsStarted`.
    if type(event) in _EVENTS_BY_BASE:
        raise TypeError(f"{type(event).__name__} is a base class: create an instance of a subclass")
    return event


LIFECYCLE_BASES = (RtmsStarted, RtmsStopped, RtmsInterrupted)


def validate_as_union(base: type[StreamEvent], events: dict[str, type[StreamEvent]]) -> None:
    """Make Pydantic validate and serialize a base class as the union of its events."""
    _EVENTS_BY_BASE[base] = events
    base.model_rebuild(force=True)  # its schema was built before its events existed
