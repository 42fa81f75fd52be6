"""Threads and processes share everything that the library offers, and nothing goes wrong.

Each program runs in a new Python, so that the threads compete for the first use of the library.
"""

import json
import subprocess
import sys

import pytest

from rtms_events import parse_event

from .spec import KNOWN_EVENTS

BODIES = [
    *(spec.body(new={"a": [1, "é"]}).decode() for spec in KNOWN_EVENTS),
    '{"event": "phone.rtms_started", "payload": {"a": [1]}}',
]


def run(program: str, *arguments: str, bodies: list[str] = BODIES) -> list[str]:
    """Run a program that reads bodies from standard input, and return the words it prints."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program, *arguments],
        input=json.dumps(bodies),
        check=False,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.stderr == ""
    assert done.returncode == 0
    return done.stdout.split()


KEYS = [parse_event(body).idempotency_key for body in BODIES]

IN_THREADS = """
import json
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

sys.setswitchinterval(1e-6)
bodies = json.load(sys.stdin)
THREADS = 8
barrier = Barrier(THREADS)


def first_use(number):
    barrier.wait()
    from rtms_events import parse_event

    return [parse_event(body).idempotency_key for body in bodies]


def under_load(number):
    barrier.wait()
    rejected = 0
    for i in range(300):
        body = bodies[(number + i) % len(bodies)]
        request = signed_request(body, secret="old")
        assert webhook.parse(*request) == parse_event(body) == parse_event(json.loads(body))
        assert webhook.receive(*request).error is None
        assert webhook.answer(validation) == answer
        assert started.handshake_signature(client_id="c", client_secret="s") == handshake
        try:
            webhook.verify(request.body + b" ", request.headers)
        except SignatureMismatchError:
            rejected += 1
    return rejected


with ThreadPoolExecutor(THREADS) as pool:
    keys, *others = pool.map(first_use, range(THREADS))
    assert others == [keys] * (THREADS - 1)

    from rtms_events import (
        EndpointUrlValidation,
        MeetingRtmsStarted,
        SignatureMismatchError,
        Webhook,
        parse_event,
    )
    from rtms_events.testing import sample, signed_request

    webhook = Webhook("new", previous_secrets=["old"])
    started, validation = sample(MeetingRtmsStarted), sample(EndpointUrlValidation)
    answer = webhook.answer(validation)
    handshake = started.handshake_signature(client_id="c", client_secret="s")
    assert list(pool.map(under_load, range(THREADS))) == [300] * THREADS
print(*keys)
"""


def test_threads_can_share_the_library_and_a_webhook_from_the_first_use() -> None:
    assert run(IN_THREADS) == KEYS


IN_PROCESSES = """
import json
import multiprocessing
import operator
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from rtms_events import RtmsStopped, StopReason, Webhook, parse_event, verify_signature
from rtms_events.testing import signed_request

webhook = Webhook("s")


def receive(request):
    return webhook.receive(*request)


if __name__ == "__main__":
    bodies = json.load(sys.stdin)
    requests = [signed_request(body, secret="s") for body in bodies]
    events = [parse_event(body) for body in bodies]
    context = multiprocessing.get_context(sys.argv[1])
    with ProcessPoolExecutor(2, context) as pool:
        assert list(pool.map(parse_event, bodies)) == events
        keys = list(pool.map(operator.attrgetter("idempotency_key"), events))
        typed = [event for event in events if event.event != "phone.rtms_started"]
        copies = list(pool.map(partial(operator.getitem, typed), range(len(typed))))
        assert set(copies) == set(typed)
        for copy in copies:
            if isinstance(copy, RtmsStopped):
                assert type(copy.payload.stop_reason) is not int
        list(pool.map(partial(verify_signature, secret="s"), *zip(*requests)))
        if sys.argv[1] == "fork":  # the workers have inherited the `Webhook`
            replies = list(pool.map(receive, requests))
            assert replies == [webhook.receive(*request) for request in requests]
    print(*keys)
"""


@pytest.mark.parametrize("method", ["fork", "spawn", "forkserver"])
def test_processes_exchange_events_and_verify_requests(method: str) -> None:
    assert run(IN_PROCESSES, method) == KEYS


CHANGED_BY_OTHERS = """
import json
import sys
from threading import Event, Thread

from rtms_events import InvalidEventError, parse_event

sys.setswitchinterval(1e-6)
bodies = json.load(sys.stdin)
stopped = Event()


def change(objects):
    i = 0
    while not stopped.is_set():
        i += 1
        for each in objects:
            if isinstance(each, dict):
                each[f"new{i % 50}"] = i
                each.pop(f"new{(i + 25) % 50}", None)
            else:
                each.append(i)
                del each[5:]


def inner(value):
    if isinstance(value, (dict, list)):
        yield value
        for item in value.values() if isinstance(value, dict) else value:
            yield from inner(item)


for body in bodies:
    data = json.loads(body)
    data["list"] = [1, [2], {"a": 3}]
    data["payload"]["list"] = [1, [2], {"a": 3}]
    objects = list(inner(data))
    stopped.clear()
    threads = [Thread(target=change, args=(objects,), daemon=True) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(40):
        event = parse_event(data)
        assert event.event == data["event"]
        assert parse_event(event.model_dump_json()) == event
    stopped.set()
    for thread in threads:
        thread.join()
    print("ok")
"""


def test_a_mapping_can_be_parsed_while_other_threads_change_it() -> None:
    """Pydantic panics if a dict changes while it iterates over the items."""
    assert run(CHANGED_BY_OTHERS) == ["ok"] * len(BODIES)
