"""The recipe for many workers: uvicorn, Celery and Redis, and a worker that is killed."""

import json
import random
import re
import shutil
import signal
import time
from collections import Counter
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from rtms_events import (
    Event,
    MeetingRtmsStarted,
    MeetingRtmsStopped,
    RtmsConcurrencyNearLimit,
    SessionRtmsStarted,
    parse_event,
)
from rtms_events.testing import SignedRequest, endpoint_cases, sample, signed_request

from .helpers import reordered
from .servers import EXAMPLES, LAST_RETRY, SECRET, Program, running, serving

pytest.importorskip("celery", reason="Celery is not installed: pip install --group workers")
pytest.importorskip("fastapi")
redis = pytest.importorskip("redis", reason="redis-py is not installed")

RECIPE = str(EXAMPLES / "many_workers")
RECEIVERS = ["uvicorn", "--workers", "2", "receiver:app"]
WORKER = ["celery", "--app", "tasks", "worker", "--loglevel", "INFO", "--hostname", "worker1@%h"]
KILLED = "the stream whose worker is killed"

OBSERVED = f"""
import os
import tasks
from tasks import app

tasks.MAX_TASK_SECONDS = 3
app.conf.broker_transport_options |= {{"visibility_timeout": 3, "unacked_restore_interval": 1}}
connect, process = tasks.connect, tasks.process

def connect_or_be_killed(started):
    if started.payload.rtms_stream_id == {KILLED!r}:
        if tasks.redis.set("test:killed", 1, nx=True):
            tasks.redis.rpush("test:busy", os.getpgrp())
            os.read(os.pipe()[0], 1)  # until it is killed
    connect(started)

def process_and_tell(event):
    fails_now = event.event == "fails once" and tasks.redis.set("test:failed", 1, nx=True)
    if fails_now or event.event == "always fails":
        raise LookupError("the handler failed")
    process(event)
    tasks.redis.rpush("test:handled", event.idempotency_key)

tasks.connect, tasks.process = connect_or_be_killed, process_and_tell
tasks.handle.max_retries = 1
"""
"""The recipe, which also tells the test what it has handled."""


@contextmanager
def redis_server(folder: Path, name: str = "redis") -> Generator[tuple[str, Program], None, None]:
    """A server on a socket, so that it needs no port."""
    path = folder / f"{name}.sock"
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not installed")
    command = [program, "--port", "0", "--unixsocket", str(path), "--save", ""]
    with running(command, folder) as server:
        server.wait_for("[Rr]eady to accept connections")
        yield str(path), server


class Recipe:
    """The processes of the recipe."""

    def __init__(self, socket: str, folder: Path) -> None:
        self.redis = redis.Redis(unix_socket_path=socket, decode_responses=True)
        self.folder = folder
        self.environ = {
            "PYTHONPATH": RECIPE,
            "REDIS_URL": f"unix://{socket}",
            "BROKER_URL": f"redis+socket://{socket}",
        }

    @contextmanager
    def receivers(self, **environ: str) -> Generator[Program, None, None]:
        environ = self.environ | environ
        with serving([*RECEIVERS, "--port", "0"], self.folder, **environ) as receivers:
            for _ in range(2):
                receivers.wait_for("Application startup complete")
            receivers.wait_until_it_listens()
            yield receivers

    @contextmanager
    def worker(self, name: str) -> Generator[Program, None, None]:
        (self.folder / "observed.py").write_text(OBSERVED)
        other = {"tasks": "observed", "worker1@%h": f"{name}@%h"}
        command = [*(other.get(word, word) for word in WORKER), "--concurrency", "1"]
        with running(command, self.folder, **self.environ) as worker:
            yield worker

    def queue(self, message: str) -> None:
        """Queue a message without a receiver."""
        code = f"import tasks; tasks.handle.delay({message!r})"
        with running(["python", "-c", code], self.folder, **self.environ) as program:
            assert program.process.wait(timeout=60) == 0

    def handled(self, count: int) -> Counter[str]:
        """Wait for this number of handled events, and count how often each was handled."""
        keys = [self.redis.blpop("test:handled", timeout=60) for _ in range(count)]
        assert None not in keys, f"{keys.count(None)} events are lost"
        return Counter(key for _, key in keys)


