"""Exceptions for requests that fail verification or validation."""

from typing import NamedTuple

from typing_extensions import override


class ErrorDetail(NamedTuple):
    """One validation problem: its location and description, without the invalid value.

    Attributes:
        location: The path to the field from the top of the body; empty if the whole body is
            invalid.
        message: A description for people, for example `Field required`.
        kind: Pydantic's error type, for use in programs, for example `missing`.
    """

    location: tuple[str | int, ...]
    message: str
    kind: str

    @override
    def __str__(self) -> str:
        if not self.location:
            return self.message
        # Field names come from the sender and can contain anything, even line breaks.
        path = ".".join(
            s if (s := str(part)).isidentifier() else ascii(s) for part in self.location
        )
        return f"{path}: {self.message}"


class RtmsEventsError(Exception):
    """Base class of all errors that an invalid request causes.

    Invalid arguments raise a plain `TypeError` or `ValueError` instead.
    """


class InvalidEventError(RtmsEventsError, ValueError):
    """The body is not a valid event: it is not a JSON object, or a field is missing or invalid.

    If the request was verified, respond with 500: Zoom retries it.

    The message is one line that names every invalid field. Neither the message nor the attributes
    contain values of the payload.

    Attributes:
        event: The name of the known event that failed validation, or `None`.
        errors: Every problem that validation found.
    """

    event: str | None
    errors: tuple[ErrorDetail, ...]

    def __init__(self, event: str | None, errors: tuple[ErrorDetail, ...]) -> None:
        super().__init__(event, errors)
        self.event = event
        self.errors = errors

    @override
    def __str__(self) -> str:
        errors = "; ".join(map(str, self.errors))
        return errors if self.event is None else f"{self.event}: {errors}"


class SignatureError(RtmsEventsError):
    """Base class of verification errors: respond with 401, and do not process the request.

    https://developers.zoom.us/docs/api/webhooks/#verify-webhook-events
    """


class SignatureHeaderError(SignatureError):
    """A signature header is missing, malformed, or appears more than once with different values."""


class TimestampOutOfToleranceError(SignatureError):
    """The timestamp is too old or too far in the future: a replay, a late retry, or clock skew."""


class SignatureMismatchError(SignatureError):
    """The signature does not match the secret, timestamp, and body.

    If the request is genuine, either the secret token is wrong or the body is not the raw request
    body: re-serialized JSON usually has a different signature.
    """
