"""Zoom's own SDK, `rtms`, has the same codes, computes the same signatures and joins streams."""

import json
import queue
import ssl
import subprocess
import sys
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

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
)
from rtms_events.testing import sample

from .spec import STREAM_EVENTS, Spec, stream_event

rtms = pytest.importorskip(
    "rtms",
    reason="Zoom's SDK is not installed (`--group sdk`), or has no wheel for this system",
    exc_type=ImportError,
)

CLIENT_ID = "aBcD_eFgHiJkLmNoPqRsTu"
CLIENT_SECRET = "ZyXwVuTsRqPoNmLkJiHgFeDcBa987654"

PROGRAM = """
import json, os, sys
import rtms

loop, client = rtms.EventLoop(), rtms.Client()
loop.add(client)
client.join(json.loads(sys.stdin.readline()))
loop.start()
sys.stdin.read()  # until the test has seen enough
os._exit(0)
"""


@pytest.mark.parametrize("spec", STREAM_EVENTS, ids=str)
def test_the_sdk_computes_the_same_handshake_signature(
    spec: Spec, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ZM_RTMS_CLIENT", raising=False)  # which it prefers to its arguments
    monkeypatch.delenv("ZM_RTMS_SECRET", raising=False)
    event = stream_event(spec)
    ours = event.handshake_signature(client_id=CLIENT_ID, client_secret=CLIENT_SECRET)
    assert ours == rtms.generate_signature(
        CLIENT_ID, CLIENT_SECRET, spec.payload[str(spec.source_id)][1], event.payload.rtms_stream_id
    )


def test_stop_reasons_have_the_codes_and_names_of_the_sdk() -> None:
    """Which also has an `UNDEFINED` that is never sent."""
    theirs = {reason.name: reason.value for reason in rtms.StopReason}
    assert theirs == {"UNDEFINED": 0} | {reason.name: reason.value for reason in StopReason}


@contextmanager
def signaling_server(certificates: Path) -> Generator[tuple[str, queue.Queue[str | bytes]]]:
    """A WebSocket server on loopback that keeps what it receives."""
    trustme = pytest.importorskip("trustme")
    websockets = pytest.importorskip("websockets.sync.server")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(certificates / "ca.pem")
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(tls)
    received: queue.Queue[str | bytes] = queue.Queue()

    def receive(socket: Iterable[str | bytes]) -> None:
        for message in socket:
            received.put(message)

    with websockets.serve(receive, "localhost", 0, ssl=tls) as server:
        Thread(target=server.serve_forever).start()
        try:
            yield f"wss://localhost:{server.socket.getsockname()[1]}", received
        finally:
            server.shutdown()


@contextmanager
def worker(program: list[str], folder: Path) -> Generator[Callable[[str], None], None, None]:
    """A process that uses the SDK, and that lines can be written to."""
    (folder / "logs").mkdir()  # or the SDK complains
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


@pytest.mark.parametrize("event_class", STARTED_EVENTS)
def test_its_client_joins_with_a_dumped_payload_and_our_signature(
    event_class: type[RtmsStarted], tmp_path: Path
) -> None:
    """Seen from the server's side, as the handshake that the SDK sends over TLS."""
    with signaling_server(tmp_path) as (url, received), worker(["-c", PROGRAM], tmp_path) as write:
        event = sample(event_class, server_urls=url)
        signature = event.handshake_signature(client_id=CLIENT_ID, client_secret=CLIENT_SECRET)
        write(json.dumps({**event.payload.model_dump(), "signature": signature}))
        handshake = json.loads(received.get(timeout=30))
    assert handshake["signature"] == signature
    assert handshake["rtms_stream_id"] == event.payload.rtms_stream_id
    assert event.payload.source_id in handshake.values()


def test_the_example_joins_each_stream_once_in_whatever_order_events_come(tmp_path: Path) -> None:
    program = Path(__file__).parents[1] / "docs/examples/join_streams.py"
    with signaling_server(tmp_path) as (url, received), worker([str(program)], tmp_path) as write:

        def deliver(*events: RtmsStarted | RtmsStopped | RtmsInterrupted) -> None:
            for event in events:
                write(event.model_dump_json(exclude_unset=True))

        def joined() -> str:
            handshake = json.loads(received.get(timeout=30))
            assert len(handshake["signature"]) == 64
            stream: str = handshake["rtms_stream_id"]
            return stream

        for number, event_class in enumerate(STARTED_EVENTS):
            started = sample(event_class, server_urls=url, rtms_stream_id=str(number))
            deliver(started, started)
            assert joined() == str(number)
        first = sample(MeetingRtmsStarted, server_urls=url, rtms_stream_id="0")
        interrupted = sample(MeetingRtmsInterrupted, rtms_stream_id="0")
        deliver(interrupted, interrupted)
        assert joined() == "0"
        stopped = sample(MeetingRtmsStopped, rtms_stream_id="0")
        early = sample(MeetingRtmsStopped, rtms_stream_id="stopped before it started")
        late = sample(MeetingRtmsStarted, server_urls=url, **early.payload.model_dump())
        deliver(stopped, stopped, interrupted, first, early, late)
        deliver(sample(SessionRtmsStarted, server_urls=url, rtms_stream_id="last"))
        assert joined() == "last"
    assert received.empty()
    output = (tmp_path / "output").read_text()
    assert output.count("Joining ") == 6
    assert output.count("Leaving ") == 2  # when it was interrupted, and when it stopped
