"""Send events through SAQ."""

import asyncio
import os

from events import EVENTS, STOPPED, in_words, report, round_trips
from saq import Queue, Worker

from rtms_events import parse_event

seen = []


async def handle(_context, *, message):
    seen.append(parse_event(message))


async def identity(_context, *, event):
    seen.append(event)


async def work(queue):
    functions = [handle, identity]
    await Worker(queue, functions=functions, burst=True, dequeue_timeout=0.1).start()


async def main():
    queue = Queue.from_url(os.environ["REDIS_URL"])
    await queue.connect()
    received = []
    for event in EVENTS:
        await queue.enqueue("handle", message=event.model_dump_json(exclude_unset=True))
        await work(queue)
        received.append(seen.pop())
    round_trips(received)
    try:
        await queue.enqueue("identity", event=STOPPED)
        await work(queue)
        outcome = in_words(seen.pop())
    except Exception as error:
        outcome = f"`{type(error).__name__}`"
    report('`enqueue("handle", event=event)`', outcome)


asyncio.run(main())
