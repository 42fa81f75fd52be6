"""Send events through Dramatiq."""

import os
import queue

import dramatiq
from dramatiq.brokers.redis import RedisBroker
from events import STOPPED, attempt, round_trip

from rtms_events import BaseEvent, parse_event

broker = RedisBroker(url=os.environ["REDIS_URL"])
dramatiq.set_broker(broker)
seen = queue.Queue()


@dramatiq.actor
def handle(message):
    seen.put(parse_event(message))


@dramatiq.actor
def handle_annotated(event: BaseEvent):
    seen.put(event)


def send(event):
    handle.send(event.model_dump_json(exclude_unset=True))
    return seen.get(timeout=30)


def send_dict():
    handle_annotated.send(STOPPED.model_dump())
    return seen.get(timeout=30)


worker = dramatiq.Worker(broker, worker_threads=1)
worker.start()
round_trip(send)
attempt("`send(event)`", lambda: handle_annotated.send(STOPPED))
attempt("A dump, and an actor with `event: BaseEvent`, which gets", send_dict)
worker.stop()
