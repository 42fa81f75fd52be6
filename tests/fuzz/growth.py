"""Bodies of any size, of the kinds that cost parsers the most."""

from collections.abc import Callable

from .oracles import SEEDS

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
    "many wrong fields of a known event": lambda size: (
        b'{"event": "session.rtms_started", "payload": {%s}}'
        % b",".join(b'"%08x": NaN' % i for i in range(size // 16))
    ),
    "a large payload without the required fields": lambda size: (
        b'{"event": "session.rtms_started", "payload": {"new": [%s]}}'
        % b",".join([b'{"a": 1}'] * (size // 9))
    ),
    "many wrong items": lambda size: START + b', "new": [%s]}' % b",".join([b"NaN"] * (size // 4)),
    "malformed JSON": lambda size: START + b', "new": "%s' % (b"x" * size),
}
