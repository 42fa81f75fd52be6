"""Send events through taskiq."""

import asyncio
import os

from events import EVENTS, STOPPED, in_words, report, round_trips
from taskiq.api import run_receiver_task
from taskiq_redis import ListQueueBroker, RedisAsyncResultBackend

from rtms_events import Event, parse_event

broker = ListQueueBroker(os.environ["REDIS_URL"]).with_result_backend(
    RedisAsyncResultBackend(os.environ["REDIS_URL"])
)
seen = []


@broker.task
async def handle(message: str) -> None:
    seen.append(parse_event(message))


@broker.task
async def annotated(event: Event) -> None:
    seen.append(event)


async def run(task, argument):
    sent = await task.kiq(argument)
    await sent.wait_result(timeout=30)
    return seen.pop()


async def main():
    await broker.startup()
    worker = asyncio.create_task(run_receiver_task(broker))
    received = [await run(handle, event.model_dump_json(exclude_unset=True)) for event in EVENTS]
    round_trips(received)
    report(
        "A dump, and a task with `event: Event`, which gets",
        in_words(await run(annotated, STOPPED.model_dump(exclude_unset=True))),
    )
    invalid = STOPPED.model_dump(exclude_unset=True) | {"event_ts": "now"}
    report("The same with invalid data", in_words(await run(annotated, invalid)))
    worker.cancel()
    await broker.shutdown()


asyncio.run(main())
