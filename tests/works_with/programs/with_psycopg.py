"""Store events in PostgreSQL with psycopg."""

import os

import psycopg
from events import STOPPED, attempt, round_trip
from psycopg.types.json import Jsonb

from rtms_events import parse_event

connection = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
connection.execute("CREATE TABLE events (key text PRIMARY KEY, reason int, json text)")
connection.execute("CREATE TABLE documents (document jsonb)")


def store(event):
    key = event.idempotency_key
    reason = getattr(event.payload, "stop_reason", None)
    row = (key, reason, event.model_dump_json(exclude_unset=True))
    connection.execute("INSERT INTO events VALUES (%s, %s, %s) ON CONFLICT DO NOTHING", row)
    found = connection.execute("SELECT json FROM events WHERE key = %s", [key])
    return parse_event(found.fetchone()[0])


def column():
    return connection.execute("SELECT reason FROM events WHERE reason IS NOT NULL").fetchone()[0]


def store_jsonb(event):
    document = Jsonb(event.model_dump(exclude_unset=True))
    connection.execute("INSERT INTO documents VALUES (%s)", [document])
    found = connection.execute("SELECT document FROM documents ORDER BY ctid DESC LIMIT 1")
    return parse_event(found.fetchone()[0])


round_trip(store)
attempt("An `int` column", column)
attempt("`Jsonb()` of a dump in a `jsonb` column", lambda: store_jsonb(STOPPED))
nul = parse_event({"event": "example.happened", "payload": {"text": "\0"}})
attempt("The same, and a text contains `\\u0000`", lambda: store_jsonb(nul))
