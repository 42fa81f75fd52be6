"""Join streams with Zoom's SDK, once each, in whatever order their events arrive.

A worker: it reads events as JSON, one a line, as a queue would hand them over. The SDK wants its
calls from one thread, which here is that of asyncio.
"""

import asyncio
import logging
import os
import sys
from dataclasses import dataclass

import rtms

from rtms_events import Event, RtmsInterrupted, RtmsStarted, RtmsStopped, StreamKey, parse_event

log = logging.getLogger("zoom")

POLL = 0.01
MOST_ENDED = 10_000


@dataclass
class Joined:
    """A stream that this process is in."""

    started: RtmsStarted
    client: rtms.Client
    interrupted: RtmsInterrupted | None = None


class Streams:
    """The streams of one process, of all four products."""

    def __init__(self, client_id: str, client_secret: str) -> None:
        self.loop = rtms.EventLoop(poll_interval=POLL)
        self._client_id = client_id
        self._client_secret = client_secret
        self._joined: dict[StreamKey, Joined] = {}
        self._ended: dict[StreamKey, None] = {}

    async def handle(self, event: Event) -> None:
        """Do what an event asks for, unless it was done before."""
        if not isinstance(event, (RtmsStarted, RtmsStopped, RtmsInterrupted)):
            return
        stream = event.stream_key
        joined = self._joined.get(stream)
        match event:
            case RtmsStarted() if joined is None and stream not in self._ended:
                await self._join(stream, event)
            case RtmsStopped():
                # Remembered, as its start may still be on the way, or come again.
                self._ended[stream] = None
                if len(self._ended) > MOST_ENDED:
                    del self._ended[next(iter(self._ended))]
                self._leave(stream)
            case RtmsInterrupted() if joined is not None and joined.interrupted != event:
                self._leave(stream)
                await self._join(stream, joined.started, event)
            case _:
                log.info("%s: nothing to do", event.event)

    async def _join(
        self, stream: StreamKey, started: RtmsStarted, interrupted: RtmsInterrupted | None = None
    ) -> None:
        log.info("join %s", stream)
        signature = started.handshake_signature(
            client_id=self._client_id, client_secret=self._client_secret
        )
        client = rtms.Client()
        client.on_transcript_data(
            lambda data, _size, _timestamp, metadata: log.info("%s: %r", metadata.userName, data)
        )
        self.loop.add(client)
        client.join(**started.payload.model_dump(), signature=signature)
        self._joined[stream] = Joined(started, client, interrupted)
        await asyncio.sleep(2 * POLL)  # by then the loop has taken it, and it can be left

    def _leave(self, stream: StreamKey) -> None:
        if joined := self._joined.pop(stream, None):
            log.info("leave %s", stream)
            joined.client.leave()


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
