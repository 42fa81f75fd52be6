"""Store events in PostgreSQL, and handle them in Procrastinate's workers."""

import asyncio
import logging
import os

from procrastinate import App, PsycopgConnector, RetryStrategy
from procrastinate.jobs import Status
from psycopg import AsyncConnection

from rtms_events import (
    Event,
    RtmsStarted,
    RtmsStopped,
    StopReason,
    StreamEvent,
    parse_event,
)

MAX_ATTEMPTS = 8
MAX_SECONDS = 60  # for an event
STALLED_SECONDS = 30  # since a worker's last heartbeat, one of which it sends every ten

log = logging.getLogger("zoom")
connector = PsycopgConnector(conninfo=os.environ["DATABASE_URL"], timeout=2)
app = App(connector=connector)

TABLES = """
CREATE TABLE IF NOT EXISTS zoom_events (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    idempotency_key text NOT NULL UNIQUE,
    event text NOT NULL,
    occurred_at timestamptz,
    product text,
    source_id text,
    rtms_stream_id text,
    stop_reason integer,  -- its meaning depends on the product
    json text NOT NULL,  -- jsonb rejects some valid strings and changes numbers
    received_at timestamptz NOT NULL DEFAULT now(),
    handled_at timestamptz
);
CREATE INDEX IF NOT EXISTS zoom_events_stream
    ON zoom_events (product, source_id, rtms_stream_id, occurred_at);
CREATE TABLE IF NOT EXISTS zoom_streams (
    stream_key text PRIMARY KEY,
    changed_at timestamptz NOT NULL,
    server_urls text  -- null if the stream has ended
);
"""
INSERT = """
INSERT INTO zoom_events
    (idempotency_key, event, occurred_at,
    product, source_id, rtms_stream_id, stop_reason, json)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (idempotency_key) DO NOTHING
RETURNING id
"""
SELECT = """
SELECT json FROM zoom_events WHERE id = %s AND handled_at IS NULL FOR UPDATE NOWAIT
"""
# Events can arrive out of order: an older event changes nothing, and a stop wins a tie.
UPDATE_STREAM = """
INSERT INTO zoom_streams AS old (stream_key, changed_at, server_urls)
VALUES (%s, %s, %s)
ON CONFLICT (stream_key) DO UPDATE
SET changed_at = excluded.changed_at, server_urls = excluded.server_urls
WHERE (old.changed_at, old.server_urls IS NULL)
    <= (excluded.changed_at, excluded.server_urls IS NULL)
"""


async def store(event: Event) -> None:
    """Store an event and its job in one transaction, unless it is a duplicate."""
    key = event.stream_key if isinstance(event, StreamEvent) else None
    row = (
        event.idempotency_key,
        event.event,
        event.occurred_at,
        *(key or (None, None, None)),
        int(event.payload.stop_reason) if isinstance(event, RtmsStopped) else None,
        event.model_dump_json(exclude_unset=True),
    )
    async with connector.pool.connection() as connection:
        inserted = await (await connection.execute(INSERT, row)).fetchone()
        if inserted is None:
            log.info("%s: duplicate", event.event)
            return
        # The lock ensures that the events of a stream are handled one after the other.
        lock = str(key) if key else None
        job = handle.configure(connection=connection, lock=lock)
        await job.defer_async(event_id=inserted[0])


@app.task(retry=RetryStrategy(max_attempts=MAX_ATTEMPTS, linear_wait=5))
async def handle(event_id: int) -> None:
    """Handle a stored event once. If another worker is handling it, retry later."""
    async with connector.pool.connection() as connection:
        row = await (await connection.execute(SELECT, (event_id,))).fetchone()
        if row:
            work = process(parse_event(row[0]), connection)
            await asyncio.wait_for(work, MAX_SECONDS)
            handled = "UPDATE zoom_events SET handled_at = now() WHERE id = %s"
            await connection.execute(handled, (event_id,))


async def process(event: Event, connection: AsyncConnection) -> None:
    """Handle an event. What this writes with `connection` is committed with it."""
    match event:
        case RtmsStopped() if is_recoverable(event):
            log.info("%s: its client has to restart the connection", event.event)
        case RtmsStarted() | RtmsStopped():
            started = event if isinstance(event, RtmsStarted) else None
            servers = started.payload.server_urls if started else None
            row = (str(event.stream_key), event.occurred_at, servers)
            await connection.execute(UPDATE_STREAM, row)
        case _:
            log.info("%s: ignored", event.event)


def is_recoverable(stopped: RtmsStopped) -> bool:
    """Return whether the stream goes on, and only its connection is restarted."""
    reason = stopped.payload.stop_reason
    return isinstance(reason, StopReason) and reason.is_recoverable


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="retry_stalled", priority=100)  # before the jobs that wait
async def retry_stalled(timestamp: int) -> None:
    """Retry the jobs of killed workers, except those that kill their workers."""
    del timestamp  # Procrastinate passes it
    jobs = app.job_manager
    for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
        if job.attempts >= MAX_ATTEMPTS:
            log.error("job %s has killed its workers", job.id)
            await jobs.finish_job(job, status=Status.FAILED, delete_job=False)
        else:
            await jobs.retry_job(job)


async def retry_failed() -> None:
    """Retry the jobs that have failed. Call this when the cause has been fixed."""
    async with app.open_async():
        for job in await app.job_manager.list_jobs_async(status=Status.FAILED.value):
            await app.job_manager.retry_job(job)


async def create_tables() -> None:
    """Create the tables of this program and of Procrastinate."""
    async with app.open_async(), connector.pool.connection() as connection:
        await connection.execute(TABLES)
        await app.schema_manager.apply_schema_async()
