"""Send events through FastStream and Redis."""

import asyncio
import os

from events import EVENTS, round_trips
from faststream.redis import RedisBroker

from rtms_events import Event

broker = RedisBroker(os.environ["REDIS_URL"])
seen = asyncio.Queue()


@broker.subscriber("zoom")
async def handle(event: Event):
    await seen.put(event)


async def main():
    received = []
    async with broker:
        await broker.start()
        for event in EVENTS:
            await broker.publish(event.model_dump_json(exclude_unset=True), "zoom")
            received.append(await asyncio.wait_for(seen.get(), 30))
    round_trips(received)


asyncio.run(main())
