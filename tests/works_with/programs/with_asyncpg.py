"""Store events in PostgreSQL with asyncpg."""

import asyncio
import os

import asyncpg
from events import EVENTS, STOPPED, in_words, report, round_trips

from rtms_events import parse_event


async def store(connection, event):
    key = event.idempotency_key
    reason = getattr(event.payload, "stop_reason", None)
    text = event.model_dump_json(exclude_unset=True)
    await connection.execute("INSERT INTO events VALUES ($1, $2, $3)", key, reason, text)
    return parse_event(await connection.fetchval("SELECT json FROM events WHERE key = $1", key))


async def main():
    connection = await asyncpg.connect(os.environ["DATABASE_URL"])
    await connection.execute("CREATE TABLE events (key text PRIMARY KEY, reason int, json text)")
    round_trips([await store(connection, event) for event in EVENTS])
    reason = await connection.fetchval("SELECT reason FROM events WHERE reason IS NOT NULL")
    report("An `int` column", in_words(reason))
    try:
        outcome = in_words(await connection.fetchval("SELECT $1::jsonb", STOPPED.model_dump()))
    except asyncpg.DataError as error:
        outcome = f"`{type(error).__name__}`"
    report("A dump as a parameter of the type `jsonb`", outcome)
    await connection.close()


asyncio.run(main())
