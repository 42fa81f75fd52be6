"""The oracles hold for any request: a short run with fixed examples."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

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
    body = draw(bodies() | st.sampled_from([b"", b"{}"]))
    age = draw(st.sampled_from([0, 300, -300, 301, -301]) | st.integers(-1000, 1000))
    timestamp = draw(
        st.just(str(NOW - age)) | st.sampled_from(["", "0x1", "\uff11", "1" * 21, "-1"])
    )
    secret = draw(st.sampled_from([SECRET, PREVIOUS_SECRET, "guessed"]))
    signature = signature_of(body, timestamp, secret)
    signature = draw(st.just(signature) | st.sampled_from([signature.upper(), "v0=", "é" * 67]))
    names = st.sampled_from(["x-zm-signature", "X-Zm-Request-Timestamp", "host", "HTTP_HOST"])
    values = st.none() | st.text() | st.binary() | st.sampled_from([signature, timestamp])
    values |= st.sampled_from([f"{signature} ", f"{signature}, {signature}", f"\t{timestamp}"])
    content = st.sampled_from(
        [
            ("content-length", str(len(body))),
            ("Content-Length", str(len(body) + 1)),
            ("content-length", "0"),
            ("content-length", "\uff11"),
            ("content-type", "application/json"),
            ("Content-Type", 'Application/JSON ; charset="UTF-8"'),
            ("content-type", "application/json;charset=latin-1"),
            ("content-type", "text/plain"),
            ("content-encoding", "gzip"),
            ("transfer-encoding", "chunked"),
            ("upgrade", "h2c"),
        ]
    )
    pairs: list[tuple[str, str | bytes | None]] = [
        ("x-zm-signature", signature),
        ("x-zm-request-timestamp", timestamp),
        *draw(st.lists(st.tuples(names, values) | content, max_size=3)),
    ]
    if draw(st.booleans()):
        return body, [(name.encode(), value) for name, value in pairs]
    return body, pairs


START = SEEDS[0][:-1]
DIFFICULT = {
    "NaN": START + b', "new": NaN}',
    "overflow": START + b', "new": [-1e400]}',
    "199 levels": START + b', "new": %s}' % (b"[" * 199 + b"]" * 199),
    "201 levels": START + b', "new": %s}' % (b"[" * 201 + b"]" * 201),
    "4301 digits": START + b', "new": %s}' % (b"9" * 4301),
    "surrogate": SEEDS[0].replace(b"wss", rb"\ud800"),
    "surrogate in UTF-8": SEEDS[0].replace(b"wss", b"\xed\xa0\x80"),
    "surrogate in a name": b'{"event": "a", "payload": {"\\ud800": 1}}',
    "surrogate that is replaced": b'{"event": "a", "b": "\\ud800", "b": 1}',
    "NaN that is replaced": b'{"event": "a", "payload": {"a": NaN, "a": 1}}',
    "NUL": SEEDS[0].replace(b"wss", rb"\u0000"),
    "unknown name": SEEDS[0].replace(b"meeting.", b"phone."),
    "unsafe token": SEEDS[-1].replace(b"qgg8", b"v0:1"),
    "BOM": b'\xef\xbb\xbf{"event": "a"}',
    "nothing": b"",
}
BODIES = {json.loads(seed)["event"]: seed for seed in SEEDS} | DIFFICULT


@pytest.mark.parametrize("name", BODIES)
def test_the_oracles_hold_for_seeds_and_for_difficult_bodies(name: str) -> None:
    body = BODIES[name]
    check_body(body)
    timestamp = str(NOW)
    signature = signature_of(body, timestamp, SECRET)
    check_request(body, [("x-zm-signature", signature), ("x-zm-request-timestamp", timestamp)])


@given(requests())
@settings(max_examples=300, derandomize=True, database=None, deadline=None)
def test_the_oracles_hold_for_every_request(request: tuple[bytes, Headers]) -> None:
    check_body(request[0])
    check_request(*request)
