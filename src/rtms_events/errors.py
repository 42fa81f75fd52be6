"""Everything this library raises about what came over the wire."""

from typing import NamedTuple

from typing_extensions import override


class FieldError(NamedTuple):
    """One thing wrong with a delivery. It tells where and what, never the value it found."""

    location: tuple[str | int, ...]
    """The way to the field from the top of the delivery; empty for the delivery as a whole."""
    message: str
    """What is wrong, in English."""
    kind: str
    """What is wrong, for programs, by pydantic's name such as `missing`."""

    @override
    def __str__(self) -> str:
        if not self.location:
            return self.message
        # A name from the wire can hold anything, and the message has to stay one line.
        path = ".".join(
            s if (s := str(part)).isidentifier() else ascii(s) for part in self.location
        )
        return f"{path}: {self.message}"


class RtmsEventsError(Exception):
    """The base of all errors of this library."""


class InvalidEventError(RtmsEventsError, ValueError):
    """A delivery that is no event: not JSON, not an object, or a known event that does not fit.

    Its message is one line that names every wrong field, and like its attributes it holds
    nothing of the payload.
    """

    event: str | None
    """The name of the known event whose data does not fit, or `None`."""
    errors: tuple[FieldError, ...]
    """Each thing that is wrong."""

    def __init__(self, event: str | None, errors: tuple[FieldError, ...]) -> None:
        super().__init__(event, errors)
        self.event = event
        self.errors = errors

    @override
    def __str__(self) -> str:
        errors = "; ".join(map(str, self.errors))
        return errors if self.event is None else f"{self.event}: {errors}"


class SignatureError(RtmsEventsError):
    """There is no proof that Zoom sent this delivery: answer 401 and do nothing else with it."""


class SignatureHeaderError(SignatureError):
    """A header of the signature is missing, there twice with different values, or malformed."""


class TimestampOutOfToleranceError(SignatureError):
    """The delivery was signed too long ago or in the future: a replay, or a clock that is wrong."""


class SignatureMismatchError(SignatureError):
    """The signature is not that of this secret, timestamp and body.

    Where it is not a forgery, the secret is not the endpoint's, or the body is not the raw one:
    JSON that a framework parsed and that was written again has other bytes.
    """
