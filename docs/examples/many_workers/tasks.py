"""Handle events in Celery workers: `celery --app tasks worker --loglevel INFO`."""

import logging
import os

from celery import Celery
from celery.exceptions import Reject, Retry
from redis import Redis
from redis.backoff import ExponentialBackoff
from redis.retry import Retry as RedisRetry

from rtms_events import (
    Event,
    InvalidEventError,
    RtmsStarted,
    RtmsStopped,
    StopReason,
    StreamEvent,
    parse_event,
)

MAX_TASK_SECONDS = 20
LOCK_SECONDS = 30  # must exceed the time after which a task is killed
LONGEST_PAUSE = 10  # seconds between two attempts
VISIBILITY_SECONDS = 45  # must exceed LONGEST_PAUSE and the time of a task together
LOST_SECONDS = 10 * 60  # must exceed the time of all retries
DAY = 24 * 60 * 60  # must exceed 85 minutes, after which Zoom retries for the last time
MAX_RETRIES = 8
MAX_REDELIVERIES = 5
REDIS_URL = os.environ.get("REDIS_URL", "redis://localhost:6379/0")

log = logging.getLogger("zoom")
redis = Redis.from_url(
    REDIS_URL,
    decode_responses=True,
    socket_timeout=2,
    # A command that Redis does not answer in time is sent again: each may run twice.
    retry=RedisRetry(ExponentialBackoff(cap=1), retries=4),
)
app = Celery("zoom", broker=os.environ.get("BROKER_URL", REDIS_URL))
app.conf.update(
    # A message stays in the queue until its task has finished. If the worker is killed
    # or the task is stopped, the message is delivered again.
    task_acks_late=True,
    task_acks_on_failure_or_timeout=False,
    task_reject_on_worker_lost=True,
    task_soft_time_limit=MAX_TASK_SECONDS,  # raises an exception in the task
    task_time_limit=MAX_TASK_SECONDS + 5,  # kills the task
    worker_prefetch_multiplier=1,
    # If Redis is unavailable, wait for it. Otherwise, Celery would reject the message,
    # and only `handle()` would keep it in the queue.
    task_publish_retry_policy={"max_retries": None, "interval_max": 1},
    broker_transport_options={
        "visibility_timeout": VISIBILITY_SECONDS,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 2,
        "socket_timeout": 10,
    },
    beat_schedule={
        "lost": {
            "task": "tasks.enqueue_lost",
            "schedule": 60.0,
            "options": {"expires": 60},
        }
    },
)


class RedeliveredTooOftenError(Exception):
    """The message has probably killed its workers."""


def enqueue(event: Event) -> None:
    """Put an event into the queue, and remember it until it has been handled."""
    message = event.model_dump_json(exclude_unset=True)
    remember(message)
    handle.delay(message)


def remember(message: str) -> None:
    """Remember when a message was queued."""
    redis.hset("zoom:unhandled", message, str(now()))


def now() -> int:
    """Return the time of Redis, because the clocks of several machines can differ."""
    seconds, _ = redis.time()
    return seconds


@app.task
def enqueue_lost() -> None:
    """Requeue the messages that the queue has lost. Beat calls this every minute."""
    oldest = now() - LOST_SECONDS
    for message, queued in redis.hgetall("zoom:unhandled").items():
        if int(queued) <= oldest:
            log.warning("a message was lost, and is queued again")
            handle.delay(str(message))
            remember(str(message))


def enqueue_failed() -> None:
    """Requeue the messages that were set aside. Call this after fixing the cause."""
    for message in redis.lrange("zoom:failed", 0, -1):
        remember(str(message))
        handle.delay(str(message))
        redis.lrem("zoom:failed", 1, str(message))


@app.task(max_retries=MAX_RETRIES)
def handle(message: str) -> None:
    """Handle a message, or set it aside. If neither succeeds, leave it in the queue."""
    try:
        handle_or_retry(message)
    except Retry:
        raise  # the message has been queued again
    except Exception as error:
        log.exception("task %s: the message stays in the queue", handle.request.id)
        raise Reject(error, requeue=True) from error


