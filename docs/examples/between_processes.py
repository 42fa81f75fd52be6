"""Hand events to other processes: as they are, or as JSON through a broker."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from rtms_events import Event, MeetingRtmsStarted, MeetingRtmsStopped, RtmsStopped, parse_event
from rtms_events.testing import sample


def work(event: Event) -> str:
    """Say something about an event, in a process of its own."""
    match event:
        case RtmsStopped():
            return f"{event.product} {event.payload.source_id}: {event.payload.stop_reason!r}"
        case _:
            return event.event


def to_broker(event: Event) -> bytes:
    """Give the message for a broker: the JSON that Zoom sent, and nothing else."""
    return event.model_dump_json(exclude_unset=True).encode()


def from_broker(message: bytes) -> str:
    """Work on what came out of it, perhaps in a later version of the program."""
    return work(parse_event(message))


def main() -> None:
    """Show both."""
    events: list[Event] = [
        sample(MeetingRtmsStarted),
        sample(MeetingRtmsStopped, stop_reason=99),
    ]
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        print(*pool.map(work, events), sep="\n")
        print(*pool.map(from_broker, map(to_broker, events)), sep="\n")


if __name__ == "__main__":
    main()
