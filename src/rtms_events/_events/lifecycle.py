"""The base classes of stream lifecycle events and of their payloads."""

import re
from abc import abstractmethod
from inspect import isabstract
from typing import TYPE_CHECKING, Annotated, ClassVar, NamedTuple, NoReturn

from pydantic import BaseModel, Field, GetCoreSchemaHandler
from pydantic.errors import PydanticSchemaGenerationError
from pydantic_core import CoreSchema, core_schema
from typing_extensions import override

from .._key import Key
from ..typing import Product, Secret
from .model import TypedEvent, WireModel
from .stop_reasons import DescribedCode


class StreamKey(NamedTuple):
    """The product, source ID, and stream ID that identify a stream.

    A `StreamKey` is a tuple, so it can be a dictionary key. `str()` joins its parts with `:`, for
    Redis keys and logs. Characters that Zoom's IDs do not contain, such as `:` and control
    characters, are percent-encoded, so different keys have different strings.
    """

    product: Product
    """The Zoom product that the stream belongs to."""
    source_id: str
    """The ID of the meeting, webinar, session, or voice call."""
    rtms_stream_id: str
    """The ID of the stream."""

    @override
    def __str__(self) -> str:
        parts = self if _TO_ENCODE.search("".join(self)) is None else map(_encoded, self)
        return ":".join(parts)


_TO_ENCODE = re.compile("[^!-$&-9;-~]")  # everything except visible ASCII, plus "%" and ":"


def _encoded(part: str) -> str:
    return _TO_ENCODE.sub(_percent_encoded, part)


def _percent_encoded(character: re.Match[str]) -> str:
    encoded = character[0].encode(errors="surrogatepass")
    return "".join(f"%{byte:02X}" for byte in encoded)


class StreamPayload(WireModel, frozen=True):
    """Base class of the payloads of all lifecycle events.

    Use this class in annotations of functions. It cannot be the type of a Pydantic field, because
    nothing in a payload says which event it belongs to: use the class of the event instead.
    """

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

    @classmethod
    @override
    def __get_pydantic_core_schema__(
        cls, source: type[BaseModel], handler: GetCoreSchemaHandler, /
    ) -> CoreSchema:
        if not isabstract(cls):
            return handler(source)
        if "__pydantic_core_schema__" in vars(cls):
            cls._reject_as_field()
        # The class is being defined, and is not the type of a field yet.
        return core_schema.no_info_plain_validator_function(cls._reject_as_field)

    @classmethod
    def _reject_as_field(cls, _value: object = None) -> NoReturn:
        raise PydanticSchemaGenerationError(
            f"{cls.__name__} cannot be validated, because nothing in a payload says which event it "
            "belongs to: use a class of events, such as RtmsStarted, or the payload class of one "
            "event, such as MeetingRtmsStartedPayload"
        )

    @property
    @abstractmethod
    def source_id(self) -> str:
        """The ID of the meeting, webinar, session, or voice call that the stream belongs to."""


class StartedPayload(StreamPayload, frozen=True):
    """Base class of the payloads of all `rtms_started` events; see `StreamPayload`."""

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
    """Base class of the payloads of all `rtms_stopped` events; see `StreamPayload`."""

    stop_reason: int
    """The code of the stop reason: in each event, a member of its enum, or a plain `int`."""

    @property
    def stop_reason_name(self) -> str:
        """The name of the stop reason, for example `MEETING_ENDED`; `UNKNOWN_99` if unknown."""
        reason = self.stop_reason
        return reason.name if isinstance(reason, DescribedCode) else f"UNKNOWN_{reason}"

    @property
    def stop_reason_description(self) -> str:
        """What the stop reason means, as an English sentence."""
        reason = self.stop_reason
        if isinstance(reason, DescribedCode):
            return reason.description
        return f"The stream ended for an unknown reason (code {reason})."


class StreamEvent(TypedEvent, frozen=True):
    """Base class of all lifecycle events: `RtmsStarted`, `RtmsStopped`, and `RtmsInterrupted`.

    Use this class in annotations and in `isinstance()`. As the type of a Pydantic field, it accepts
    any of its subclasses.

    https://developers.zoom.us/docs/api/rtms/events/
    """

    product: ClassVar[Product]
    """The Zoom product that the stream belongs to."""

    if TYPE_CHECKING:  # at run time, only the events have a payload, each with its own class
        payload: StreamPayload

    @property
    def stream_key(self) -> StreamKey:
        """The key of the stream, the same for all events of a stream."""
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

    Use this class in `isinstance()` and `match`. As the type of a Pydantic field, it accepts any of
    its subclasses.

    https://developers.zoom.us/docs/api/rtms/events/
    """

    if TYPE_CHECKING:
        payload: StartedPayload


class RtmsStopped(StreamEvent, frozen=True):
    """A stream of a meeting, webinar, Video SDK session, or voice call has ended.

    Base class of all `rtms_stopped` events. `payload.stop_reason` says why, and whether only the
    connection to the stream has ended: see `StopReason.is_recoverable`.

    Use this class in `isinstance()` and `match`. As the type of a Pydantic field, it accepts any of
    its subclasses.

    https://developers.zoom.us/docs/api/rtms/events/
    """

    if TYPE_CHECKING:
        payload: StoppedPayload


class RtmsInterrupted(StreamEvent, frozen=True):
    """The signaling connection of a stream was lost.

    Base class of all `rtms_interrupted` events. The stream continues: rejoin it within 60 seconds.

    Use this class in `isinstance()` and `match`. As the type of a Pydantic field, it accepts any of
    its subclasses.

    https://developers.zoom.us/docs/api/rtms/events/
    """
