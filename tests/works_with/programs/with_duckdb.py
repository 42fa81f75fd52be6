"""Store events in DuckDB."""

import duckdb
from events import STOPPED, attempt, round_trip

from rtms_events import parse_event

connection = duckdb.connect()
connection.execute("CREATE TABLE events (key VARCHAR PRIMARY KEY, reason INT, json VARCHAR)")


def store(event):
    key = event.idempotency_key
    reason = getattr(event.payload, "stop_reason", None)
    row = [key, reason, event.model_dump_json(exclude_unset=True)]
    connection.execute("INSERT OR IGNORE INTO events VALUES (?, ?, ?)", row)
    found = connection.execute("SELECT json FROM events WHERE key = ?", [key])
    return parse_event(found.fetchone()[0])


def selected(value):
    return connection.execute("SELECT ?", [value]).fetchone()[0]


def as_json(event):
    text = event.model_dump_json(exclude_unset=True)
    return parse_event(connection.execute("SELECT ?::JSON", [text]).fetchone()[0])


round_trip(store)
attempt("`SELECT ?` of `stop_reason`", lambda: selected(STOPPED.payload.stop_reason))
attempt("`SELECT ?` of the event", lambda: selected(STOPPED))
attempt(
    "`SELECT ?` of a dump",
    lambda: parse_event(selected(STOPPED.model_dump(exclude_unset=True))),
)
attempt("JSON, cast to the type `JSON`", lambda: as_json(STOPPED))
