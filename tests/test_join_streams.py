"""`join_streams.py` with a fake of Zoom's SDK: events in any order, and from several threads."""

import asyncio
import itertools
import selectors
import sys
import time
from collections.abc import Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import ModuleType
from typing import ClassVar

import pytest

from rtms_events import (
    MeetingRtmsInterrupted,
    MeetingRtmsStarted,
    MeetingRtmsStopped,
    RtmsInterrupted,
    RtmsStarted,
    RtmsStopped,
)
from rtms_events.testing import sample

from .test_recipes import load

Delivery = RtmsStarted | RtmsStopped | RtmsInterrupted


class FakeClient:
    """A client of the SDK that records whether it is connected, and to which servers.

    As in the SDK, a join happens later, and leaving before does not cancel it.
    """

    created: ClassVar[list["FakeClient"]] = []
    open: ClassVar[list["FakeClient"]] = []
    most_open: ClassVar[int] = 0
    reason: ClassVar[int | None] = 0
    """The reason with which a join is confirmed, if it is."""
    joins: ClassVar[list[tuple[float, str]]] = []
    server_urls = ""

    def __init__(self) -> None:
        FakeClient.created.append(self)

    def on_join_confirm(self, callback: object) -> None:
        self._confirm = callback

    def on_transcript_data(self, callback: object) -> None:
        pass

    def join(self, *, server_urls: str, **_: str) -> None:
        loop = asyncio.get_running_loop()
        self.server_urls = server_urls
        FakeClient.joins.append((loop.time(), server_urls))
        loop.call_later(0.01, self._connect)

    def _connect(self) -> None:
        FakeClient.open.append(self)
        FakeClient.most_open = max(FakeClient.most_open, len(FakeClient.open))
        if FakeClient.reason is not None:
            self.confirm(FakeClient.reason)

    def confirm(self, reason: int) -> None:
        assert callable(self._confirm)
        self._confirm(reason)

    def leave(self) -> None:
        if self in FakeClient.open:
            FakeClient.open.remove(self)


class FakeEventLoop:
    def __init__(self, poll_interval: float) -> None:
        pass

    def add(self, client: FakeClient) -> None:
        pass


