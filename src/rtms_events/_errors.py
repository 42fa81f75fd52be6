"""Exceptions for requests that fail verification or validation."""

from typing import NamedTuple

from typing_extensions import override

# A body can have any number of unknown fields, with names of any length.
_MAX_ERRORS = 10
_MAX_NAME_LENGTH = 100


class ErrorDetail(NamedTuple):
    """One validation problem: its location and description, without the invalid value."""

    location: tuple[str | int, ...]
    """The path to the field from the top of the body; empty if the whole body is invalid."""
    message: str
    """A description for people, for example `Field required`."""
    kind: str
    """Pydantic's error type, for use in programs, for example `missing`."""

    @override
    def __str__(self) -> str:
        path = ".".join(map(_readable, self.location))
        return f"{path}: {self.message}" if path else self.message


def _readable(name: str | int) -> str:
    # Field names come from the sender and can contain anything, even line breaks.
    text = str(name)
    if len(text) > _MAX_NAME_LENGTH:
        text = f"{text[:_MAX_NAME_LENGTH]}..."
    return text if text.isidentifier() else ascii(text)


class RtmsEventsError(Exception):
    """Base class of the errors that are raised for invalid requests.

    Invalid arguments raise a plain `TypeError` or `ValueError` instead.
    """


class InvalidEventError(RtmsEventsError, ValueError):
    """The body is not a valid event: it is not a JSON object, or a field is missing or invalid.

    If the request was verified, respond with 500: Zoom retries it.

    The message is one line that names the invalid fields, the first ten if there are many. Neither
    the message nor the attributes contain values of the payload.
    """

    event: str | None
    """The name of the known event that failed validation, or `None`."""
    errors: tuple[ErrorDetail, ...]
    """Every problem that validation found.

    Of the values of unknown fields, only the first invalid one is included.
    """

    def __init__(self, event: str | None, errors: tuple[ErrorDetail, ...]) -> None:
        super().__init__(event, errors)
        self.event = event
        self.errors = errors

    @override
    def __str__(self) -> str:
        errors = "; ".join(map(str, self.errors[:_MAX_ERRORS]))
        if (more := len(self.errors) - _MAX_ERRORS) > 0:
            errors += f"; and {more} more"
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
