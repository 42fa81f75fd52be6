"""Send events through arq."""

import asyncio
import os

from arq import create_pool
from arq.connections import RedisSettings
from arq.worker import Worker
from events import EVENTS, STOPPED, in_words, report, round_trips

from rtms_events import parse_event

settings = RedisSettings.from_dsn(os.environ["REDIS_URL"])
seen = []


async def handle(_context, message):
    seen.append(parse_event(message))


async def identity(_context, event):
    seen.append(event)


async def run(pool, function, argument):
    await pool.enqueue_job(function, argument)
    worker = Worker(
        [handle, identity], redis_pool=pool, burst=True, poll_delay=0, handle_signals=False
    )
    await worker.async_run()
    return seen.pop()


async def main():
    pool = await create_pool(settings)
    round_trips(
        [await run(pool, "handle", event.model_dump_json(exclude_unset=True)) for event in EVENTS]
    )
    report('`enqueue_job("handle", event)`', in_words(await run(pool, "identity", STOPPED)))


asyncio.run(main())
