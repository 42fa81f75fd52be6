"""The outcome of `Webhook.receive()`."""

from __future__ import annotations

from typing import ClassVar, NoReturn

from typing_extensions import final, override

from ._errors import InvalidEventError, SignatureError
from ._events import RtmsEvent, UnknownEvent


@final
class Reply:  # noqa: PLW1641 - not hashable, because its headers can be changed
    """The outcome of `Webhook.receive()`: the HTTP response to send, and the event to handle.

    The fields of a reply cannot be assigned. Each reply has its own `headers`, so an app can add to
    them. Replies are equal if all their fields are equal; an error is equal only to itself. Replies
    can be copied and pickled, but not hashed.
    """

    # Not a tuple or a dataclass: JSON loggers would write the whole event into the log.
    __slots__ = ("_body", "_error", "_event", "_headers", "_status")

    # This makes Django's `HttpResponse(reply)` an error. Otherwise, Django would send the repr with
    # the status code 200.
    __iter__: ClassVar[None] = None

    def __init__(
        self,
        status: int,
        headers: dict[str, str],
        body: str,
        event: RtmsEvent | UnknownEvent | None,
        error: SignatureError | InvalidEventError | None,
    ) -> None:
        self._status = status
        self._headers = headers
        self._body = body
        self._event = event
        self._error = error

    @property
    def status(self) -> int:
        """The status code: 204 for an event, 200 for URL validation, 401 or 500 for an error.

        It is another one if the reply comes from `with_status()`.
        """
        return self._status

    @property
    def headers(self) -> dict[str, str]:
        """The response headers, with the content type if there is a body, otherwise empty."""
        return self._headers

    @property
    def body(self) -> str:
        """The response body, which is JSON for URL validation and otherwise empty."""
        return self._body

    @property
    def event(self) -> RtmsEvent | UnknownEvent | None:
        """The event to handle; `None` for URL validation and for an error."""
        return self._event

    @property
    def error(self) -> SignatureError | InvalidEventError | None:
        """The error to log, without a traceback; `None` if the request is valid."""
        return self._error

    def with_status(self, status: int) -> Reply:
        """Return a reply with another status, the same event and error, and no headers or body.

        For example, respond with `reply.with_status(503)` if the event could not be saved. Zoom
        retries after a status code of 500 or above.

        https://developers.zoom.us/docs/api/webhooks/

        Raises:
            TypeError: `status` is not an `int`.
        """
        if isinstance(status, bool) or not isinstance(status, int):
            raise TypeError(
                f"status must be a status code such as 503, not {type(status).__name__}"
            )
        return Reply(int(status), {}, "", self._event, self._error)

    @override
    def __repr__(self) -> str:
        # Keep the body, the headers, and the event's fields out of logs.
        event = None if self._event is None else self._event.event
        return f"Reply(status={self._status}, event={event!r}, error={self._error!r})"

    @override
    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Reply):
            return NotImplemented
        return self._fields() == other._fields()

    @override
    def __reduce__(self) -> tuple[object, ...]:
        return Reply, self._fields()

    def __replace__(self, **_changes: object) -> NoReturn:
        raise TypeError("A Reply cannot be changed by copy.replace(): use with_status()")

    def _fields(self) -> tuple[object, ...]:
        return self._status, self._headers, self._body, self._event, self._error
