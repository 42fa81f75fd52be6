"""Keep events that Zoom signed but that are invalid, and replay them after an upgrade."""

import logging
import sqlite3
from collections.abc import Callable

from rtms_events import Event, InvalidEventError, Reply, Webhook, parse_event
from rtms_events.typing import Headers

log = logging.getLogger("zoom")


def open_database(path: str) -> sqlite3.Connection:
    """Open the database and create the table if it does not exist yet."""
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE IF NOT EXISTS quarantine (body BLOB PRIMARY KEY, error TEXT)")
    return database


def receive(webhook: Webhook, database: sqlite3.Connection, body: bytes, headers: Headers) -> Reply:
    """Return the response to send. Keep the body if Zoom has signed it but it is invalid."""
    reply = webhook.receive(body, headers)
    if reply.error:
        log.warning("responded %d: %s", reply.status, reply.error)
    if (
        isinstance(reply.error, InvalidEventError)
        and reply.error.event != "endpoint.url_validation"
    ):
        with database:
            row = (body, str(reply.error))
            database.execute("INSERT OR IGNORE INTO quarantine VALUES (?, ?)", row)
        return reply.with_status(204)  # Zoom would only send the same data again
    return reply


def replay(database: sqlite3.Connection, handle: Callable[[Event], None]) -> None:
    """Handle the events that this version of the library accepts, and keep the others."""
    for (body,) in database.execute("SELECT body FROM quarantine ORDER BY rowid").fetchall():
        try:
            event = parse_event(body)
        except InvalidEventError as error:
            log.warning("still invalid: %s", error)
            continue
        handle(event)
        with database:
            database.execute("DELETE FROM quarantine WHERE body = ?", (body,))
