"""Zoom's own SDK, `rtms`, has the same codes, computes the same signatures and joins streams."""

import json
import queue
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from threading import Thread
from typing import Protocol

import pytest
from pydantic import JsonValue

from rtms_events import (
    ContactCenterVoiceRtmsStarted,
    MeetingRtmsInterrupted,
    MeetingRtmsStarted,
    MeetingRtmsStopped,
    RtmsInterrupted,
    RtmsStarted,
    RtmsStopped,
    SessionRtmsStarted,
    StopReason,
    WebinarRtmsStarted,
    parse_event,
)
from rtms_events.testing import sample

from .helpers import stream_event
from .servers import EXAMPLES
from .spec import STREAM_EVENTS, Spec

rtms = pytest.importorskip(
    "rtms",
    reason="Zoom's SDK is not installed (`--group sdk`), or has no wheel for this system",
    exc_type=ImportError,
)

CLIENT_ID = "aBcD_eFgHiJkLmNoPqRsTu"
CLIENT_SECRET = "ZyXwVuTsRqPoNmLkJiHgFeDcBa987654"


@pytest.mark.parametrize("spec", STREAM_EVENTS, ids=str)
def test_the_sdk_computes_the_same_handshake_signature(
    spec: Spec, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(
        "ZM_RTMS_CLIENT", raising=False
    )  # the SDK prefers these variables to its arguments
    monkeypatch.delenv("ZM_RTMS_SECRET", raising=False)
    event = stream_event(spec)
    ours = event.handshake_signature(client_id=CLIENT_ID, client_secret=CLIENT_SECRET)
    assert ours == rtms.generate_signature(
        CLIENT_ID, CLIENT_SECRET, spec.payload[str(spec.source_id)][1], event.payload.rtms_stream_id
    )


def test_stop_reasons_have_the_codes_and_names_of_the_sdk() -> None:
    """The SDK also has an `UNDEFINED`, which Zoom does not send."""
    theirs = {reason.name: reason.value for reason in rtms.StopReason}
    assert theirs == {"UNDEFINED": 0} | {reason.name: reason.value for reason in StopReason}


class Socket(Protocol):
    """A connection of a WebSocket server."""

    def __iter__(self) -> Iterator[str | bytes]: ...

    def send(self, message: str) -> None: ...


@contextmanager
def signaling_server(
    tls: ssl.SSLContext, **response: JsonValue
) -> Generator[tuple[str, queue.Queue[str | bytes]], None, None]:
    """A WebSocket server on loopback that keeps what it receives, and may respond to it."""
    websockets = pytest.importorskip("websockets.sync.server")
    received: queue.Queue[str | bytes] = queue.Queue()

    def receive(socket: Socket) -> None:
        for message in socket:
            received.put(message)
            if response:
                socket.send(json.dumps(response))

    with websockets.serve(receive, "localhost", 0, ssl=tls) as server:
        Thread(target=server.serve_forever).start()
        try:
            yield f"wss://localhost:{server.socket.getsockname()[1]}", received
        finally:
            server.shutdown()


@contextmanager
def worker(program: list[str], folder: Path) -> Generator[Callable[[str], None], None, None]:
    """A process that uses the SDK and reads lines from its standard input."""
    (folder / "logs").mkdir()  # otherwise the SDK logs an error
    with (folder / "output").open("w") as output:
        process = subprocess.Popen(
            [sys.executable, *program],
            cwd=folder,
            env={
                "ZM_RTMS_CA": str(folder / "ca.pem"),
                "ZOOM_CLIENT_ID": CLIENT_ID,
                "ZOOM_CLIENT_SECRET": CLIENT_SECRET,
            },
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def write(line: str) -> None:
        assert process.stdin is not None
        process.stdin.write(line + "\n")
        process.stdin.flush()

    try:
        yield write
    finally:
        process.communicate()


STARTED_EVENTS: list[type[RtmsStarted]] = [
    MeetingRtmsStarted,
    WebinarRtmsStarted,
    SessionRtmsStarted,
    ContactCenterVoiceRtmsStarted,
]


IMPATIENT = f"""
import asyncio, logging, sys
sys.path.insert(0, {str(EXAMPLES)!r})
import join_streams
join_streams.FIRST_PAUSE = join_streams.LONGEST_PAUSE = 0.5
logging.basicConfig(level="INFO")
asyncio.run(join_streams.main())
"""
"""The example, with short pauses between the attempts to restart."""


class Example:
    """A running `join_streams.py`, and the server that it connects to."""

    def __init__(
        self,
        url: str,
        received: queue.Queue[str | bytes],
        write: Callable[[str], None],
        tls: ssl.SSLContext,
        folder: Path,
    ) -> None:
        self.now = time.time_ns() // 1_000_000
        self.url = url
        self.received = received
        self.write = write
        self._tls = tls
        self._folder = folder

    def output(self) -> str:
        return (self._folder / "output").read_text()

    def another_server(
        self, **response: JsonValue
    ) -> AbstractContextManager[tuple[str, queue.Queue[str | bytes]]]:
        return signaling_server(self._tls, **response)

    def deliver(self, *events: RtmsStarted | RtmsStopped | RtmsInterrupted) -> None:
        for event in events:
            self.write(event.model_dump_json(exclude_unset=True))

    def started(self, stream: str, age: int = 0, url: str | None = None) -> MeetingRtmsStarted:
        """A start that is this many milliseconds old."""
        return sample(
            MeetingRtmsStarted,
            server_urls=url or self.url,
            rtms_stream_id=stream,
            event_ts=self.now - age,
        )

    def lost(self, stream: str, age: int = 0) -> MeetingRtmsStopped:
        """A stop that is recoverable."""
        return sample(
            MeetingRtmsStopped,
            rtms_stream_id=stream,
            event_ts=self.now - age,
            stop_reason=StopReason.KEEP_ALIVE_TIMEOUT,
        )

    def joined(self) -> dict[str, str]:
        """The next handshake that the SDK sends."""
        handshake: dict[str, str] = json.loads(self.received.get(timeout=30))
        return handshake

    def joins(self, stream: str) -> None:
        assert self.joined()["rtms_stream_id"] == stream

    def joins_nothing_else(self) -> None:
        self.deliver(self.started("the last"))
        self.joins("the last")


@pytest.fixture
def example(tmp_path: Path) -> Iterator[Example]:
    authority = pytest.importorskip("trustme").CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(tls)
    with (
        signaling_server(tls) as (url, received),
        worker(["-c", IMPATIENT], tmp_path) as write,
    ):
        yield Example(url, received, write, tls, tmp_path)


class TestJoinStreams:
    """`join_streams.py`, observed by a signaling server over TLS."""

    @pytest.mark.parametrize("event_class", STARTED_EVENTS)
    def test_joins_the_streams_of_every_product_with_our_signature(
        self, example: Example, event_class: type[RtmsStarted]
    ) -> None:
        event = sample(event_class, server_urls=example.url, event_ts=example.now)
        example.deliver(event)
        handshake = example.joined()
        assert handshake["signature"] == event.handshake_signature(
            client_id=CLIENT_ID, client_secret=CLIENT_SECRET
        )
        assert handshake["rtms_stream_id"] == event.payload.rtms_stream_id
        assert event.payload.source_id in handshake.values()

    def test_ignores_duplicate_starts(self, example: Example) -> None:
        example.deliver(example.started("a"), example.started("a"))
        example.joins("a")
        example.joins_nothing_else()

    def test_does_not_join_a_stream_that_has_expired(self, example: Example) -> None:
        """A stream can be joined within 60 seconds of its start."""
        example.deliver(example.started("expired", age=61_000))
        example.deliver(example.started("late", age=30_000))
        example.joins("late")
        example.joins_nothing_else()

    def test_does_not_join_a_stream_that_has_ended(self, example: Example) -> None:
        stopped = sample(MeetingRtmsStopped, rtms_stream_id="a", event_ts=example.now)
        example.deliver(stopped, stopped, example.started("a", age=1))
        example.joins_nothing_else()

    def test_ignores_a_stop_that_is_older_than_the_start(self, example: Example) -> None:
        example.deliver(example.started("a"))
        example.joins("a")
        stopped = sample(MeetingRtmsStopped, rtms_stream_id="a", event_ts=example.now - 1)
        example.deliver(stopped)
        example.joins_nothing_else()
        assert "INFO:zoom:leave " not in example.output()

    def test_leaves_a_stream_that_has_ended(self, example: Example) -> None:
        example.deliver(example.started("a", age=1))
        example.joins("a")
        stopped = sample(MeetingRtmsStopped, rtms_stream_id="a", event_ts=example.now)
        interrupted = sample(MeetingRtmsInterrupted, rtms_stream_id="a", event_ts=example.now + 1)
        example.deliver(stopped, interrupted)
        example.joins_nothing_else()
        assert example.output().count("INFO:zoom:leave ") == 1

    def test_resumes_a_stream_once_for_each_interruption(self, example: Example) -> None:
        example.deliver(example.started("a", age=2))
        example.joins("a")
        for event_ts in (example.now - 1, example.now):
            interrupted = sample(MeetingRtmsInterrupted, rtms_stream_id="a", event_ts=event_ts)
            example.deliver(interrupted, interrupted, example.started("a", age=2))
            example.joins("a")
        example.joins_nothing_else()
        assert example.output().count("INFO:zoom:leave ") == 2

    def test_does_not_resume_a_stream_that_it_has_not_joined(self, example: Example) -> None:
        example.deliver(sample(MeetingRtmsInterrupted, rtms_stream_id="a", event_ts=example.now))
        example.joins_nothing_else()

    def test_joins_the_servers_that_take_over(self, example: Example) -> None:
        """A failover is a new start of a stream that is joined, with other servers."""
        with example.another_server() as (url, received):
            example.deliver(example.started("a", age=1))
            example.joins("a")
            failover = sample(
                MeetingRtmsStarted, server_urls=url, rtms_stream_id="a", event_ts=example.now
            )
            example.deliver(failover, failover, example.started("a", age=1))
            assert json.loads(received.get(timeout=30))["rtms_stream_id"] == "a"
            example.joins_nothing_else()
            assert received.empty()
        assert example.output().count("INFO:zoom:leave ") == 1

    def test_joins_the_servers_that_take_over_even_after_a_later_interruption(
        self, example: Example
    ) -> None:
        """Events can arrive out of order."""
        with example.another_server() as (url, received):
            example.deliver(example.started("a", age=2))
            example.joins("a")
            interrupted = sample(MeetingRtmsInterrupted, rtms_stream_id="a", event_ts=example.now)
            example.deliver(interrupted)
            example.joins("a")
            failover = sample(
                MeetingRtmsStarted, server_urls=url, rtms_stream_id="a", event_ts=example.now - 1
            )
            example.deliver(failover, interrupted, failover)
            assert json.loads(received.get(timeout=30))["rtms_stream_id"] == "a"
            example.joins_nothing_else()
            assert received.empty()
        assert example.output().count("INFO:zoom:leave ") == 2

    def test_restarts_after_a_recoverable_stop_until_the_end(self, example: Example) -> None:
        """The server does not confirm that the client has joined."""
        example.deliver(example.started("a", age=2), example.lost("a", age=1))
        for _ in range(4):
            example.joins("a")
        example.deliver(sample(MeetingRtmsStopped, rtms_stream_id="a", event_ts=example.now))
        example.deliver(example.started("the last"))
        while (joined := example.joined()["rtms_stream_id"]) != "the last":
            assert joined == "a"  # before it has read the stop
        assert example.received.empty()

    def test_restarts_once_if_it_has_joined(self, example: Example) -> None:
        with (
            example.another_server(msg_type=4, status_code=0, payload_encrypted=False) as (
                media,
                received,
            ),
            example.another_server(
                msg_type=2, status_code=0, media_server={"server_urls": {"transcript": media}}
            ) as (url, _),
        ):
            for event in (example.started("a", age=1, url=url), example.lost("a")):
                example.deliver(event)
                received.get(timeout=30)
            example.deliver(example.started("b", age=1), example.lost("b"))
            for _ in range(4):  # meanwhile, it would have joined the other stream again
                example.joins("b")
            assert received.empty()

    def test_continues_after_an_event_that_it_cannot_handle(self, example: Example) -> None:
        example.write("{}")
        example.write(sample(MeetingRtmsStarted, event_ts=2**62).model_dump_json())
        example.joins_nothing_else()
        assert example.output().count("ERROR:zoom:failed to handle an event") == 2

    def test_does_not_pass_unknown_fields_to_the_sdk(self, example: Example) -> None:
        """`join()` of the SDK has options such as `signature` and `ca`."""
        data = json.loads(example.started("a").model_dump_json(exclude_unset=True))
        data["payload"] |= {"signature": "forged", "ca": "/nowhere", "timeout": 1, "client": "x"}
        event = parse_event(data)
        assert isinstance(event, MeetingRtmsStarted)
        example.deliver(event)
        assert example.joined()["signature"] == event.handshake_signature(
            client_id=CLIENT_ID, client_secret=CLIENT_SECRET
        )
