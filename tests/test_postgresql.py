"""The recipe for PostgreSQL: uvicorn, Procrastinate, and a database server that is restarted."""

import random
import re
import time
from collections import Counter
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import compress, filterfalse
from operator import not_
from pathlib import Path

import pytest
from typing_extensions import LiteralString

from rtms_events import (
    Event,
    MeetingRtmsStarted,
    MeetingRtmsStopped,
    RtmsStarted,
    RtmsStopped,
    StopReason,
    StreamEvent,
    parse_event,
)
from rtms_events.testing import SignedRequest, endpoint_cases, sample, signed_request

from .servers import EXAMPLES, SECRET, Program, running, serving
from .spec import RTMS_EVENTS
from .works_with.services import PostgreSql, UnavailableError, postgresql

pytest.importorskip(
    "procrastinate", reason="Procrastinate is not installed: pip install --group workers"
)
pytest.importorskip("fastapi")
psycopg = pytest.importorskip(
    "psycopg", reason="psycopg or libpq is not installed", exc_type=ImportError
)

RECIPE = str(EXAMPLES / "postgresql")
CREATE = ["python", "-c", "import asyncio, jobs; asyncio.run(jobs.create_tables())"]
RECEIVERS = ["uvicorn", "--workers", "2", "pg_receiver:app"]
WORKER = ["procrastinate", "--app", "jobs.app", "worker", "--delete-jobs", "successful"]

OBSERVED = """
import asyncio
import os
import signal
import jobs
from jobs import app

process = jobs.process

async def process_and_tell(event, connection):
    await process(event, connection)
    effect = "INSERT INTO effects (key) VALUES (%s)"
    await connection.execute(effect, (event.idempotency_key,))
    if event.event == "hangs":
        await asyncio.Event().wait()
    if event.event.startswith("kills"):
        os.kill(os.getpid(), signal.SIGKILL)

jobs.process = process_and_tell
"""
"""The recipe, which also records in the same transaction what it has handled."""


class Recipe:
    """The processes of the recipe, and its database."""

    def __init__(self, server: PostgreSql, folder: Path) -> None:
        self.server = server
        self.folder = folder
        self.environ = {"PYTHONPATH": f"{RECIPE}:{folder}", **server.environ}
        self.observed = OBSERVED

    def create_tables(self) -> None:
        self.run(CREATE)
        self.query("CREATE TABLE effects (key text)")

    def run(self, command: list[str]) -> None:
        with running(command, self.folder, **self.environ) as program:
            assert program.process.wait(timeout=60) == 0, program.log

    def query(self, query: LiteralString, *parameters: object) -> list[tuple[object, ...]]:
        with psycopg.connect(self.environ["DATABASE_URL"], autocommit=True) as connection:
            cursor = connection.execute(query, parameters)
            rows: list[tuple[object, ...]] = cursor.fetchall() if cursor.description else []
            return rows

    @contextmanager
    def receivers(self) -> Generator[Program, None, None]:
        with serving([*RECEIVERS, "--port", "0"], self.folder, **self.environ) as receivers:
            for _ in range(2):
                receivers.wait_for("Application startup complete")
            receivers.wait_until_it_listens()
            yield receivers

    @contextmanager
    def worker(self) -> Generator[Program, None, None]:
        (self.folder / "observed.py").write_text(self.observed)
        command = ["observed.app" if word == "jobs.app" else word for word in WORKER]
        with running(
            [*command, "--fetch-job-polling-interval", "0.2"], self.folder, **self.environ
        ) as worker:
            worker.wait_for("Starting worker")
            yield worker

    def wait_until_handled(self, worker: Program, count: int) -> None:
        for _ in range(count):
            worker.wait_for("jobs.handle.* ended with status: Success")

    def store(self, *events: Event) -> None:
        texts = [event.model_dump_json(exclude_unset=True) for event in events]
        code = f"""
import asyncio, jobs
from rtms_events import parse_event
async def main():
    async with jobs.app.open_async():
        for text in {texts!r}:
            await jobs.store(parse_event(text))
asyncio.run(main())
"""
        self.run(["python", "-c", code])

    def retry_stalled(self) -> None:
        code = """
import asyncio, jobs
jobs.STALLED_SECONDS, jobs.MAX_ATTEMPTS = 0, 2
async def main():
    async with jobs.app.open_async():
        await jobs.retry_stalled(0)
asyncio.run(main())
"""
        self.run(["python", "-c", code])


@pytest.fixture
def files(tmp_path: Path) -> Iterator[Recipe]:
    """The recipe, with a database server that is not running."""
    try:
        with postgresql() as server:
            yield Recipe(server, tmp_path)
    except UnavailableError as error:
        pytest.skip(str(error))


