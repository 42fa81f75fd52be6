"""Send events through Huey."""

import os

from events import STOPPED, attempt, round_trip
from huey import RedisHuey
from huey.serializer import SignedSerializer

from rtms_events import parse_event

huey = RedisHuey(url=os.environ["REDIS_URL"], serializer=SignedSerializer(secret="secret"))


@huey.task()
def handle(message):
    return parse_event(message)


@huey.task()
def identity(event):
    return event


def run(task, argument):
    result = task(argument)
    huey.execute(huey.dequeue())
    return result.get()


round_trip(lambda event: run(handle, event.model_dump_json(exclude_unset=True)))
attempt("`task(event)`", lambda: run(identity, STOPPED))