def handle_or_retry(message: str) -> None:
    """Handle a message. After a failure, retry it later, or set it aside."""
    try:
        check_redeliveries()
        handle_once(parse_event(message))
        redis.hdel("zoom:unhandled", message)
    except (InvalidEventError, RedeliveredTooOftenError) as error:
        set_aside(message, error)
    except Exception as error:
        if handle.request.retries >= MAX_RETRIES:
            set_aside(message, error)
        else:
            log.exception("task %s failed, and is retried", handle.request.id)
            pause = min(2**handle.request.retries, LONGEST_PAUSE)
            raise handle.retry(exc=error, countdown=pause) from error


def check_redeliveries() -> None:
    """Count how often the current attempt was redelivered."""
    delivery = handle.request.delivery_info or {}
    if delivery.get("redelivered"):
        key = f"zoom:redelivered:{handle.request.id}:{handle.request.retries}"
        count = redis.incr(key)
        redis.expire(key, DAY)
        if count > MAX_REDELIVERIES:
            raise RedeliveredTooOftenError(f"the message was redelivered {count} times")


def set_aside(message: str, error: Exception) -> None:
    """Keep a message that could not be handled in a list, for a person to look at."""
    log.error(
        "task %s failed, and its message is set aside",
        handle.request.id,
        exc_info=error,
    )
    redis.rpush("zoom:failed", message)
    redis.hdel("zoom:unhandled", message)


def handle_once(event: Event) -> None:
    """Handle an event unless it is a duplicate. A stream has one lock."""
    done_key = f"zoom:done:{event.idempotency_key}"
    key = event.stream_key if isinstance(event, StreamEvent) else None
    scope = key or event.idempotency_key
    with redis.lock(f"zoom:lock:{scope}", timeout=LOCK_SECONDS, blocking_timeout=10):
        if redis.exists(done_key):
            log.info("%s: duplicate", event.event)
            return
        process(event)
        # Set this last: an event counts as handled only if `process()` has succeeded.
        redis.set(done_key, 1, ex=DAY)


def process(event: Event) -> None:
    """Handle an event. If the worker is killed, this runs again: make it idempotent."""
    match event:
        case RtmsStopped() if is_recoverable(event):
            log.info("%s: its client has to restart the connection", event.event)
        case RtmsStarted() | RtmsStopped():
            update_stream(event)
        case _:
            log.info("%s: ignored", event.event)


def is_recoverable(stopped: RtmsStopped) -> bool:
    """Return whether the stream goes on, and only its connection is restarted."""
    reason = stopped.payload.stop_reason
    return isinstance(reason, StopReason) and reason.is_recoverable


def update_stream(event: RtmsStarted | RtmsStopped) -> None:
    """Connect or disconnect a stream, unless one of its newer events was handled."""
    stream = str(event.stream_key)
    tie = 0.5 if isinstance(event, RtmsStopped) else 0  # a stop wins a tie
    order = event.event_ts + tie
    newest_key = f"zoom:newest:{stream}"
    if order < float(redis.get(newest_key) or 0):
        log.info("%s of %s: ignored, because it is out of order", event.event, stream)
        return
    if isinstance(event, RtmsStarted):
        connect(event)
    else:
        disconnect(event)
    redis.set(newest_key, order, ex=DAY)


def connect(started: RtmsStarted) -> None:
    """Start a client for the stream and stop any earlier one.

    The client must run outside of Celery, because a stream lasts longer than a task.
    """
    log.info("connect %s", started.stream_key)
    redis.hset("zoom:open", str(started.stream_key), started.payload.server_urls)


def disconnect(stopped: RtmsStopped) -> None:
    """Stop the client of the stream, if there is one."""
    log.info("disconnect %s", stopped.stream_key)
    redis.hdel("zoom:open", str(stopped.stream_key))