@pytest.fixture
def recipe(files: Recipe) -> Iterator[Recipe]:
    with files.server.running(files.folder / "postgresql.log"):
        files.create_tables()
        yield files


def test_the_page_shows_the_commands_that_are_tested() -> None:
    page = (EXAMPLES.parent / "how-to/postgresql.md").read_text()
    commands = "".join(re.findall(r"^```bash\n(.*?)^```", page, re.MULTILINE | re.DOTALL))
    for tested in (CREATE[2], " ".join(RECEIVERS), " ".join(WORKER)):
        assert tested in commands


def deliveries(count: int) -> tuple[list[Event], list[tuple[SignedRequest, int]]]:
    """The events of this many streams, and requests in random order with the expected status."""
    now = time.time_ns() // 1_000_000
    events: list[Event] = []
    for number in range(count):
        stream, event_ts = f"stream {number}", now + number
        events.append(sample(MeetingRtmsStarted, rtms_stream_id=stream, event_ts=event_ts))
        if number % 2:
            events.append(sample(MeetingRtmsStopped, rtms_stream_id=stream, event_ts=event_ts))
        events.append(parse_event({"event": "phone.rtms_started", "event_ts": event_ts}))
    requests = [(signed_request(event, secret=SECRET), 204) for event in events]
    requests += 2 * requests
    requests += [(signed_request(event, secret="guessed"), 401) for event in events]
    random.Random(13).shuffle(requests)  # noqa: S311 - the same order in each run
    return events, requests


def test_every_event_takes_effect_once_even_if_the_database_is_restarted(files: Recipe) -> None:
    """A worker exits if the database is down, and whatever supervises it has to start it again."""
    events, requests = deliveries(40)
    half = len(requests) // 2
    log = files.folder / "postgresql.log"

    def is_done(request: tuple[SignedRequest, int]) -> bool:
        """Whether the response is the expected one, and not an error."""
        status = receivers.send(request[0])[0]
        assert status in {500, request[1]}
        return status == request[1]

    with ExitStack() as receiving, ThreadPoolExecutor(8) as pool:
        with files.server.running(log):
            files.create_tables()
            receivers = receiving.enter_context(files.receivers())
            worker = receiving.enter_context(files.worker())
            assert all(pool.map(is_done, requests[:half]))
            during_the_restart = pool.map(is_done, requests[half:])
        assert worker.process.wait(timeout=30) == 1
        with files.server.running(log), files.worker() as worker:
            done = list(during_the_restart)
            failed = list(compress(requests[half:], map(not_, done)))
            while failed:  # as Zoom retries
                failed = list(filterfalse(is_done, failed))
            files.retry_stalled()
            while len(effects := files.query("SELECT key FROM effects")) < len(events):
                worker.wait_for("ended with status: Success")
            streams = files.query("SELECT stream_key, server_urls IS NULL FROM zoom_streams")
    assert Counter(effects) == {(event.idempotency_key,): 1 for event in events}
    ended = {event.stream_key for event in events if isinstance(event, RtmsStopped)}
    assert set(streams) == {
        (str(event.stream_key), event.stream_key in ended)
        for event in events
        if isinstance(event, RtmsStarted)
    }


def test_the_columns_have_the_values_of_every_event(recipe: Recipe) -> None:
    events = [parse_event(spec.body(new={"ünknown": "\0"})) for spec in RTMS_EVENTS]
    unknown = parse_event({"event": "phone.rtms_started", "payload": {}})
    recipe.store(*events, unknown)
    rows = recipe.query("""
        SELECT event, occurred_at, product, source_id, rtms_stream_id, stop_reason, json
        FROM zoom_events ORDER BY id
    """)
    for event, (*columns, json) in zip([*events, unknown], rows, strict=True):
        assert parse_event(str(json)) == event
        stream = event.stream_key if isinstance(event, StreamEvent) else (None, None, None)
        reason = event.payload.stop_reason if isinstance(event, RtmsStopped) else None
        assert columns == [event.event, event.occurred_at, *stream, reason]


def test_an_event_is_handled_once_if_its_worker_is_killed(recipe: Recipe) -> None:
    recipe.observed += """
os.kill = lambda pid, signal: wait()
def wait():
    print("waits", flush=True)
    os.read(os.pipe()[0], 1)
"""
    event = parse_event({"event": "kills its worker"})
    recipe.store(event)
    with recipe.worker() as worker:
        worker.wait_for("waits")
        worker.kill()
        worker.process.wait(timeout=30)
    recipe.observed = OBSERVED.replace("kills", "never kills")
    recipe.retry_stalled()
    with recipe.worker() as worker:
        recipe.wait_until_handled(worker, 1)
    assert recipe.query("SELECT key FROM effects") == [(event.idempotency_key,)]