@pytest.fixture
def recipe(tmp_path: Path) -> Iterator[Recipe]:
    with redis_server(tmp_path) as (socket, _):
        yield Recipe(socket, tmp_path)


def test_the_page_shows_the_commands_that_are_tested() -> None:
    page = (EXAMPLES.parent / "how-to/many-workers.md").read_text()
    commands = "".join(re.findall(r"^```bash\n(.*?)^```", page, re.MULTILINE | re.DOTALL))
    tested = [" ".join(RECEIVERS), " ".join(WORKER)]
    assert [line for line in commands.splitlines() if line.startswith(("u", "c"))] == tested


def deliveries() -> tuple[list[Event], list[tuple[SignedRequest, int]]]:
    """550 genuine events; and 1,000 requests in random order, each with the expected status."""
    now = time.time_ns() // 1_000_000
    events: list[Event] = []
    for number in range(249):
        stream, event_ts = f"stream {number}", now + number
        events.append(sample(MeetingRtmsStarted, rtms_stream_id=stream, event_ts=event_ts))
        if number < 150:
            event_ts += 1
            events.append(sample(MeetingRtmsStopped, rtms_stream_id=stream, event_ts=event_ts))
    events.append(sample(SessionRtmsStarted, rtms_stream_id=KILLED, event_ts=now))
    events += [sample(RtmsConcurrencyNearLimit, event_ts=now + n) for n in range(50)]
    events += [
        parse_event({"event": "phone.rtms_started", "event_ts": now + n}) for n in range(100)
    ]

    shuffle = random.Random(13)  # noqa: S311 - the same order in each run
    requests = [(signed_request(event, secret=SECRET), 204) for event in events]
    for event in shuffle.choices(events, k=300):
        duplicate = reordered(json.loads(event.model_dump_json(exclude_unset=True)))
        requests.append((signed_request(duplicate, secret=SECRET), 204))
    forged = shuffle.choices(events, k=150)
    requests += [(signed_request(event, secret="guessed"), 401) for event in forged]
    shuffle.shuffle(requests)
    return events, requests


def test_every_event_is_handled_once_even_if_a_worker_is_killed(recipe: Recipe) -> None:
    events, requests = deliveries()
    assert len(requests) == 1000
    with (
        recipe.receivers() as receivers,
        recipe.worker("a") as a,
        recipe.worker("b") as b,
        ThreadPoolExecutor(8) as pool,
    ):
        responses = pool.map(receivers.send, [request for request, _ in requests])
        _, busy = recipe.redis.blpop("test:busy", timeout=60)
        {a.process.pid: a, b.process.pid: b}[int(busy)].kill()
        assert [status for status, _ in responses] == [status for _, status in requests]
        handled = recipe.handled(len(events))
    assert handled == Counter({event.idempotency_key: 1 for event in events})
    assert recipe.redis.llen("test:handled") == 0
    stopped = {str(event.stream_key) for event in events if isinstance(event, MeetingRtmsStopped)}
    streams = {
        str(event.stream_key)
        for event in events
        if isinstance(event, (MeetingRtmsStarted, SessionRtmsStarted))
    }
    assert set(recipe.redis.hkeys("zoom:open")) == streams - stopped


