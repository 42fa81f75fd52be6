"""Store events in SQLite without duplicates and read them back."""

import sqlite3
from collections.abc import Iterator

from rtms_events import Event, MeetingRtmsStarted, MeetingRtmsStopped, parse_event
from rtms_events.testing import sample


def open_database(path: str) -> sqlite3.Connection:
    """Open the database and create the table if it does not exist yet."""
    database = sqlite3.connect(path)
    table = "CREATE TABLE IF NOT EXISTS events (key TEXT PRIMARY KEY, json TEXT)"
    database.execute(table)
    return database


def store(database: sqlite3.Connection, event: Event) -> bool:
    """Store an event and return whether it is new."""
    row = (event.idempotency_key, event.model_dump_json(exclude_unset=True))
    insert = "INSERT OR IGNORE INTO events VALUES (?, ?)"
    with database:
        return database.execute(insert, row).rowcount == 1


def load(database: sqlite3.Connection) -> Iterator[Event]:
    """Read all events, in the order in which they were stored."""
    for (text,) in database.execute("SELECT json FROM events ORDER BY rowid"):
        yield parse_event(text)


def main() -> None:
    """Store two events, one of which is delivered twice."""
    database = open_database(":memory:")
    for event in (sample(MeetingRtmsStarted), sample(MeetingRtmsStarted)):
        print(event.event, "stored" if store(database, event) else "is a duplicate")
    store(database, sample(MeetingRtmsStopped))
    print([event.event for event in load(database)])


if __name__ == "__main__":
    main()
