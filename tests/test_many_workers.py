"""The recipe for many workers: uvicorn, Celery and Redis, and a worker that is killed."""

import json
import os
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
    StopReason,
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
BEAT = ["celery", "--app", "tasks", "beat", "--loglevel", "INFO"]
KILLED = "the stream whose worker is killed"

OBSERVED = f"""
import contextlib
import os
import signal
import tasks
from celery.exceptions import SoftTimeLimitExceeded
from tasks import app

tasks.LOCK_SECONDS = 3
tasks.LOST_SECONDS = 0
tasks.MAX_REDELIVERIES = 2
tasks.MAX_RETRIES = 2
tasks.LONGEST_PAUSE = 1
app.conf.broker_transport_options |= {{"visibility_timeout": 3, "unacked_restore_interval": 1}}
connect, process = tasks.connect, tasks.process

def wait():
    os.read(os.pipe()[0], 1)

def wait_for_the_test():
    with open("go") as fifo:
        fifo.read()

def first_time(event):
    return tasks.redis.set("test:" + event.event, 1, nx=True)

def connect_or_be_killed(started):
    if started.payload.rtms_stream_id == {KILLED!r}:
        if tasks.redis.set("test:killed", 1, nx=True):
            tasks.redis.rpush("test:busy", os.getpgrp())
            wait()  # until it is killed
    connect(started)

def process_and_tell(event):
    match event.event:
        case "kills its worker":
            tasks.redis.rpush("test:victims", os.getpid())
            os.kill(os.getpid(), signal.SIGKILL)
        case "stops Redis" if first_time(event):
            os.kill(tasks.redis.info()["process_id"], signal.SIGKILL)
            raise LookupError("the handler failed")
        case "fills Redis" if first_time(event):
            tasks.redis.config_set("maxmemory", 1)
            raise LookupError("the handler failed")
        case "hangs":
            tasks.redis.rpush("test:hangs", 1)
            wait()
        case "hangs and catches everything":
            while True:
                with contextlib.suppress(Exception):
                    wait()
        case "waits":
            tasks.redis.rpush("test:waits", 1)
            wait_for_the_test()
        case "always fails":
            raise LookupError("the handler failed")
        case "fails once" if first_time(event):
            raise LookupError("the handler failed")
        case _:
            pass
    process(event)
    tasks.redis.rpush("test:handled", event.idempotency_key)
    if event.event == "stalls Redis":
        os.kill(tasks.redis.info()["process_id"], signal.SIGSTOP)

tasks.connect, tasks.process = connect_or_be_killed, process_and_tell
"""
"""The recipe, which also tells the test what it has handled."""