def test_the_newer_start_wins_in_any_order_of_arrival(recipe: Recipe) -> None:
    """The newer start is a failover: other servers have taken over."""
    first = sample(MeetingRtmsStarted, event_ts=1, server_urls="wss://first")
    second = sample(MeetingRtmsStarted, event_ts=2, server_urls="wss://second")
    with recipe.receivers() as receivers, recipe.worker("a"):
        for event in (first, second, first):
            assert receivers.send(signed_request(event, secret=SECRET)) == (204, b"")
        recipe.handled(2)
        late = sample(MeetingRtmsStarted, event_ts=1, server_urls="wss://late")
        assert receivers.send(signed_request(late, secret=SECRET)) == (204, b"")
        recipe.handled(1)
        assert recipe.redis.hvals("zoom:open") == ["wss://second"]
        stopped = sample(MeetingRtmsStopped, event_ts=3)
        late = sample(MeetingRtmsStarted, event_ts=3, server_urls="wss://late")
        for last in (stopped, late):
            assert receivers.send(signed_request(last, secret=SECRET)) == (204, b"")
        recipe.handled(2)
    assert recipe.redis.hvals("zoom:open") == []


def test_a_handler_that_fails_is_logged_and_retried(recipe: Recipe) -> None:
    request = signed_request({"event": "fails once"}, secret=SECRET)
    with recipe.receivers() as receivers, recipe.worker("a") as worker:
        assert receivers.send(request) == (204, b"")
        worker.wait_for("LookupError.*the handler failed")
        assert sum(recipe.handled(1).values()) == 1


def test_events_that_cannot_be_handled_are_kept(recipe: Recipe) -> None:
    """Invalid messages fail at once, because a retry would not help."""
    failed = json.dumps({"event": "always fails"})
    invalid = '{"event": "meeting.rtms_started", "event_ts": 1, "payload": {}}'
    with recipe.receivers() as receivers, recipe.worker("a") as worker:
        assert receivers.send(signed_request(failed, secret=SECRET)) == (204, b"")
        worker.wait_for("LookupError.*the handler failed")
        recipe.queue(invalid)
        kept = [recipe.redis.blpop("zoom:failed", timeout=60) for _ in range(2)]
        assert {json.loads(message)["event"] for _, message in kept} == {
            "always fails",
            "meeting.rtms_started",
        }
        assert recipe.redis.llen("test:handled") == 0


def test_a_retry_is_not_a_duplicate_if_the_event_could_not_be_queued(recipe: Recipe) -> None:
    timestamp = int(time.time()) - LAST_RETRY
    request = signed_request(sample(MeetingRtmsStarted), secret=SECRET, timestamp=timestamp)
    nowhere = f"redis+socket://{recipe.folder}/nowhere.sock"
    with recipe.receivers(BROKER_URL=nowhere) as receivers:
        for _ in range(2):
            assert receivers.send(request)[0] == 500
            receivers.wait_for("OperationalError")
    with recipe.receivers() as receivers, recipe.worker("a"):
        assert receivers.send(request) == (204, b"")
        assert sum(recipe.handled(1).values()) == 1


def test_a_queue_that_does_not_respond_is_an_error(recipe: Recipe) -> None:
    """The request must not hang."""
    events = [sample(MeetingRtmsStarted, event_ts=number) for number in range(2)]
    first, second = (signed_request(event, secret=SECRET) for event in events)
    with (
        redis_server(recipe.folder, "broker") as (socket, broker),
        recipe.receivers(BROKER_URL=f"redis+socket://{socket}") as receivers,
    ):
        assert receivers.send(first) == (204, b"")
        broker.process.send_signal(signal.SIGSTOP)
        try:
            assert receivers.send(second)[0] == 500
        finally:
            broker.process.send_signal(signal.SIGCONT)


def test_without_redis_no_event_is_acknowledged(tmp_path: Path) -> None:
    recipe = Recipe(str(tmp_path / "nowhere.sock"), tmp_path)
    with recipe.receivers() as receivers:
        request = signed_request(sample(MeetingRtmsStarted), secret=SECRET)
        assert receivers.send(request)[0] == 500


def test_the_receivers_pass_the_conformance_suite(recipe: Recipe) -> None:
    with recipe.receivers() as receivers:
        for case in endpoint_cases(secret=SECRET):
            case.check(*receivers.send(case.request))
