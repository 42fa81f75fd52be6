"""Send events through RQ."""

import os

from events import STOPPED, attempt, round_trip
from redis import Redis
from rq import Queue, SimpleWorker
from rq.serializers import JSONSerializer

from rtms_events import parse_event

redis = Redis.from_url(os.environ["REDIS_URL"])


def handle(message):
    return parse_event(message)


def identity(event):
    return event


def run(queue, function, argument):
    job = queue.enqueue(function, argument)
    SimpleWorker([queue], connection=redis, serializer=queue.serializer).work(burst=True)
    return job.return_value()


pickled = Queue("pickled", connection=redis)
as_json = Queue("json", connection=redis, serializer=JSONSerializer)


if __name__ == "__main__":
    import with_rq

    def send(event):
        return run(pickled, with_rq.handle, event.model_dump_json(exclude_unset=True))

    round_trip(send)
    attempt("`enqueue(handle, event)`", lambda: run(pickled, with_rq.identity, STOPPED))
    attempt(
        "`enqueue(handle, event)` with `JSONSerializer`",
        lambda: run(as_json, with_rq.identity, STOPPED),
    )
