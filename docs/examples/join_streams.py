"""Join streams with Zoom's SDK. Handle duplicates, failovers, and events that are out of order.

The program reads events from standard input, one JSON object per line, in place of a queue. All
calls of the SDK are made in the thread of the asyncio event loop.
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

from rtms_events import Event, RtmsInterrupted, RtmsStarted, RtmsStopped, StreamKey, parse_event

log = logging.getLogger("zoom")

MAX_AGE = timedelta(seconds=60)  # after that, a stream can no longer be joined or resumed
POLL_SECONDS = 0.01
MAX_REMEMBERED = 10_000


@dataclass
class Joined:
    """A stream that this process has joined."""

    client: rtms.Client
    started: RtmsStarted
    interrupted_ts: int
    """The `event_ts` of the last interruption after which the app has rejoined, or 0."""


class Streams:
    """The streams that one process has joined, in any product."""

    def __init__(self, client_id: str, client_secret: str) -> None:
        self.loop = rtms.EventLoop(poll_interval=POLL_SECONDS)
        self._client_id = client_id
        self._client_secret = client_secret
        self._joined: dict[StreamKey, Joined] = {}
        self._ended: dict[StreamKey, int] = {}  # with the `event_ts` of their end

    async def handle(self, event: Event) -> None:
        """Join, rejoin, or leave a stream. Ignore duplicates and events that are too late."""
        if not isinstance(event, (RtmsStarted, RtmsStopped, RtmsInterrupted)):
            return
        stream = event.stream_key
        joined = self._joined.get(stream)
        interrupted_ts = joined.interrupted_ts if joined else 0
        # Interruptions do not count: the start of a failover can arrive after a later interruption.
        last_ts = max(joined.started.event_ts if joined else 0, self._ended.get(stream, 0))
        is_current = datetime.now(timezone.utc) - event.occurred_at <= MAX_AGE
        if event.event_ts < last_ts:
            log.info("%s of %s: ignored, because it is out of order", event.event, stream)
            return
        match event:
            case RtmsStopped():
                # The `rtms_started` can still arrive, late or as a retry.
                self._ended[stream] = event.event_ts
                if len(self._ended) > MAX_REMEMBERED:
                    del self._ended[next(iter(self._ended))]
                self._leave(stream)
            case RtmsStarted() if is_current and event.event_ts > last_ts:
                # If the stream is already joined, this is a failover to other servers.
                self._leave(stream)
                await self._join(stream, event, interrupted_ts)
            case RtmsInterrupted() if is_current and joined and event.event_ts > interrupted_ts:
                self._leave(stream)
                await self._join(stream, joined.started, event.event_ts)
            case _:
                log.info("%s of %s: late, a duplicate, or not joined", event.event, stream)

    async def _join(self, stream: StreamKey, started: RtmsStarted, interrupted_ts: int) -> None:
        log.info("join %s", stream)
        signature = started.handshake_signature(
            client_id=self._client_id, client_secret=self._client_secret
        )
        client = rtms.Client()
        client.on_transcript_data(
            lambda data, _size, _timestamp, metadata: log.info("%s: %r", metadata.userName, data)
        )
        self.loop.add(client)
        join(client, started, signature)
        self._joined[stream] = Joined(client, started, interrupted_ts)
        # The loop joins on its next poll. Wait, because `leave()` cannot cancel a pending join.
        await asyncio.sleep(2 * POLL_SECONDS)

    def _leave(self, stream: StreamKey) -> None:
        if joined := self._joined.pop(stream, None):
            log.info("leave %s", stream)
            joined.client.leave()


def join(client: rtms.Client, started: RtmsStarted, signature: str) -> None:
    """Pass each field by name, so that unknown fields do not become options of the SDK."""
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
    streams.loop.stop()
    await polling


if __name__ == "__main__":
    logging.basicConfig(level="INFO")
    asyncio.run(main())
