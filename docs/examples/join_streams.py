"""Join streams with Zoom's SDK, in whatever order the events arrive, and only once each.

A worker: it reads events as JSON from standard input, one per line, as a queue would deliver them.
The SDK must be called from a single thread, which is that of asyncio in this program.
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

MAX_AGE = timedelta(seconds=60)  # a stream cannot be joined or resumed later than that
POLL_SECONDS = 0.01
MAX_ENDED = 10_000


@dataclass
class Joined:
    """A stream that this process has joined."""

    client: rtms.Client
    started: RtmsStarted
    since: int
    """The `event_ts` of the event that it was joined for."""


class Streams:
    """The streams of one process, of all four products."""

    def __init__(self, client_id: str, client_secret: str) -> None:
        self.loop = rtms.EventLoop(poll_interval=POLL_SECONDS)
        self._client_id = client_id
        self._client_secret = client_secret
        self._joined: dict[StreamKey, Joined] = {}
        self._ended: dict[StreamKey, None] = {}

    async def handle(self, event: Event) -> None:
        """Join, rejoin or leave a stream. Duplicates and events that are out of order are safe."""
        if not isinstance(event, (RtmsStarted, RtmsStopped, RtmsInterrupted)):
            return
        stream = event.stream_key
        joined = self._joined.get(stream)
        is_news = joined is None or event.event_ts > joined.since
        is_expired = datetime.now(timezone.utc) - event.occurred_at > MAX_AGE
        match event:
            case RtmsStopped():
                # Its start can still arrive, as a late delivery or as a retry.
                self._ended[stream] = None
                if len(self._ended) > MAX_ENDED:
                    del self._ended[next(iter(self._ended))]
                self._leave(stream)
            case _ if stream in self._ended or is_expired or not is_news:
                log.info("%s of %s: ignored", event.event, stream)
            case RtmsStarted():
                # If the stream is joined, another server has taken over: leave the old one.
                self._leave(stream)
                await self._join(stream, event, event.event_ts)
            case RtmsInterrupted() if joined is not None:
                self._leave(stream)
                await self._join(stream, joined.started, event.event_ts)
            case RtmsInterrupted():
                log.info("%s of %s: not joined", event.event, stream)

    async def _join(self, stream: StreamKey, started: RtmsStarted, since: int) -> None:
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
        self._joined[stream] = Joined(client, started, since)
        await asyncio.sleep(2 * POLL_SECONDS)  # until the loop has taken it, and it can be left

    def _leave(self, stream: StreamKey) -> None:
        if joined := self._joined.pop(stream, None):
            log.info("leave %s", stream)
            joined.client.leave()


def join(client: rtms.Client, started: RtmsStarted, signature: str) -> None:
    """Join by naming each field: unknown fields of the payload must not become options."""
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
    """Work until there are no more events."""
    streams = Streams(os.environ["ZOOM_CLIENT_ID"], os.environ["ZOOM_CLIENT_SECRET"])
    polling = asyncio.create_task(streams.loop.run_async())
    while line := await asyncio.to_thread(sys.stdin.readline):
        await streams.handle(parse_event(line))
    streams.loop.stop()
    await polling


if __name__ == "__main__":
    logging.basicConfig(level="INFO")
    asyncio.run(main())
