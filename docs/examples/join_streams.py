"""Join streams with Zoom's SDK.

The program handles duplicates, failovers, and events that are out of order. It reads
events from standard input, one JSON object per line, in place of a queue. All calls of
the SDK are made in the thread of the asyncio event loop.
"""

import asyncio
import logging
import os
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from functools import partial

import rtms
from typing_extensions import assert_never

from rtms_events import (
    Event,
    RtmsInterrupted,
    RtmsStarted,
    RtmsStopped,
    StopReason,
    StreamKey,
    parse_event,
)

log = logging.getLogger("zoom")

# After that, a stream can no longer be joined or resumed.
MAX_AGE = timedelta(seconds=60)
# Seconds between attempts to restart, as Zoom recommends.
FIRST_PAUSE, LONGEST_PAUSE = 3, 30
POLL_SECONDS = 0.01
MAX_REMEMBERED = 10_000


@dataclass
class Stream:
    """A stream that has not ended."""

    started: RtmsStarted
    """The newest start, whose servers the app joins."""
    resumed_ts: int = 0
    """The `event_ts` of the last interruption or recoverable stop that was handled."""
    client: rtms.Client | None = None
    is_confirmed: bool = False
    """Whether the SDK has reported that the client has joined."""
    restart: asyncio.Task[None] | None = None


class Streams:
    """The streams of one process, in any product.

    Call `handle()` in one event loop. A lock ensures that the events of a stream are
    handled one after the other.
    """

    def __init__(self, client_id: str, client_secret: str) -> None:
        self.loop = rtms.EventLoop(poll_interval=POLL_SECONDS)
        self._client_id = client_id
        self._client_secret = client_secret
        self._lock = asyncio.Lock()
        self._streams: dict[StreamKey, Stream] = {}
        self._ended: dict[StreamKey, int] = {}  # with the `event_ts` of their end

    async def handle(self, event: Event) -> None:
        """Join, rejoin, or leave a stream. Ignore duplicates and late events."""
        if isinstance(event, (RtmsStarted, RtmsStopped, RtmsInterrupted)):
            async with self._lock:
                await self._handle(event)

    async def _handle(self, event: RtmsStarted | RtmsStopped | RtmsInterrupted) -> None:
        key = event.stream_key
        stream = self._streams.get(key)
        resumed_ts = stream.resumed_ts if stream else 0
        is_news = event.event_ts > resumed_ts
        # Only starts and final stops count. The start of a failover can arrive after a
        # later interruption, and a start after a later stop that is recoverable.
        last_ts = max(stream.started.event_ts if stream else 0, self._ended.get(key, 0))
        is_current = datetime.now(timezone.utc) - event.occurred_at <= MAX_AGE
        match event:
            case _ if event.event_ts < last_ts:
                log.info("%s of %s: ignored, out of order", event.event, key)
            case RtmsStarted() if is_current and event.event_ts > last_ts:
                # If the stream is already joined, this is a failover to other servers.
                self._end(key)
                self._streams[key] = Stream(event, resumed_ts)
                await self._join(self._streams[key])
            case RtmsStopped() if not is_recoverable(event):
                # The `rtms_started` can still arrive, late or as a retry.
                self._ended[key] = event.event_ts
                if len(self._ended) > MAX_REMEMBERED:
                    del self._ended[next(iter(self._ended))]
                self._end(key)
            case RtmsStopped() if stream and is_news:
                stream.resumed_ts = event.event_ts
                leave(stream)
                self._schedule_restart(stream)
            case RtmsInterrupted() if stream and is_current and is_news:
                stream.resumed_ts = event.event_ts
                leave(stream)
                await self._join(stream)
            case _:
                log.info("%s of %s: late, a duplicate, or not joined", event.event, key)

    async def _join(self, stream: Stream) -> None:
        log.info("join %s", stream.started.stream_key)
        signature = stream.started.handshake_signature(
            client_id=self._client_id, client_secret=self._client_secret
        )
        stream.client = client = rtms.Client()
        stream.is_confirmed = False

        def confirm(reason: int) -> None:
            if stream.client is not client:
                return
            stream.is_confirmed = reason == 0
            if reason != 0:  # the SDK calls this for joins that have failed, too
                log.warning("failed to join %s: %d", stream.started.stream_key, reason)
                self._schedule_restart(stream)

        client.on_join_confirm(confirm)
        client.on_transcript_data(
            lambda data, _size, _time, speaker: log.info(
                "%s: %r", speaker.userName, data
            )
        )
        self.loop.add(client)
        join(client, stream.started, signature)
        # The loop joins on its next poll. Wait, because `leave()` cannot cancel a
        # pending join.
        await asyncio.sleep(2 * POLL_SECONDS)

    def _schedule_restart(self, stream: Stream) -> None:
        if stream.restart is None:
            stream.restart = asyncio.create_task(self._restart(stream))

    async def _restart(self, stream: Stream) -> None:
        """Join until the SDK confirms it. A new start or the end cancels this."""
        pause = FIRST_PAUSE
        while True:
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
            async with self._lock:
                if stream.is_confirmed:
                    stream.restart = None
                    return
                try:
                    leave(stream)
                    await self._join(stream)
                except Exception:
                    log.exception("failed to join %s", stream.started.stream_key)

    async def close(self) -> None:
        """Leave all streams."""
        async with self._lock:
            for key in list(self._streams):
                self._end(key)

    def _end(self, key: StreamKey) -> None:
        if stream := self._streams.pop(key, None):
            if stream.restart:
                stream.restart.cancel()
            leave(stream)


def is_recoverable(stopped: RtmsStopped) -> bool:
    """Return whether Zoom asks the app to restart the connection."""
    reason = stopped.payload.stop_reason
    return isinstance(reason, StopReason) and reason.is_recoverable


def leave(stream: Stream) -> None:
    """Close the connection, if there is one."""
    if stream.client:
        log.info("leave %s", stream.started.stream_key)
        stream.client.leave()
    stream.client = None
    stream.is_confirmed = False


def join(client: rtms.Client, started: RtmsStarted, signature: str) -> None:
    """Pass each field by name, so that an unknown field is not an option of the SDK."""
    payload = started.payload
    connect = partial(
        client.join,
        rtms_stream_id=payload.rtms_stream_id,
        server_urls=payload.server_urls,
        signature=signature,
    )
    match started.product:
        case "meeting":
            connect(meeting_uuid=payload.source_id)
        case "webinar":
            connect(webinar_uuid=payload.source_id)
        case "session":
            connect(session_id=payload.source_id)
        case "contact_center":
            connect(engagement_id=payload.source_id)
        case _:
            assert_never(started.product)


async def main() -> None:
    """Handle events until standard input is closed."""
    streams = Streams(os.environ["ZOOM_CLIENT_ID"], os.environ["ZOOM_CLIENT_SECRET"])
    polling = asyncio.create_task(streams.loop.run_async())
    while line := await asyncio.to_thread(sys.stdin.readline):
        try:
            await streams.handle(parse_event(line))
        except Exception:
            log.exception("failed to handle an event")
    await streams.close()
    streams.loop.stop()
    await polling


if __name__ == "__main__":
    logging.basicConfig(level="INFO")
    asyncio.run(main())
