"""The oracles hold for changed seeds, and for any other input: a short run with fixed examples."""

import json
import sys
import tracemalloc
from collections.abc import Callable
from types import FrameType

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rtms_events import InvalidEventError, parse_event

from .oracles import (
    NOW,
    PREVIOUS_SECRET,
    SECRET,
    SEEDS,
    Headers,
    check_body,
    check_request,
    signature_of,
)

TOKENS = sorted(
    {token for seed in SEEDS for token in seed.decode().split('"')}
    | {'"\\ud800"', '"\\u0000"', "NaN", "1e400", "-0.0", "1E2", "9" * 4301, "[" * 250, "true"}
    | {'{"a": 1}', '"event": "a", ', "[[[]]]", "null", "{}", "[]", '""', "é", "\ufeff", "\x00"}
)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
names = st.sampled_from([json.loads(seed)["event"] for seed in SEEDS]) | st.text()


@st.composite
def events(draw: st.DrawFn) -> bytes:
    """A seed, or an event of another name, with other values and more fields."""
    data = json.loads(draw(st.sampled_from(SEEDS)))
    data |= draw(st.fixed_dictionaries({}, optional={"event": names, "event_ts": json_values}))
    changed = st.dictionaries(
        st.sampled_from([*data["payload"]]) | st.text(), json_values, max_size=2
    )
    data["payload"] |= draw(changed)
    data |= draw(changed)
    return json.dumps(data, ensure_ascii=draw(st.booleans())).encode(errors="surrogatepass")


@st.composite
def bodies(draw: st.DrawFn) -> bytes:
    """An event of which some parts were replaced by other bytes."""
    body = draw(st.sampled_from(SEEDS) | events() | st.binary())
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(body)))
        end = draw(st.integers(start, min(start + 20, len(body))))
        new = draw(st.sampled_from(TOKENS).map(str.encode) | st.binary(max_size=3))
        body = body[:start] + new + body[end:]
    return body


@st.composite
def requests(draw: st.DrawFn) -> tuple[bytes, Headers]:
    """A request that is signed correctly, unless one of its parts was changed."""
    body = draw(bodies())
    age = draw(st.sampled_from([0, 300, -300, 301, -301]) | st.integers(-1000, 1000))
    timestamp = draw(
        st.just(str(NOW - age)) | st.sampled_from(["", "0x1", "\uff11", "1" * 21, "-1"])
    )
    secret = draw(st.sampled_from([SECRET, PREVIOUS_SECRET, "guessed"]))
    signature = signature_of(body, timestamp, secret)
    signature = draw(st.just(signature) | st.sampled_from([signature.upper(), "v0=", "é" * 67]))
    names = st.sampled_from(["x-zm-signature", "X-Zm-Request-Timestamp", "host", "HTTP_HOST"])
    values = st.none() | st.text() | st.binary() | st.sampled_from([signature, timestamp])
    pairs: list[tuple[str, str | bytes | None]] = [
        ("x-zm-signature", signature),
        ("x-zm-request-timestamp", timestamp),
        *draw(st.lists(st.tuples(names, values), max_size=2)),
    ]
    if draw(st.booleans()):
        return body, [(name.encode(), value) for name, value in pairs]
    return body, pairs


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed[:40])
def test_the_oracles_accept_the_seeds(seed: bytes) -> None:
    check_body(seed)
    timestamp = str(NOW)
    signature = signature_of(seed, timestamp, SECRET)
    check_request(seed, [("x-zm-signature", signature), ("x-zm-request-timestamp", timestamp)])


@given(requests())
@example((b'{"event":"a","payload":{"a":NaN,"a":1}}', []))
@example((b'{"event":"a","b":"\\ud800","b":1}', []))
@settings(max_examples=300, derandomize=True, database=None, deadline=None)
def test_the_oracles_hold_for_every_request(request: tuple[bytes, Headers]) -> None:
    check_body(request[0])
    check_request(*request)


# Memory and work

START = SEEDS[0][:-1]
GROWING: dict[str, Callable[[int], bytes]] = {
    "a long string": lambda size: START + b', "new": "%s"}' % (b"x" * size),
    "escaped characters": lambda size: START + b', "new": "%s"}' % (rb"\u00e9" * (size // 6)),
    "many unknown fields": lambda size: (
        START + b"".join(b', "%08x": 1' % i for i in range(size // 13)) + b"}"
    ),
    "the same field many times": lambda size: START + b', "newfield": 1' * (size // 15) + b"}",
    "an array": lambda size: START + b', "new": [%s]}' % b",".join([b"1.5"] * (size // 4)),
    "many empty objects": lambda size: START + b', "new": [%s]}' % b",".join([b"{}"] * (size // 3)),
    "nested arrays": lambda size: (
        START + b', "new": [%s]}' % b",".join([b"[" * 150 + b"]" * 150] * (size // 301))
    ),
    "an unknown event": lambda size: (
        b'{"event": "a", "payload": {"new": [%s]}}' % b",".join([b"1.5"] * (size // 4))
    ),
    "many wrong fields": lambda size: (
        b'{"event": "a", "payload": {%s}}'
        % b",".join(b'"%08x": NaN' % i for i in range(size // 16))
    ),
    "many wrong items": lambda size: START + b', "new": [%s]}' % b",".join([b"NaN"] * (size // 4)),
    "malformed JSON": lambda size: START + b', "new": "%s' % (b"x" * size),
}
every_growth = pytest.mark.parametrize("growth", GROWING)


def parse(body: bytes) -> None:
    try:
        parse_event(body)
    except InvalidEventError as error:
        assert len(str(error)) <= 10 * len(body)


def calls_during(body: bytes) -> int:
    """The number of functions that are called, which unlike time is the same in every run."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    sys.setprofile(count)
    try:
        parse(body)
    finally:
        sys.setprofile(None)
    return calls


def peak_memory(body: bytes) -> int:
    tracemalloc.start()
    try:
        parse(body)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@every_growth
def test_the_work_grows_no_faster_than_the_body(growth: str) -> None:
    small, large = (calls_during(GROWING[growth](size)) for size in (10_000, 100_000))
    assert large <= 11 * small


@every_growth
def test_the_peak_memory_is_bounded_by_the_size_of_the_body(growth: str) -> None:
    body = GROWING[growth](200_000)
    parse(body)  # caches are filled
    assert peak_memory(body) <= 100 * len(body)
