"""Send events to Celery tasks with `pydantic=True`."""

import os

from celery import Celery
from celery.contrib.testing.worker import start_worker
from events import STOPPED, attempt, round_trip

from rtms_events import BaseEvent, Event

app = Celery(broker=os.environ["REDIS_URL"], backend=os.environ["REDIS_URL"])
seen = []


@app.task(pydantic=True)
def handle(event: BaseEvent):
    seen.append(event)


@app.task(pydantic=True)
def handle_union(event: Event):
    seen.append(event)


def send(event, task=handle):
    task.delay(event.model_dump(exclude_unset=True)).get(timeout=30)
    return seen.pop()


with start_worker(app, perform_ping_check=False):
    round_trip(send)
    attempt("With `event: Event`, the task gets", lambda: send(STOPPED, handle_union))