class Selector(selectors.DefaultSelector):
    """Instead of waiting for a timeout, let the time of the loop pass."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout:
            self.now += timeout
        return super().select(0)


def run(work: Coroutine[None, None, None]) -> None:
    """Run in an event loop whose time passes at once."""
    selector = Selector()
    loop = asyncio.SelectorEventLoop(selector)
    loop.time = lambda: selector.now  # type: ignore[method-assign]
    try:
        loop.run_until_complete(work)
        for task in asyncio.all_tasks(loop):
            task.cancel()
            loop.run_until_complete(asyncio.gather(task, return_exceptions=True))
    finally:
        loop.close()


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    rtms = ModuleType("rtms")
    rtms.Client, rtms.EventLoop = FakeClient, FakeEventLoop  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "rtms", rtms)
    for records in (FakeClient.created, FakeClient.open, FakeClient.joins):
        records.clear()
    monkeypatch.setattr(FakeClient, "most_open", 0)
    monkeypatch.setattr(FakeClient, "reason", 0)
    app = load("join_streams", monkeypatch)
    monkeypatch.setattr(app, "MAX_AGE", timedelta(days=1))
    yield app
    monkeypatch.delitem(sys.modules, "join_streams")


NOW = time.time_ns() // 1_000_000
RECOVERABLE = 24


def start(event_ts: int) -> MeetingRtmsStarted:
    return sample(MeetingRtmsStarted, event_ts=NOW + event_ts, server_urls=f"wss://{event_ts}")


def interruption(event_ts: int) -> MeetingRtmsInterrupted:
    return sample(MeetingRtmsInterrupted, event_ts=NOW + event_ts)


def stop(event_ts: int) -> MeetingRtmsStopped:
    return sample(MeetingRtmsStopped, event_ts=NOW + event_ts, stop_reason=6)


def lost(event_ts: int) -> MeetingRtmsStopped:
    """A stop that is recoverable."""
    return sample(MeetingRtmsStopped, event_ts=NOW + event_ts, stop_reason=RECOVERABLE)


STORIES: dict[str, list[Delivery]] = {
    "a failover, then the end": [start(1), interruption(2), start(3), lost(4), stop(5)],
    "a failover after a stop": [start(1), lost(2), interruption(3), start(4), stop(5)],
    "a new start after the end": [start(1), interruption(2), stop(3), start(4), lost(5)],
    "the end, then nothing live": [start(1), start(2), stop(3), lost(4), interruption(5)],
    "events of the same time": [start(1), lost(1), interruption(1), start(2), stop(2)],
}


def live(events: Sequence[Delivery]) -> list[str]:
    """The servers to which the app has to be connected after these events, if any."""
    starts = [event for event in events if isinstance(event, RtmsStarted)]
    newest = max(starts, key=lambda event: event.event_ts, default=None)
    ends = [
        event.event_ts
        for event in events
        if isinstance(event, RtmsStopped) and event.payload.stop_reason != RECOVERABLE
    ]
    if newest is None or newest.event_ts <= max(ends, default=0):
        return []
    return [newest.payload.server_urls]


def connections() -> list[str]:
    return [client.server_urls for client in FakeClient.open]


@pytest.mark.parametrize("at_once", [False, True], ids=["one by one", "at once"])
@pytest.mark.parametrize("story", STORIES)
def test_in_any_order_the_app_is_joined_to_the_newest_live_start(
    app: ModuleType, story: str, at_once: bool
) -> None:
    """In all orders of up to five deliveries, duplicates among them."""

    async def deliver(events: Sequence[Delivery]) -> None:
        streams = app.Streams("id", "secret")
        if at_once:
            await asyncio.gather(*map(streams.handle, events))
        else:
            for number, event in enumerate(events, 1):
                await streams.handle(event)
                assert connections() in ([], live(events[:number]))
        await asyncio.sleep(100)  # until a restart has been confirmed
        assert connections() == live(events)

    for length in range(1, 6):
        for events in itertools.product(STORIES[story], repeat=length):
            run(deliver(events))
            assert FakeClient.most_open <= 1
            FakeClient.open.clear()


def test_after_a_recoverable_stop_it_tries_until_it_is_joined(app: ModuleType) -> None:
    async def work() -> None:
        streams = app.Streams("id", "secret")
        await streams.handle(start(1))
        FakeClient.joins.clear()
        FakeClient.reason = None
        stopped_at = asyncio.get_running_loop().time()
        await streams.handle(lost(2))
        assert FakeClient.open == []
        await asyncio.sleep(110)
        pauses = [round(at - stopped_at) for at, _ in FakeClient.joins]
        assert pauses == [3, 3 + 6, 3 + 6 + 12, 3 + 6 + 12 + 24, 75, 105]
        assert {urls for _, urls in FakeClient.joins} == {"wss://1"}
        FakeClient.reason = 0
        await asyncio.sleep(1000)
        assert len(FakeClient.joins) == 7
        assert connections() == ["wss://1"]

    run(work())


@pytest.mark.parametrize("event", [start(1), interruption(2)], ids=["a start", "an interruption"])
def test_a_join_that_fails_is_repeated(app: ModuleType, event: Delivery) -> None:
    async def work() -> None:
        streams = app.Streams("id", "secret")
        if isinstance(event, RtmsInterrupted):
            await streams.handle(start(1))
        FakeClient.reason = 504
        await streams.handle(event)
        await asyncio.sleep(5)
        FakeClient.joins.clear()
        FakeClient.reason = 0
        await asyncio.sleep(1000)
        assert [urls for _, urls in FakeClient.joins] == ["wss://1"]
        assert connections() == ["wss://1"]

    run(work())


def test_a_client_that_was_replaced_restarts_nothing(app: ModuleType) -> None:
    async def work() -> None:
        streams = app.Streams("id", "secret")
        await streams.handle(start(1))
        await streams.handle(interruption(2))
        FakeClient.created[0].confirm(504)
        await asyncio.sleep(1000)
        assert len(FakeClient.joins) == 2
        assert connections() == ["wss://1"]

    run(work())


def test_every_recoverable_stop_is_followed_by_a_restart(app: ModuleType) -> None:
    async def work() -> None:
        streams = app.Streams("id", "secret")
        await streams.handle(start(1))
        for event_ts in (2, 3):
            await streams.handle(lost(event_ts))
            assert connections() == []
            await asyncio.sleep(100)
            assert connections() == ["wss://1"]
        assert len(FakeClient.joins) == 3

    run(work())


def test_close_leaves_every_stream(app: ModuleType) -> None:
    async def work() -> None:
        streams = app.Streams("id", "secret")
        await streams.handle(start(1))
        await streams.handle(lost(2))
        await asyncio.sleep(4)
        await streams.close()
        await asyncio.sleep(1000)
        assert connections() == []

    run(work())


@pytest.mark.parametrize("last", [stop(3), start(3)], ids=["the end", "a failover"])
def test_a_restart_ends_with_the_next_start_or_the_end(app: ModuleType, last: Delivery) -> None:
    async def work() -> None:
        streams = app.Streams("id", "secret")
        await streams.handle(start(1))
        await streams.handle(lost(2))
        await asyncio.sleep(1)
        await streams.handle(last)
        await asyncio.sleep(1000)
        assert connections() == live([start(1), last])
        assert [urls for _, urls in FakeClient.joins] == ["wss://1", *live([last])]

    run(work())


def test_a_restart_goes_on_after_an_error(
    app: ModuleType, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def work() -> None:
        streams = app.Streams("id", "secret")
        await streams.handle(start(1))
        await streams.handle(lost(2))
        with monkeypatch.context() as patch:
            patch.delattr(FakeClient, "join")
            await asyncio.sleep(5)
        await asyncio.sleep(5)
        assert connections() == ["wss://1"]

    run(work())
    assert "failed to join" in caplog.text


def test_events_of_a_stream_from_several_threads_leave_one_connection(app: ModuleType) -> None:
    """As the guide says: `run_coroutine_threadsafe()` for each event."""

    async def work() -> None:
        streams = app.Streams("id", "secret")
        loop = asyncio.get_running_loop()

        def deliver(event: Delivery) -> None:
            asyncio.run_coroutine_threadsafe(streams.handle(event), loop).result(timeout=30)

        with ThreadPoolExecutor(8) as threads:
            for round_number in range(20):
                first = 10 * round_number
                events = [start(first + n) for n in range(1, 7)] + [stop(first + 3)]
                deliveries = [loop.run_in_executor(threads, deliver, event) for event in events]
                await asyncio.gather(*deliveries)
                assert connections() == live(events)
        assert FakeClient.most_open == 1

    asyncio.run(work())
