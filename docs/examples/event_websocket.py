"""Decode events from Zoom's event WebSocket, for apps that have no public endpoint.

The messages are not signed: the app trusts them because it opened the connection
itself, with its own access token. Open the connection with a WebSocket library and call
`on_message()` for each message.
"""

import logging

from pydantic import BaseModel, JsonValue, ValidationError

from rtms_events import Event, InvalidEventError, RtmsStarted, RtmsStopped, parse_event

logging.basicConfig(level="INFO")
log = logging.getLogger("zoom")


class Message(BaseModel):
    """A message of the event WebSocket."""

    module: str
    success: bool = True
    content: str | dict[str, JsonValue] = ""
    """The event, as JSON text or an object; a status if `module` is not `message`."""


def decode(text: str | bytes) -> Event | None:
    """Return the event of a message, or `None` for a heartbeat or status.

    Raises:
        ConnectionError: Zoom has refused the connection, perhaps because the token has
            expired.
        pydantic.ValidationError: The message is invalid.
        InvalidEventError: The event is invalid.
    """
    message = Message.model_validate_json(text)
    if message.module == "message":
        return parse_event(message.content)
    if not message.success:
        raise ConnectionError(f"{message.module} failed: {message.content}")
    return None


def on_message(text: str | bytes) -> None:
    """Handle a message. Log errors, so that they do not end the loop that calls this.

    Raises:
        ConnectionError: Zoom has refused the connection. Get a new access token.
    """
    try:
        event = decode(text)
    except ConnectionError as error:
        log.error("%s", error)
        raise
    except InvalidEventError as error:
        log.warning("invalid event: %s", error)
    except ValidationError as error:
        log.warning("invalid message (errors: %d)", error.error_count())
    else:
        if event is not None:
            handle_and_log(event)


def handle_and_log(event: Event) -> None:
    """Handle an event and log exceptions."""
    try:
        handle(event)
    except Exception:
        log.exception("%s: failed", event.event)


def handle(event: Event) -> None:
    """Handle an event."""
    match event:
        case RtmsStarted():
            log.info("%s: connect to %s", event.event, event.payload.server_url_list)
        case RtmsStopped():
            log.info("%s: %r", event.event, event.payload.stop_reason)
        case _:
            log.info("%s: ignored", event.event)
