"""The memory and the work that a request costs grow with its size, and no faster.

`tests/benchmarks` checks that the time does not grow faster either.
"""

import sys
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from types import FrameType

import pytest

from rtms_events import InvalidEventError, SignatureError, Webhook, parse_event

from .growth import GROWING

IN_PYDANTIC = {
    "a long string",
    "escaped characters",
    "the same field many times",
    "many wrong items",
    "malformed JSON",
}
"""Bodies that Pydantic parses without calling Python functions."""

WEBHOOK = Webhook("a secret for tests")


def calls_during(function: Callable[[], object]) -> int:
    """The number of calls of functions, which unlike time is the same in every run."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        with suppress(InvalidEventError, SignatureError):
            function()
    finally:
        sys.setprofile(None)
    return calls


def peak_memory(body: bytes) -> int:
    tracemalloc.start()
    try:
        with suppress(InvalidEventError):
            parse_event(body)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("growth", sorted(GROWING.keys() - IN_PYDANTIC))
def test_ten_times_the_body_takes_ten_times_the_calls(growth: str) -> None:
    small, large = (GROWING[growth](size) for size in (10_000, 100_000))
    calls = calls_during(lambda: parse_event(small))
    assert calls > 100
    assert calls_during(lambda: parse_event(large)) <= 11 * calls


@pytest.mark.parametrize("name", ["x-zm-signature", "x-zm-request-timestamp", "host"])
def test_ten_times_the_headers_take_ten_times_the_calls(name: str) -> None:
    small, large = ([(name, str(i)) for i in range(count)] for count in (1_000, 10_000))
    calls = calls_during(lambda: WEBHOOK.verify(b"", small))
    assert calls > 1_000
    assert calls_during(lambda: WEBHOOK.verify(b"", large)) <= 11 * calls


@pytest.mark.parametrize("growth", GROWING)
def test_the_peak_memory_is_bounded_by_the_size_of_the_body(growth: str) -> None:
    body = GROWING[growth](200_000)
    with suppress(InvalidEventError):
        parse_event(body)  # caches are filled
    assert peak_memory(body) <= 50 * len(body)


@pytest.mark.parametrize("growth", GROWING)
def test_the_message_of_an_error_is_bounded_by_the_size_of_the_body(growth: str) -> None:
    body = GROWING[growth](200_000)
    try:
        parse_event(body)
    except InvalidEventError as error:
        assert len(str(error)) <= 10 * len(body)
