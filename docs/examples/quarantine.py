"""Keep events that are signed but invalid, and replay them after an upgrade."""

import logging
import sqlite3
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager

from rtms_events import Event, InvalidEventError, Reply, Webhook, parse_event
from rtms_events.typing import Headers

log = logging.getLogger("zoom")
PATH = "quarantine.db"
TABLE = "CREATE TABLE IF NOT EXISTS quarantine (body BLOB PRIMARY KEY, error TEXT)"


@contextmanager
def open_database() -> Generator[sqlite3.Connection, None, None]:
    """Open the database for one transaction: a connection belongs to one thread."""
    with closing(sqlite3.connect(PATH, timeout=2)) as database, database:
        database.execute(TABLE)
        yield database


def receive(webhook: Webhook, body: bytes, headers: Headers) -> Reply:
    """Return the response to send. Keep the body if it is signed but invalid."""
    reply = webhook.receive(body, headers)
    match reply.error:
        case InvalidEventError() as error if error.event != "endpoint.url_validation":
            with open_database() as database:
                row = (body, str(error))
                database.execute("INSERT OR IGNORE INTO quarantine VALUES (?, ?)", row)
            log.error("kept in quarantine: %s", error)
            return reply.with_status(204)  # Zoom would only send the same data again
        case None:
            pass
        case error:
            log.warning("responded %d: %s", reply.status, error)
    return reply


def replay(handle: Callable[[Event], None]) -> None:
    """Handle the events that this version accepts, and keep the others."""
    with open_database() as database:
        rows = database.execute("SELECT body FROM quarantine ORDER BY rowid").fetchall()
    for (body,) in rows:
        try:
            handle(parse_event(body))
        except InvalidEventError as error:
            log.warning("still invalid: %s", error)
        except Exception:
            log.exception("failed to handle an event")
        else:
            with open_database() as database:
                database.execute("DELETE FROM quarantine WHERE body = ?", (body,))