@contextmanager
def redis_server(folder: Path, name: str = "redis") -> Generator[Program, None, None]:
    """A server on a socket, so that it needs no port, that keeps its data if it is restarted."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not installed")
    command = [program, "--port", "0", "--unixsocket", str(folder / f"{name}.sock"), "--save", ""]
    persistence = ["--appendonly", "yes", "--appendfsync", "always", "--appenddirname", name]
    with running([*command, *persistence], folder) as server:
        server.wait_for("[Rr]eady to accept connections")
        yield server


class Recipe:
    """The processes of the recipe."""

    def __init__(self, folder: Path) -> None:
        socket = folder / "redis.sock"
        self.redis = redis.Redis(
            unix_socket_path=str(socket), decode_responses=True, socket_timeout=None
        )
        self.folder = folder
        self.observed = OBSERVED
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
    def worker(self, name: str, *options: str) -> Generator[Program, None, None]:
        renamed = [word.replace("worker1@", f"{name}@") for word in WORKER]
        with self.running([*renamed, "--concurrency", "1", *options]) as worker:
            yield worker

    def queue(self, *messages: str) -> None:
        """Queue messages without a receiver."""
        self.run(f"for message in {messages!r}: tasks.handle.delay(message)")

    def run(self, code: str) -> None:
        """Run code that uses the recipe."""
        with self.running(["python", "-c", f"import observed, tasks\n{code}"]) as program:
            assert program.process.wait(timeout=60) == 0

    @contextmanager
    def running(self, command: list[str]) -> Generator[Program, None, None]:
        """Run a program that uses the recipe."""
        (self.folder / "observed.py").write_text(self.observed)
        command = ["observed" if word == "tasks" else word for word in command]
        with running(command, self.folder, **self.environ) as program:
            yield program

    def handled(self, count: int) -> Counter[str]:
        """Wait for this number of handled events, and count how often each was handled."""
        keys = [self.redis.blpop("test:handled", timeout=60) for _ in range(count)]
        assert None not in keys, f"{keys.count(None)} events are lost"
        return Counter(key for _, key in keys)


@pytest.fixture
def recipe(tmp_path: Path) -> Iterator[Recipe]:
    with redis_server(tmp_path):
        yield Recipe(tmp_path)


def test_the_page_shows_the_commands_that_are_tested() -> None:
    page = (EXAMPLES.parent / "how-to/celery-and-redis.md").read_text()
    commands = "".join(re.findall(r"^```bash\n(.*?)^```", page, re.MULTILINE | re.DOTALL))
    tested = [" ".join(RECEIVERS), " ".join(WORKER), " ".join(BEAT)]
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


def test_a_recoverable_stop_leaves_the_stream_open(recipe: Recipe) -> None:
    events = (
        sample(MeetingRtmsStopped, event_ts=2, stop_reason=StopReason.KEEP_ALIVE_TIMEOUT),
        sample(MeetingRtmsStarted, event_ts=1, server_urls="wss://first"),
    )
    recipe.queue(*(event.model_dump_json() for event in events))
    with recipe.worker("a"):
        recipe.handled(2)
    assert recipe.redis.hvals("zoom:open") == ["wss://first"]


def test_a_handler_that_fails_is_logged_and_retried(recipe: Recipe) -> None:
    request = signed_request({"event": "fails once"}, secret=SECRET)
    with recipe.receivers() as receivers, recipe.worker("a") as worker:
        assert receivers.send(request) == (204, b"")
        worker.wait_for("LookupError.*the handler failed")
        assert sum(recipe.handled(1).values()) == 1


def test_events_that_cannot_be_handled_are_kept(recipe: Recipe) -> None:
    """Invalid messages fail at once, because a retry would not help."""
    failed = signed_request({"event": "always fails"}, secret=SECRET)
    with recipe.receivers() as receivers, recipe.worker("a") as worker:
        assert receivers.send(failed) == (204, b"")
        worker.wait_for("LookupError.*the handler failed")
        recipe.queue(message("meeting.rtms_started"))
        kept = [recipe.redis.blpop("zoom:failed", timeout=60)[1] for _ in range(2)]
        events = {json.loads(text)["event"] for text in kept}
        assert events == {"always fails", "meeting.rtms_started"}
        assert recipe.redis.llen("test:handled") == recipe.redis.hlen("zoom:unhandled") == 0


def test_events_that_were_set_aside_can_be_handled_again(recipe: Recipe) -> None:
    events = [message("fails no more", number) for number in range(3)]
    recipe.redis.rpush("zoom:failed", *events)
    recipe.run("tasks.enqueue_failed()")
    assert recipe.redis.llen("zoom:failed") == 0
    with recipe.worker("a"):
        assert set(recipe.handled(3).values()) == {1}


def test_a_retry_is_not_a_duplicate_if_the_event_could_not_be_queued(recipe: Recipe) -> None:
    request = signed_request(sample(MeetingRtmsStarted), secret=SECRET)
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
        redis_server(recipe.folder, "broker") as broker,
        recipe.receivers(BROKER_URL=f"redis+socket://{recipe.folder}/broker.sock") as receivers,
    ):
        assert receivers.send(first) == (204, b"")
        broker.process.send_signal(signal.SIGSTOP)
        try:
            assert receivers.send(second)[0] == 500
        finally:
            broker.process.send_signal(signal.SIGCONT)


def test_without_redis_no_event_is_acknowledged(tmp_path: Path) -> None:
    recipe = Recipe(tmp_path)
    with recipe.receivers() as receivers:
        request = signed_request(sample(MeetingRtmsStarted), secret=SECRET)
        assert receivers.send(request)[0] == 500


def message(name: str, event_ts: int = 1) -> str:
    return json.dumps({"event": name, "event_ts": event_ts, "payload": {}})


def test_the_receivers_pass_the_conformance_suite(recipe: Recipe) -> None:
    with recipe.receivers() as receivers:
        for case in endpoint_cases(secret=SECRET):
            case.check(*receivers.send(case.request))


SHORT_LIMITS = """
app.conf.task_soft_time_limit = min(app.conf.task_soft_time_limit, 1)
app.conf.task_time_limit = min(app.conf.task_time_limit, 2)
"""
CLOCK_AHEAD = """
import time
import kombu.transport.redis
kombu.transport.redis.time = lambda: time.time() + 3600
"""


class TestFaults:
    def test_an_event_is_no_duplicate_of_itself_if_redis_stalls(self, tmp_path: Path) -> None:
        recipe = Recipe(tmp_path)
        request = signed_request(sample(MeetingRtmsStarted), secret=SECRET)
        with redis_server(tmp_path) as server, recipe.receivers() as receivers:
            server.process.send_signal(signal.SIGSTOP)
            try:
                assert receivers.send(request)[0] == 500
            finally:
                server.process.send_signal(signal.SIGCONT)
            with recipe.worker("a"):
                assert receivers.send(request) == (204, b"")
                assert sum(recipe.handled(1).values()) == 1
            assert recipe.redis.hlen("zoom:unhandled") == 0

    def test_an_event_is_handled_once_if_redis_stalls_after_it(self, tmp_path: Path) -> None:
        recipe = Recipe(tmp_path)
        with redis_server(tmp_path) as server:
            recipe.queue(message("stalls Redis"))
            with recipe.worker("a") as worker:
                recipe.handled(1)
                os.waitid(os.P_PID, server.process.pid, os.WSTOPPED | os.WNOWAIT)
                path = str(tmp_path / "redis.sock")
                with pytest.raises(redis.TimeoutError):  # the worker's command times out, too
                    redis.Redis(unix_socket_path=path, socket_timeout=4, retry=None).ping()
                server.process.send_signal(signal.SIGCONT)
                worker.wait_for("tasks.handle.* succeeded")
            assert recipe.redis.llen("test:handled") == 0

    def test_no_retry_is_dropped_while_redis_is_away(self, tmp_path: Path) -> None:
        recipe = Recipe(tmp_path)
        with redis_server(tmp_path) as server:
            recipe.queue(message("stops Redis"))
            with recipe.worker("a") as worker:
                worker.wait_for("LookupError: the handler failed")
                server.process.wait(timeout=30)
                with redis_server(tmp_path):
                    assert sum(recipe.handled(1).values()) == 1
                    assert recipe.redis.llen("zoom:failed") == 0

    def test_no_event_is_lost_if_redis_has_no_memory_left(self, recipe: Recipe) -> None:
        """The worker ends, and whatever supervises it has to start it again."""
        recipe.queue(message("fills Redis"))
        with recipe.worker("a") as worker:
            worker.wait_for("OutOfMemoryError")
            worker.process.wait(timeout=30)
        recipe.redis.config_set("maxmemory", 0)
        with recipe.worker("a"):
            assert sum(recipe.handled(1).values()) == 1
        assert recipe.redis.llen("zoom:failed") == 0

    def test_a_message_that_kills_its_worker_is_set_aside(self, recipe: Recipe) -> None:
        recipe.queue(message("kills its worker"), message("phone.rtms_started"))
        with recipe.worker("a"):
            _, kept = recipe.redis.blpop("zoom:failed", timeout=60)
            assert kept == message("kills its worker")
            assert sum(recipe.handled(1).values()) == 1
        assert recipe.redis.llen("test:victims") == 3  # the first delivery, and two redeliveries
        assert recipe.redis.hlen("unacked") == 0

    def test_a_handler_that_hangs_is_stopped_and_retried(self, recipe: Recipe) -> None:
        recipe.observed += SHORT_LIMITS
        recipe.queue(message("hangs"))
        with recipe.worker("a") as worker:
            worker.wait_for("SoftTimeLimitExceeded")
            _, kept = recipe.redis.blpop("zoom:failed", timeout=60)
        assert kept == message("hangs")
        assert recipe.redis.llen("test:hangs") == 3

    def test_a_handler_that_cannot_be_stopped_is_killed(self, recipe: Recipe) -> None:
        recipe.observed += SHORT_LIMITS
        recipe.queue(message("hangs and catches everything"), message("phone.rtms_started"))
        with recipe.worker("a") as worker:
            worker.wait_for("Hard time limit")
            _, kept = recipe.redis.blpop("zoom:failed", timeout=60)
            assert kept == message("hangs and catches everything")
            assert sum(recipe.handled(1).values()) == 1

    def test_two_workers_do_not_handle_an_event_at_the_same_time(self, recipe: Recipe) -> None:
        """A worker whose clock is ahead takes messages that others have not finished."""
        os.mkfifo(recipe.folder / "go")
        recipe.observed += "tasks.LOCK_SECONDS = 30\n"
        recipe.queue(message("waits"))
        with recipe.worker("a"):
            recipe.redis.blpop("test:waits", timeout=60)
            recipe.queue(message("waits"))
            recipe.observed += CLOCK_AHEAD
            with recipe.worker("b", "--concurrency", "2") as b:
                for _ in range(2):  # the duplicate, and the message of the other worker
                    b.wait_for("received")
                (recipe.folder / "go").write_text("go")
                assert sum(recipe.handled(1).values()) == 1
                for _ in range(2):
                    b.wait_for("waits: duplicate")
        assert recipe.redis.llen("test:handled") == recipe.redis.llen("test:waits") == 0

    def test_an_event_that_the_queue_has_lost_is_queued_again(self, recipe: Recipe) -> None:
        with recipe.receivers() as receivers:
            request = signed_request({"event": "phone.rtms_started"}, secret=SECRET)
            assert receivers.send(request) == (204, b"")
        assert recipe.redis.delete("celery") == 1
        recipe.observed += 'app.conf.beat_schedule["lost"]["schedule"] = 0.1'
        with recipe.worker("a") as worker, recipe.running(BEAT):
            assert sum(recipe.handled(1).values()) == 1
            worker.wait_for("tasks.handle.* succeeded")
        assert recipe.redis.hlen("zoom:unhandled") == 0

    def test_an_event_is_remembered_for_longer_than_zoom_retries(self, recipe: Recipe) -> None:
        recipe.queue(message("phone.rtms_started"))
        with recipe.worker("a") as worker:
            worker.wait_for("succeeded")
        (key,) = recipe.redis.keys("zoom:done:*")
        assert recipe.redis.ttl(key) > LAST_RETRY
