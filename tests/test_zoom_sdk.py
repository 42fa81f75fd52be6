"""What this library hands to Zoom's own SDK, `rtms`, which computes and accepts the same."""

import json
import queue
import ssl
import subprocess
import sys
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest

from rtms_events import (
    ContactCenterVoiceRtmsStarted,
    MeetingRtmsStarted,
    RtmsInterrupted,
    RtmsStarted,
    RtmsStopped,
    SessionRtmsStarted,
    WebinarRtmsStarted,
    parse_event,
)
from rtms_events.testing import sample

from .spec import STREAM_EVENTS, Spec

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
    event = parse_event(spec.body())
    assert isinstance(event, RtmsStarted | RtmsStopped | RtmsInterrupted)
    ours = event.handshake_signature(client_id=CLIENT_ID, client_secret=CLIENT_SECRET)
    assert ours == rtms.generate_signature(
        CLIENT_ID, CLIENT_SECRET, spec.payload[str(spec.source_id)][1], event.payload.rtms_stream_id
    )


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


@pytest.mark.parametrize(
    "event_class",
    [MeetingRtmsStarted, WebinarRtmsStarted, SessionRtmsStarted, ContactCenterVoiceRtmsStarted],
)
def test_its_client_joins_with_a_dumped_payload_and_our_signature(
    event_class: type[RtmsStarted], tmp_path: Path
) -> None:
    """Seen from the server's side, as the handshake that the SDK sends over TLS."""
    (tmp_path / "logs").mkdir()  # or the SDK complains
    with signaling_server(tmp_path) as (url, received):
        event = sample(event_class, server_urls=url)
        signature = event.handshake_signature(client_id=CLIENT_ID, client_secret=CLIENT_SECRET)
        client = subprocess.Popen(
            [sys.executable, "-c", PROGRAM],
            cwd=tmp_path,
            env={"ZM_RTMS_CA": str(tmp_path / "ca.pem")},
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        try:
            assert client.stdin is not None
            parameters = {**event.payload.model_dump(), "signature": signature}
            client.stdin.write(json.dumps(parameters) + "\n")
            client.stdin.flush()
            handshake = json.loads(received.get(timeout=30))
        finally:
            client.communicate()
    assert handshake["signature"] == signature
    assert handshake["rtms_stream_id"] == event.payload.rtms_stream_id
    assert event.payload.source_id in handshake.values()
