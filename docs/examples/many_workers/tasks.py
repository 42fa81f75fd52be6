"""Handle events in Celery workers. Run it with `celery --app tasks worker --loglevel INFO`."""

import logging
import os

from celery import Celery
from celery.signals import task_failure
from redis import Redis

from rtms_events import Event, InvalidEventError, RtmsStarted, RtmsStopped, parse_event

DAY = 24 * 60 * 60
MAX_TASK_SECONDS = 30
REDIS_URL = os.environ.get("REDIS_URL", "redis://localhost:6379/0")

log = logging.getLogger("zoom")
redis = Redis.from_url(  # pyright: ignore[reportUnknownMemberType] - untyped **kwargs
    REDIS_URL, decode_responses=True, socket_timeout=2
)
app = Celery("zoom", broker=os.environ.get("BROKER_URL", REDIS_URL))
app.conf.update(
    # If a worker is killed, another worker runs its task again after the visibility timeout.
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    broker_transport_options={
        "visibility_timeout": MAX_TASK_SECONDS,  # must exceed `retry_backoff_max`
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 2,
        "socket_timeout": 2,
        "max_retries": 0,  # fail fast: Zoom waits three seconds and then retries
    },
    task_publish_retry=False,
)


@app.task(
    autoretry_for=(Exception,),
    dont_autoretry_for=(InvalidEventError,),
    retry_backoff=True,
    retry_backoff_max=20,
    max_retries=8,
)
def handle(message: str) -> None:
    """Parse and handle a message. If the worker is killed, this runs again: make it idempotent."""
    process(parse_event(message))


@task_failure.connect(sender=handle)
def keep_failed(args: tuple[str], **_: object) -> None:
    """Keep a message that could not be handled, even with retries."""
    redis.rpush("zoom:failed", *args)


def process(event: Event) -> None:
    """Handle an event."""
    match event:
        case RtmsStarted() | RtmsStopped():
            update_stream(event)
        case _:
            log.info("%s: ignored", event.event)


def update_stream(event: RtmsStarted | RtmsStopped) -> None:
    """Connect or disconnect a stream, unless a newer event of the stream has been handled."""
    stream = str(event.stream_key)
    order = event.event_ts + (0.5 if isinstance(event, RtmsStopped) else 0)  # a stop wins a tie
    newest_key = f"zoom:newest:{stream}"
    with redis.lock(f"zoom:lock:{stream}", timeout=MAX_TASK_SECONDS):
        if order < float(redis.get(newest_key) or 0):
            log.info("%s of %s: ignored, because it is out of order", event.event, stream)
            return
        if isinstance(event, RtmsStarted):
            connect(event)
        else:
            disconnect(event)
        # Set this last, so that an event counts as handled only if the call above succeeds.
        redis.set(newest_key, order, ex=DAY)


def connect(started: RtmsStarted) -> None:
    """Start a client for the stream and stop any earlier one.

    The client must run outside of Celery, because a stream lasts longer than a task should.
    """
    log.info("connect %s", started.stream_key)
    redis.hset("zoom:open", str(started.stream_key), started.payload.server_urls)


def disconnect(stopped: RtmsStopped) -> None:
    """Stop the client of the stream, if there is one."""
    log.info("disconnect %s", stopped.stream_key)
    redis.hdel("zoom:open", str(stopped.stream_key))