def test_a_job_that_kills_its_workers_is_given_up(recipe: Recipe) -> None:
    recipe.store(parse_event({"event": "kills its worker"}))
    status = "SELECT status::text FROM procrastinate_jobs WHERE task_name = 'jobs.handle'"
    for _ in range(3):  # the first attempt, and two retries
        assert recipe.query(status) == [("todo",)]
        with recipe.worker() as worker:
            worker.process.wait(timeout=60)
        assert recipe.query(status) == [("doing",)]
        recipe.retry_stalled()
    assert recipe.query(status) == [("failed",)]
    assert recipe.query("SELECT * FROM effects") == []
    recipe.run(["python", "-c", "import asyncio, jobs; asyncio.run(jobs.retry_failed())"])
    recipe.observed = OBSERVED.replace("kills", "no longer kills")
    with recipe.worker() as worker:
        recipe.wait_until_handled(worker, 1)
    assert len(recipe.query("SELECT * FROM effects")) == 1


def test_an_event_that_another_worker_still_handles_is_retried(recipe: Recipe) -> None:
    """A worker that was taken for killed may go on."""
    recipe.store(parse_event({"event": "phone.rtms_started"}))
    with psycopg.connect(recipe.environ["DATABASE_URL"]) as other:
        other.execute("SELECT * FROM zoom_events FOR UPDATE")
        with recipe.worker() as worker:
            worker.wait_for("jobs.handle.* ended with status: Error, to retry")
            assert recipe.query("SELECT * FROM effects") == []
            other.rollback()
            recipe.wait_until_handled(worker, 1)
    assert len(recipe.query("SELECT * FROM effects")) == 1


def test_a_handler_that_hangs_is_stopped_and_retried(recipe: Recipe) -> None:
    recipe.observed += "jobs.MAX_SECONDS = min(jobs.MAX_SECONDS, 0.1)"
    recipe.store(parse_event({"event": "hangs"}))
    with recipe.worker() as worker:
        for _ in range(2):
            worker.wait_for("jobs.handle.* ended with status: Error, to retry")
    assert recipe.query("SELECT * FROM effects") == []


def test_an_older_event_does_not_change_a_stream(recipe: Recipe) -> None:
    starts = [sample(MeetingRtmsStarted, event_ts=ts, server_urls=f"wss://{ts}") for ts in (2, 1)]
    stops = [sample(MeetingRtmsStopped, event_ts=ts) for ts in (1, 2)]
    servers = "SELECT server_urls FROM zoom_streams"
    with_stop = [*starts, *stops, sample(MeetingRtmsStarted, event_ts=2)]
    for events, expected in ((starts, "wss://2"), (with_stop[2:], None)):
        recipe.store(*events)
        with recipe.worker() as worker:
            recipe.wait_until_handled(worker, len(events))
        assert recipe.query(servers) == [(expected,)]


def test_a_recoverable_stop_leaves_the_stream_open(recipe: Recipe) -> None:
    lost = sample(MeetingRtmsStopped, event_ts=2, stop_reason=StopReason.KEEP_ALIVE_TIMEOUT)
    recipe.store(lost, sample(MeetingRtmsStarted, event_ts=1, server_urls="wss://1"))
    with recipe.worker() as worker:
        recipe.wait_until_handled(worker, 2)
    assert recipe.query("SELECT server_urls FROM zoom_streams") == [("wss://1",)]


def test_without_a_database_no_event_is_acknowledged(recipe: Recipe) -> None:
    request = signed_request(sample(MeetingRtmsStarted), secret=SECRET)
    with recipe.receivers() as receivers:
        recipe.query("DROP TABLE zoom_events")
        assert receivers.send(request)[0] == 500


def test_a_database_that_hangs_does_not_make_zoom_wait(recipe: Recipe) -> None:
    request = signed_request(sample(MeetingRtmsStarted), secret=SECRET)
    with recipe.receivers() as receivers:
        with psycopg.connect(recipe.environ["DATABASE_URL"]) as connection:
            connection.execute("LOCK TABLE zoom_events")
            assert receivers.send(request)[0] == 500
        assert receivers.send(request)[0] == 204


def test_the_receivers_pass_the_conformance_suite(recipe: Recipe) -> None:
    with recipe.receivers() as receivers:
        for case in endpoint_cases(secret=SECRET):
            case.check(*receivers.send(case.request))
