"""What is compared with what, and how large the ratio may be."""

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

from pydantic import TypeAdapter

from rtms_events import RtmsEvent, Webhook, parse_event

from .deliveries import (
    HEADERS,
    HEADERS_OF_TODAY,
    KNOWN,
    LARGE,
    NESTED,
    SECRET,
    SIGNATURE_HEADERS,
    TODAY,
    TOLERANCE,
    UNKNOWN,
    bare_mac,
    by_hand,
    key_by_hand,
    path,
    path_by_hand,
)


class Comparison(NamedTuple):
    """A function of this library, and one that it is compared with."""

    what: str
    other: str
    run: Callable[[], object]
    run_other: Callable[[], object]
    limit: float
    calls: int = 100
    """How many calls are measured together."""


WEBHOOK = Webhook(SECRET, tolerance=TOLERANCE)
TODAY_EVENT = parse_event(TODAY)
TIMESTAMP = SIGNATURE_HEADERS["x-zm-request-timestamp"].encode()
SIGNATURE = SIGNATURE_HEADERS["x-zm-signature"]

RECEIVE_TODAY = partial(WEBHOOK.receive, TODAY, HEADERS_OF_TODAY)
VALIDATE_UNION = partial(TypeAdapter[object](RtmsEvent).validator.validate_json, KNOWN)
BARE_MAC = partial(bare_mac, KNOWN, TIMESTAMP, SIGNATURE)


def key_of_today() -> str:
    """Compute the key of today's meeting start."""
    return TODAY_EVENT.idempotency_key


def compared_with_json(what: str, body: bytes, limit: float, calls: int = 100) -> Comparison:
    """Compare `parse_event()` with `json.loads()` of the same bytes."""
    what = f"`parse_event()`, {what}"
    run, run_other = partial(parse_event, body), partial(json.loads, body)
    return Comparison(what, "`json.loads()`", run, run_other, limit, calls)


def comparisons_of_requests(
    headers: Mapping[str, str], most_receive: float, most_parse: float, most_verify: float
) -> list[Comparison]:
    """Compare the methods of `Webhook` for a request with these headers."""
    count = f"{len(headers)} headers"
    by_hand_with_headers = partial(by_hand, KNOWN, headers)
    receive = partial(WEBHOOK.receive, KNOWN, headers)
    parse = partial(WEBHOOK.parse, KNOWN, headers)
    verify = partial(WEBHOOK.verify, KNOWN, headers)
    return [
        Comparison(
            f"`Webhook.receive()`, {count}",
            "Handwritten code without types",
            receive,
            by_hand_with_headers,
            most_receive,
        ),
        Comparison(
            f"`Webhook.parse()`, {count}",
            "Handwritten code without types",
            parse,
            by_hand_with_headers,
            most_parse,
        ),
        Comparison(f"`Webhook.receive()`, {count}", "`Webhook.parse()`", receive, parse, 1.3),
        Comparison(
            f"`Webhook.verify()`, {count}",
            "The HMAC alone, with a prepared key",
            verify,
            BARE_MAC,
            most_verify,
        ),
    ]


COMPARISONS = [
    compared_with_json("smallest meeting start", KNOWN, 0.75),
    compared_with_json("today's meeting start, and an unknown field", TODAY, 0.85),
    compared_with_json("flat unknown event", UNKNOWN, 1.5),
    compared_with_json("unknown event with nested objects", NESTED, 1.15),
    compared_with_json("unknown event of 800 kB", LARGE, 1.5, calls=1),
    Comparison(
        "`parse_event()`",
        "Pydantic's own validation of the union",
        partial(parse_event, KNOWN),
        VALIDATE_UNION,
        1.25,
    ),
    *comparisons_of_requests(SIGNATURE_HEADERS, 0.90, 0.85, 1.6),
    *comparisons_of_requests(HEADERS, 0.96, 0.92, 1.75),
    Comparison("`idempotency_key`", "`Webhook.receive()`", key_of_today, RECEIVE_TODAY, 0.78),
    Comparison(
        "`idempotency_key`",
        "Handwritten code: `json.loads()`, sorted `json.dumps()`, SHA-256",
        key_of_today,
        partial(key_by_hand, TODAY),
        0.50,
    ),
    Comparison(
        "The path of a delivery",
        "Handwritten code without types",
        partial(path, WEBHOOK, TODAY, HEADERS_OF_TODAY),
        partial(path_by_hand, TODAY, HEADERS_OF_TODAY),
        0.87,
    ),
]
