"""Send events through Celery as JSON text."""

import os

from celery import Celery
from celery.contrib.testing.worker import start_worker
from events import STOPPED, attempt, round_trip

from rtms_events import parse_event

app = Celery(broker=os.environ["REDIS_URL"], backend=os.environ["REDIS_URL"])
seen = []


@app.task
def handle(message):
    seen.append(parse_event(message))


@app.task
def handle_event(event):
    seen.append(event)


def send(event):
    handle.delay(event.model_dump_json(exclude_unset=True)).get(timeout=30)
    return seen.pop()


def send_event():
    handle_event.delay(STOPPED).get(timeout=30)
    return seen.pop()


with start_worker(app, perform_ping_check=False):
    round_trip(send)
    attempt("`delay(event)`", send_event)
