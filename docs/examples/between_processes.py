"""Pass events to other processes by pickling them, and to other programs as JSON."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from rtms_events import (
    Event,
    MeetingRtmsStarted,
    MeetingRtmsStopped,
    RtmsStopped,
    parse_event,
)
from rtms_events.testing import sample


def work(event: Event) -> str:
    """Describe an event, in another process."""
    match event:
        case RtmsStopped():
            return f"{event.stream_key}: {event.payload.stop_reason_name}"
        case _:
            return event.event


def to_broker(event: Event) -> bytes:
    """Return the message for a broker: JSON with every value that Zoom sent."""
    return event.model_dump_json(exclude_unset=True).encode()


def from_broker(message: bytes) -> str:
    """Handle a message from a program that may have another version of the library."""
    return work(parse_event(message))


def main() -> None:
    """Pass events pickled, then as JSON."""
    events: list[Event] = [
        sample(MeetingRtmsStarted),
        sample(MeetingRtmsStopped, stop_reason=99),
    ]
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        print(*pool.map(work, events), sep="\n")
        print(*pool.map(from_broker, map(to_broker, events)), sep="\n")


if __name__ == "__main__":
    main()
