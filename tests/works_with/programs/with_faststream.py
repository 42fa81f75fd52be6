"""Send events through FastStream and Redis."""

import asyncio
import os

from events import EVENTS, STOPPED, in_words, report, round_trips
from faststream.redis import RedisBroker

from rtms_events import Event, parse_event

broker = RedisBroker(os.environ["REDIS_URL"])
seen = asyncio.Queue()


@broker.subscriber("zoom")
async def handle(event: Event):
    await seen.put(event)


@broker.subscriber("text")
async def handle_text(message: str):
    await seen.put(parse_event(message))


async def publish(message, channel):
    await broker.publish(message, channel)
    return await asyncio.wait_for(seen.get(), 2)


async def main():
    async with broker:
        await broker.start()
        dumps = [event.model_dump(exclude_unset=True) for event in EVENTS]
        round_trips([await publish(dump, "zoom") for dump in dumps])
        report("`publish(event)`", in_words(await publish(STOPPED, "zoom")))
        text = STOPPED.model_dump_json(exclude_unset=True)
        report("JSON, and a handler with `message: str`", in_words(await publish(text, "text")))
        try:
            outcome = in_words(await publish(text, "zoom"))
        except asyncio.TimeoutError:
            outcome = "does not arrive"
        report("JSON, and a handler with `event: Event`", outcome)


asyncio.run(main())
