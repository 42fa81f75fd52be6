"""Events from Zoom's event WebSocket, which an app opens itself instead of having an endpoint.

What comes through it is not signed: it is the connection, opened with the app's own access token,
that proves where it comes from. Connecting is left to a WebSocket library; this decodes.
"""

import logging

from pydantic import BaseModel

from rtms_events import Event, InvalidEventError, RtmsStarted, parse_event

log = logging.getLogger("zoom")


class Envelope(BaseModel):
    """What every message is in."""

    module: str
    content: str = ""
    """For the module `message`, the JSON of an event; else a remark."""


def decode(message: str | bytes) -> Event | None:
    """Give a message's event, or `None` for heartbeats and other remarks.

    Raises:
        pydantic.ValidationError: The message has no envelope.
        InvalidEventError: What is in it is no event.
    """
    envelope = Envelope.model_validate_json(message)
    return parse_event(envelope.content) if envelope.module == "message" else None


def on_message(message: str | bytes) -> None:
    """Handle what came through; to be called by a WebSocket library."""
    try:
        event = decode(message)
    except InvalidEventError:
        log.exception("it does not fit")
        return
    match event:
        case None:
            pass
        case RtmsStarted():
            log.info("%s: connect to %s", event.event, event.payload.server_url_list)
        case _:
            log.info("%s: nothing to do", event.event)
