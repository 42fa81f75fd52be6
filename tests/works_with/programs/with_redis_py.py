"""Store events in Redis."""

import os

from events import STOPPED, attempt, round_trip
from redis import Redis

from rtms_events import parse_event

redis = Redis.from_url(os.environ["REDIS_URL"], decode_responses=True)
reason = STOPPED.payload.stop_reason


def store(event):
    redis.set(event.idempotency_key, event.model_dump_json(exclude_unset=True))
    return parse_event(redis.get(event.idempotency_key))


def hset(**fields):
    redis.delete("stopped")
    redis.hset("stopped", mapping=fields)
    return redis.hget("stopped", "reason")


round_trip(store)
attempt("`stop_reason` in a hash comes back as", lambda: hset(reason=reason))
attempt("`int(stop_reason)` in a hash comes back as", lambda: hset(reason=int(reason)))
attempt("A dump as a hash", lambda: hset(**STOPPED.model_dump()))
