"""Store events in SQLite with the standard library."""

import sqlite3

from events import STOPPED, attempt, round_trip

from rtms_events import parse_event

connection = sqlite3.connect(":memory:")
connection.execute("CREATE TABLE events (key TEXT PRIMARY KEY, reason INT, json TEXT)")


def store(event):
    key = event.idempotency_key
    reason = getattr(event.payload, "stop_reason", None)
    row = (key, reason, event.model_dump_json(exclude_unset=True))
    connection.execute("INSERT OR IGNORE INTO events VALUES (?, ?, ?)", row)
    [(text,)] = connection.execute("SELECT json FROM events WHERE key = ?", [key])
    return parse_event(text)


def selected(value):
    return connection.execute("SELECT ?", [value]).fetchone()[0]


round_trip(store)
attempt("`SELECT ?` of `stop_reason`", lambda: selected(STOPPED.payload.stop_reason))
attempt("`SELECT ?` of the event", lambda: selected(STOPPED))
attempt("`SELECT ?` of `stream_key`", lambda: selected(STOPPED.stream_key))
