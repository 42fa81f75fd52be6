"""Verification: which requests pass, and which fail."""

import copy
import dataclasses
import hashlib
import hmac
import json
import pickle
import shutil
import subprocess
import sys
import time
from collections import UserDict
from collections.abc import Callable, ItemsView
from datetime import datetime, timedelta, timezone, tzinfo
from email import message_from_bytes
from email.header import Header
from email.message import Message
from itertools import permutations
from types import MappingProxyType

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import SecretStr
from typing_extensions import override

from rtms_events import (
    EndpointUrlValidation,
    InvalidEventError,
    SignatureError,
    SignatureHeaderError,
    SignatureMismatchError,
    TimestampOutOfToleranceError,
    UnknownEvent,
    Webhook,
    parse_event,
    verify_signature,
)

from .spec import KNOWN_EVENTS, Spec

SECRET = "4fv1RkqGQUq5sWbEz6hA5A"
BODY = (
    b'{"payload":{"plainToken":"xys8n8PGS7mAU0m5-YJjRA"},'
    b'"event_ts":1720705455858,"event":"endpoint.url_validation"}'
)
NOW = 1720705455
TIMESTAMP = "1720705455"
SIGNATURE = "v0=93a1a675965ceb9c5a50c5dfb31f20e50f763be37a54ef74cd2d16a1a8e5c0d6"
HEADERS = {"x-zm-signature": SIGNATURE, "x-zm-request-timestamp": TIMESTAMP}
"""A request that Zoom sent in July 2024, and the secret that it was signed with."""


def signed(body: bytes, timestamp: str = TIMESTAMP, secret: str | bytes = SECRET) -> dict[str, str]:
    """The headers of a request, signed without the code under test."""
    key = secret if isinstance(secret, bytes) else secret.encode()
    mac = hmac.new(key, b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"x-zm-signature": f"v0={mac}", "x-zm-request-timestamp": timestamp}


def in_a_list(value: bytes) -> list[bytes]:
    return [value]


def as_an_int(_: bytes) -> int:
    return NOW


def verify_with(headers: object) -> None:
    """Verify the captured request with headers of a type that the annotations do not allow."""
    Webhook(SECRET).verify(BODY, headers, now=NOW)  # type: ignore[arg-type]


class TestTheCapturedDelivery:
    @pytest.mark.parametrize(
        "body",
        [BODY, bytearray(BODY), memoryview(BODY), memoryview(BODY[::-1])[::-1], BODY.decode()],
    )
    def test_verifies_at_its_own_time(self, body: bytes | bytearray | memoryview | str) -> None:
        verify_signature(body, HEADERS, secret=SECRET, now=NOW)
        Webhook(SECRET).verify(body, HEADERS, now=NOW)
        assert isinstance(Webhook(SECRET).parse(body, HEADERS, now=NOW), EndpointUrlValidation)

    @pytest.mark.parametrize("secret", [SECRET, SECRET.encode(), SecretStr(SECRET)], ids=repr)
    def test_verifies_with_the_secret_in_any_form(self, secret: str | bytes | SecretStr) -> None:
        verify_signature(BODY, HEADERS, secret=secret, now=NOW)
        Webhook("another", previous_secrets=[secret]).verify(BODY, HEADERS, now=NOW)

    def test_is_rejected_as_stale(self) -> None:
        with pytest.raises(TimestampOutOfToleranceError):
            verify_signature(BODY, HEADERS, secret=SECRET)
        with pytest.raises(TimestampOutOfToleranceError):
            Webhook(SECRET).parse(BODY, HEADERS)

    def test_verifies_without_a_tolerance(self) -> None:
        verify_signature(BODY, HEADERS, secret=SECRET, tolerance=None)
        Webhook(SECRET, tolerance=None).verify(BODY, HEADERS)


MISMATCH = (
    "Signature mismatch: the request is forged, the secret token is wrong, "
    "or the body is not the raw request body"
)
MALFORMED_SIGNATURE = "Header x-zm-signature must be 'v0=' followed by 64 lowercase hex digits"
MALFORMED_TIMESTAMP = "Header x-zm-request-timestamp must be a Unix timestamp in seconds"
MAC = SIGNATURE[3:]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"body": BODY + b" "}, MISMATCH),
        ({"body": b" " + BODY}, MISMATCH),
        ({"body": BODY[:-1]}, MISMATCH),
        ({"body": b""}, MISMATCH),
        ({"body": BODY.replace(b"payload", b"Payload")}, MISMATCH),
        ({"body": json.dumps(json.loads(BODY)).encode()}, MISMATCH),
        ({"body": BODY.decode().encode("utf-16")}, MISMATCH),
        ({"body": b"\xff" + BODY}, MISMATCH),
        ({"body": "\ud800"}, MISMATCH),
        ({"secret": SECRET.lower()}, MISMATCH),
        ({"secret": SECRET + "2"}, MISMATCH),
        ({"secret": MAC}, MISMATCH),
        ({"timestamp": "1720705456"}, MISMATCH),
        ({"timestamp": "01720705455"}, MISMATCH),
        ({"signature": "v0=" + "0" * 64}, MISMATCH),
        ({"signature": SIGNATURE[:-1] + "7"}, MISMATCH),
        ({"signature": SIGNATURE.encode()[:-1] + b"7"}, MISMATCH),
        ({"signature": ""}, MALFORMED_SIGNATURE),
        ({"signature": "v0="}, MALFORMED_SIGNATURE),
        ({"signature": MAC}, MALFORMED_SIGNATURE),
        ({"signature": "v1=" + MAC}, MALFORMED_SIGNATURE),
        ({"signature": "V0=" + MAC}, MALFORMED_SIGNATURE),
        ({"signature": "v0=" + MAC.upper()}, MALFORMED_SIGNATURE),
        ({"signature": SIGNATURE[:-1]}, MALFORMED_SIGNATURE),
        ({"signature": SIGNATURE + "0"}, MALFORMED_SIGNATURE),
        ({"signature": SIGNATURE + "\xa0"}, MALFORMED_SIGNATURE),
        ({"signature": SIGNATURE + "X"}, MALFORMED_SIGNATURE),
        ({"signature": "X" + SIGNATURE}, MALFORMED_SIGNATURE),
        ({"signature": "\v" + SIGNATURE}, MALFORMED_SIGNATURE),
        ({"signature": "v0= " + MAC[1:]}, MALFORMED_SIGNATURE),
        ({"signature": SIGNATURE + "\n"}, MALFORMED_SIGNATURE),
        ({"signature": SIGNATURE + ";" + SIGNATURE}, MALFORMED_SIGNATURE),
        *(
            ({"signature": f"v0={letter}{MAC[1:]}"}, MALFORMED_SIGNATURE)
            for letter in "ghijklmnopqrstuvwxyzABCDEFX!-_/:@[`{"
        ),
        ({"signature": "v0=" + "é" * 64}, MALFORMED_SIGNATURE),
        ({"signature": "v0=" + "\uff11" * 64}, MALFORMED_SIGNATURE),
        ({"signature": "\ud800" * 67}, MALFORMED_SIGNATURE),
        ({"signature": b"v0=" + b"\xff" * 64}, MALFORMED_SIGNATURE),
        ({"timestamp": ""}, MALFORMED_TIMESTAMP),
        ({"timestamp": " "}, MALFORMED_TIMESTAMP),
        ({"timestamp": "1720 705455"}, MALFORMED_TIMESTAMP),
        ({"timestamp": TIMESTAMP + "\n"}, MALFORMED_TIMESTAMP),
        ({"timestamp": "+" + TIMESTAMP}, MALFORMED_TIMESTAMP),
        ({"timestamp": "-" + TIMESTAMP}, MALFORMED_TIMESTAMP),
        ({"timestamp": "1_720_705_455"}, MALFORMED_TIMESTAMP),
        ({"timestamp": TIMESTAMP + ".0"}, MALFORMED_TIMESTAMP),
        ({"timestamp": "1.720705455e9"}, MALFORMED_TIMESTAMP),
        ({"timestamp": hex(NOW)}, MALFORMED_TIMESTAMP),
        ({"timestamp": "NaN"}, MALFORMED_TIMESTAMP),
        ({"timestamp": "１７２０７０５４５５"}, MALFORMED_TIMESTAMP),  # noqa: RUF001 - not ASCII
        ({"timestamp": "²"}, MALFORMED_TIMESTAMP),
        ({"timestamp": "\ud800"}, MALFORMED_TIMESTAMP),
        ({"timestamp": b"\xb2"}, MALFORMED_TIMESTAMP),
        ({"timestamp": TIMESTAMP + ":"}, MALFORMED_TIMESTAMP),
        ({"timestamp": "0" * 11 + TIMESTAMP}, MALFORMED_TIMESTAMP),
        ({"timestamp": "9" * 5000}, MALFORMED_TIMESTAMP),
        ({"signature": None}, "Missing header x-zm-signature"),
        ({"timestamp": None}, "Missing header x-zm-request-timestamp"),
    ],
    ids=repr,
)
def test_any_change_fails_verification_and_one_line_says_why(
    change: dict[str, object], message: str
) -> None:
    parts: dict[str, object] = {
        "body": BODY,
        "secret": SECRET,
        "timestamp": TIMESTAMP,
        "signature": SIGNATURE,
        **change,
    }
    headers = {"X-Zm-Signature": parts["signature"], "X-Zm-Request-Timestamp": parts["timestamp"]}
    webhook = Webhook(parts["secret"], tolerance=10**10)  # type: ignore[arg-type]
    expected = SignatureMismatchError if message is MISMATCH else SignatureHeaderError
    with pytest.raises(expected) as caught:
        webhook.verify(parts["body"], headers, now=NOW)  # type: ignore[arg-type]
    assert str(caught.value) == message
    with pytest.raises(expected):
        webhook.parse(parts["body"], headers, now=NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("timestamp", "body"),
    [("172070545", b"5:" + BODY), (TIMESTAMP + ":", BODY[1:]), (TIMESTAMP + "0", BODY)],
)
def test_bytes_cannot_move_between_timestamp_and_body(timestamp: str, body: bytes) -> None:
    """A colon separates the timestamp from the body."""
    moved = {"x-zm-signature": SIGNATURE, "x-zm-request-timestamp": timestamp}
    with pytest.raises(SignatureError):
        Webhook(SECRET, tolerance=None).verify(body, moved)


@pytest.mark.parametrize("timestamp", ["0", "00001720705455", "9" * 20], ids=repr)
def test_the_timestamp_is_hashed_as_received(timestamp: str) -> None:
    Webhook(SECRET, tolerance=None).verify(BODY, signed(BODY, timestamp))


class TestFreshness:
    @pytest.mark.parametrize("side", [1, -1], ids=["past", "future"])
    @pytest.mark.parametrize(
        ("tolerance", "limit"),
        [(300, 300), (0, 0), (0.5, 0.5), (timedelta(minutes=2), 120), (10**400, None)],
        ids=repr,
    )
    def test_the_limit_itself_is_allowed_in_both_directions(
        self, side: int, tolerance: float | timedelta, limit: float | None
    ) -> None:
        webhook = Webhook(SECRET, tolerance=tolerance)
        if limit is None:
            webhook.verify(BODY, HEADERS, now=NOW + side * 10**300)
            return
        webhook.verify(BODY, HEADERS, now=NOW + side * limit)
        for more in (1, 0.001):
            with pytest.raises(TimestampOutOfToleranceError):
                webhook.verify(BODY, HEADERS, now=NOW + side * (limit + more))

    def test_the_default_tolerance_is_five_minutes(self) -> None:
        Webhook(SECRET).verify(BODY, HEADERS, now=NOW + 300)
        verify_signature(BODY, HEADERS, secret=SECRET, now=NOW + 300)
        with pytest.raises(TimestampOutOfToleranceError):
            Webhook(SECRET).verify(BODY, HEADERS, now=NOW + 301)
        with pytest.raises(TimestampOutOfToleranceError):
            verify_signature(BODY, HEADERS, secret=SECRET, now=NOW + 301)

    @pytest.mark.parametrize("offset", [0, 14, -5])
    def test_now_can_be_an_aware_datetime(self, offset: int) -> None:
        zone = timezone(timedelta(hours=offset))
        now = datetime(2024, 7, 11, 13, 44, 15, tzinfo=timezone.utc).astimezone(zone)
        webhook = Webhook(SECRET, tolerance=0)
        webhook.verify(BODY, HEADERS, now=now)
        with pytest.raises(TimestampOutOfToleranceError):
            webhook.verify(BODY, HEADERS, now=now + timedelta(milliseconds=1))

    def test_the_clock_is_read_only_if_now_is_none(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(time, "time", lambda: NOW + 300.0)
        Webhook(SECRET).verify(BODY, HEADERS)
        monkeypatch.setattr(time, "time", lambda: NOW + 300.5)
        with pytest.raises(TimestampOutOfToleranceError):
            Webhook(SECRET).verify(BODY, HEADERS)
        monkeypatch.delattr(time, "time")
        Webhook(SECRET).verify(BODY, HEADERS, now=0 + NOW)

    @pytest.mark.parametrize(
        ("now", "message"),
        [
            (NOW + 312, "Timestamp is 312 seconds in the past"),
            (NOW - 312, "Timestamp is 312 seconds in the future"),
            (NOW + 3600.9, "Timestamp is 3600 seconds in the past"),
            (NOW + 300.0004, "Timestamp is more than 300 seconds in the past"),
            (NOW + 10**30, f"Timestamp is {10**30} seconds in the past"),
        ],
    )
    @pytest.mark.parametrize("tolerance", [300, 300.0, timedelta(minutes=5)], ids=repr)
    def test_the_error_says_how_far_off_the_timestamp_is(
        self, now: float, message: str, tolerance: float | timedelta
    ) -> None:
        with pytest.raises(TimestampOutOfToleranceError) as caught:
            Webhook(SECRET, tolerance=tolerance).verify(BODY, HEADERS, now=now)
        assert str(caught.value) == f"{message}; the tolerance is 300 seconds"

    @pytest.mark.parametrize(
        ("side", "direction"), [(0.25, "past"), (-0.25, "future")], ids=["past", "future"]
    )
    def test_the_error_never_shows_an_age_within_the_tolerance(
        self, side: float, direction: str
    ) -> None:
        with pytest.raises(TimestampOutOfToleranceError) as caught:
            Webhook(SECRET, tolerance=0.125).verify(BODY, HEADERS, now=NOW + side)
        assert str(caught.value) == (
            f"Timestamp is more than 0.125 seconds in the {direction}; "
            "the tolerance is 0.125 seconds"
        )

    @given(st.integers(0, 10**20 - 1), st.integers(0, 10**6), st.integers(-(2 * 10**6), 2 * 10**6))
    def test_whole_seconds_are_compared_exactly(
        self, timestamp: int, tolerance: int, age: int
    ) -> None:
        webhook = Webhook(SECRET, tolerance=tolerance)
        headers = signed(BODY, str(timestamp))
        if abs(age) <= tolerance:
            webhook.verify(BODY, headers, now=timestamp + age)
        else:
            with pytest.raises(TimestampOutOfToleranceError):
                webhook.verify(BODY, headers, now=timestamp + age)


class TestHeaders:
    @pytest.mark.parametrize(
        "headers",
        [
            HEADERS,
            {name.upper(): value for name, value in HEADERS.items()},
            {name.title(): value for name, value in HEADERS.items()},
            MappingProxyType(HEADERS),
            list(HEADERS.items()),
            tuple(HEADERS.items()),
            iter(HEADERS.items()),
            HEADERS.items(),
            [list(pair) for pair in HEADERS.items()],
            [(name.encode(), value.encode()) for name, value in HEADERS.items()],
            {name.encode(): value.encode() for name, value in HEADERS.items()},
            {name.title().encode(): value for name, value in HEADERS.items()},
            {**HEADERS, "content-length": "111", "Content-Type": "application/json"},
            [*HEADERS.items(), *HEADERS.items()],
            [*HEADERS.items(), ("content-length", "1"), ("content-length", "2")],
            {**HEADERS, "X-ZM-SIGNATURE": SIGNATURE},
            {**HEADERS, "x-zm-signature-2": "v0=", "x-zm-signaturf": "", "x-custom-list": ["a"]},
        ],
    )
    def test_any_mapping_or_pairs_with_names_in_any_case_verify(self, headers: object) -> None:
        verify_with(headers)

    @pytest.mark.parametrize("as_name", [str.lower, str.title, str.encode], ids=repr)
    @pytest.mark.parametrize("first", [True, False])
    def test_the_headers_of_a_genuine_request_are_read_once(
        self, as_name: Callable[[str], str | bytes], first: bool
    ) -> None:
        """Reading them again would cost time."""

        class Counted(UserDict[str | bytes, str]):
            reads = 0

            @override
            def items(self) -> ItemsView[str | bytes, str]:
                self.reads += 1
                return super().items()

        ours = {as_name(name): value for name, value in HEADERS.items()}
        others: dict[str | bytes, str] = {"host": "a", "x-zm-trackingi": "b", b"accept": "*/*"}
        headers = Counted(ours | others if first else others | ours)
        Webhook(SECRET).verify(BODY, headers, now=NOW)
        assert headers.reads == 1

    def test_a_message_of_http_server_verifies(self) -> None:
        message: Message[str, str] = Message()
        for name, value in HEADERS.items():
            message[name.title()] = value
        Webhook(SECRET).verify(BODY, message, now=NOW)
        message["X-Zm-Signature"] = "v0="
        with pytest.raises(SignatureHeaderError, match="x-zm-signature appears more than once"):
            Webhook(SECRET).verify(BODY, message, now=NOW)

    @pytest.mark.parametrize("name", HEADERS)
    def test_a_missing_one_is_named(self, name: str) -> None:
        rest = {other: value for other, value in HEADERS.items() if other != name}
        for headers in (rest, list(rest.items())):
            with pytest.raises(SignatureHeaderError) as caught:
                Webhook(SECRET).verify(BODY, headers, now=NOW)
            assert str(caught.value) == f"Missing header {name}"
        with pytest.raises(SignatureHeaderError, match=f"Header {name} must be "):
            Webhook(SECRET).verify(BODY, {**HEADERS, name: ""}, now=NOW)

    @pytest.mark.parametrize("name", HEADERS)
    @pytest.mark.parametrize("other", ["", "0", b"0"], ids=repr)
    def test_one_that_is_repeated_with_different_values_is_named(
        self, name: str, other: str | bytes
    ) -> None:
        pairs: list[tuple[str, str | bytes]] = [*HEADERS.items()]
        orders: list[object] = [*permutations([*pairs, (name, other)])]
        for headers in (
            *orders,
            [*pairs, (name.upper(), other)],
            [(name.title().encode(), other), *pairs],
            {**HEADERS, name.upper(): other},
        ):
            with pytest.raises(SignatureHeaderError) as caught:
                verify_with(headers)
            assert str(caught.value) == (
                f"Header {name} appears more than once, with different values"
            )

    @pytest.mark.parametrize("name", HEADERS)
    def test_one_that_is_repeated_with_the_same_value_is_accepted(self, name: str) -> None:
        """Even once as `str` and once as `bytes`, or with equal but distinct strings."""
        value = HEADERS[name]
        for other in (value.encode(), "".join(list(value)), None):
            pairs: list[tuple[str | bytes, str | bytes | None]] = [*HEADERS.items()]
            pairs += [(name, other), (name.encode(), value)]
            for headers in (pairs, pairs[::-1]):
                Webhook(SECRET).verify(BODY, headers, now=NOW)

    @pytest.mark.parametrize("name", HEADERS)
    def test_spaces_and_tabs_around_a_value_are_not_part_of_it(self, name: str) -> None:
        """`http.server`, Werkzeug, and uvicorn keep them."""
        value = HEADERS[name]
        for given_value in (f" {value}", f"{value}\t ", f"\t{value} ", f" {value}".encode()):
            Webhook(SECRET).verify(BODY, [*HEADERS.items(), (name, given_value)], now=NOW)
            verify_with({**HEADERS, name: given_value})

    @pytest.mark.parametrize("name", HEADERS)
    @pytest.mark.parametrize("separator", [",", ", ", " ,\t"], ids=repr)
    def test_equal_values_that_a_server_joined_are_one_value(
        self, name: str, separator: str
    ) -> None:
        """WSGI servers join the values of a header that was sent twice."""
        value = HEADERS[name]
        joined = separator.join([value, value, value])
        for given_value in (joined, joined.encode()):
            verify_with({**HEADERS, name: given_value})
        for other in ("", "0", value[:-1]):
            for different in (f"{value}{separator}{other}", f"{other}{separator}{value}"):
                with pytest.raises(SignatureHeaderError) as caught:
                    verify_with({**HEADERS, name: different})
                assert str(caught.value) == (
                    f"Header {name} appears more than once, with different values"
                )

    @pytest.mark.parametrize("name", HEADERS)
    def test_a_value_of_none_means_that_the_header_is_missing(self, name: str) -> None:
        headers: dict[str, str | None] = {**HEADERS, name: None}
        for given_headers in (headers, headers.items(), [*HEADERS.items()][:0]):
            with pytest.raises(SignatureHeaderError, match="^Missing header x-zm-"):
                Webhook(SECRET).verify(BODY, given_headers, now=NOW)

    @pytest.mark.parametrize(
        "name", ["x-zm-\u017fignature", "x_zm_signature", b"x-zm-signatur\xe9", "x-zm-signature "]
    )
    def test_a_similar_header_name_is_not_accepted(self, name: str | bytes) -> None:
        pairs = [(name, SIGNATURE), ("x-zm-request-timestamp", TIMESTAMP)]
        with pytest.raises(SignatureHeaderError, match="^Missing header x-zm-signature$"):
            Webhook(SECRET).verify(BODY, pairs, now=NOW)

    @pytest.mark.parametrize("name", HEADERS)
    @pytest.mark.parametrize("wrap", [in_a_list, as_an_int, bytearray])
    def test_a_value_of_another_type_is_a_type_error_that_says_what_to_pass(
        self, name: str, wrap: Callable[[bytes], object]
    ) -> None:
        """API Gateway's `multiValueHeaders` and Twisted's raw headers have such values."""
        value = wrap(HEADERS[name].encode())
        pairs = [pair for pair in HEADERS.items() if pair[0] != name]
        for headers in (
            {**HEADERS, name: value},
            [*pairs, (name, value)],
            [*HEADERS.items(), (name, value)],
            [(name, value), *HEADERS.items()],
            [(name, value), (name, value), *pairs],
        ):
            with pytest.raises(TypeError) as caught:
                verify_with(headers)
            assert str(caught.value) == (
                f"Header {name} must be str or bytes, not {type(value).__name__}: "
                "pass one (name, value) pair for each value"
            )

    def test_values_of_other_types_are_a_type_error_even_if_a_header_is_missing(self) -> None:
        for headers in (
            {name: [value] for name, value in HEADERS.items()},
            {"host": ["example.com"]},
            {"host": ["example.com"]}.items(),
            [("x-zm-request-timestamp", NOW)],
            [("x-zm-signature", [SIGNATURE])],
        ):
            with pytest.raises(TypeError):
                verify_with(headers)

    def test_headers_with_names_of_an_environ_among_others_are_headers(self) -> None:
        """Any client can send such names."""
        message: Message[str, str] = Message()
        message["REQUEST_METHOD"] = message["HTTP_X_ZM_SIGNATURE"] = "POST"
        gateway = {"REQUEST_METHOD": "POST", "HTTP_X_ZM_SIGNATURE": SIGNATURE, "Host": "a"}
        upper_case = {"HOST": "a", "USER-AGENT": "b"}
        both = {**upper_case, "HTTP_X_ZM_SIGNATURE": SIGNATURE}
        agent = {"REQUEST_METHOD": "POST", "User-Agent": "a"}
        for headers in (message, message.items(), gateway, agent, upper_case, both, {"HOST": "a"}):
            with pytest.raises(SignatureHeaderError, match="^Missing header"):
                Webhook(SECRET).verify(BODY, headers, now=NOW)

    def test_a_missing_one_is_missing_even_if_email_parsed_others_that_are_not_ascii(self) -> None:
        """`http.server` parses headers with `email`, whose values are then not `str`."""
        message = message_from_bytes("user-agent: Zoë\n\n".encode())
        assert isinstance(message["user-agent"], Header)
        for headers in (message, message.items()):
            with pytest.raises(SignatureHeaderError, match="^Missing header x-zm-signature$"):
                Webhook(SECRET).verify(BODY, headers, now=NOW)

    @given(st.lists(st.booleans(), min_size=22, max_size=22))
    def test_every_letter_of_a_name_can_have_either_case(self, upper: list[bool]) -> None:
        pairs = [
            ("".join(c.upper() if up else c for c, up in zip(name, upper, strict=False)), value)
            for name, value in HEADERS.items()
        ]
        assert [len(name) for name, _ in pairs] == [14, 22]
        Webhook(SECRET).verify(BODY, pairs, now=NOW)


class TestAnyDelivery:
    secrets = (st.text(min_size=1) | st.binary(min_size=1, max_size=200)).filter(
        lambda secret: secret == secret.strip()
    )
    timestamps = st.from_regex(r"[0-9]{1,20}", fullmatch=True)

    @given(st.binary(), timestamps, secrets)
    def test_that_is_signed_verifies(
        self, body: bytes, timestamp: str, secret: str | bytes
    ) -> None:
        headers = signed(body, timestamp, secret)
        verify_signature(body, headers, secret=secret, tolerance=None)
        Webhook(secret).verify(body, headers, now=int(timestamp))

    @given(st.text(), timestamps, secrets)
    def test_that_was_decoded_as_text_verifies(
        self, body: str, timestamp: str, secret: str | bytes
    ) -> None:
        verify_signature(
            body, signed(body.encode(), timestamp, secret), secret=secret, tolerance=None
        )

    @given(st.data(), st.binary(min_size=1), timestamps, st.binary(min_size=1, max_size=200))
    def test_of_which_one_bit_changes_fails(
        self, data: st.DataObject, body: bytes, timestamp: str, secret: bytes
    ) -> None:
        assume(secret == secret.strip())
        headers = signed(body, timestamp, secret)
        parts = {
            "body": body,
            "timestamp": timestamp.encode(),
            "signature": headers["x-zm-signature"].encode(),
            "secret": secret,
        }

        def verify() -> None:
            pairs = [
                ("x-zm-signature", parts["signature"]),
                ("x-zm-request-timestamp", parts["timestamp"]),
            ]
            verify_signature(parts["body"], pairs, secret=parts["secret"], tolerance=None)

        verify()
        part = data.draw(st.sampled_from(sorted(parts)))
        flipped = bytearray(parts[part])
        bit = data.draw(st.integers(0, len(flipped) * 8 - 1))
        flipped[bit // 8] ^= 1 << bit % 8
        parts[part] = bytes(flipped)
        assume(parts["secret"] == parts["secret"].strip() != b"")
        with pytest.raises(SignatureError):
            verify()


def test_a_lone_surrogate_is_not_replaced_by_another_character() -> None:
    """A lone surrogate in a body or a secret must not become a question mark, or raise."""
    with pytest.raises(SignatureMismatchError):
        Webhook(SECRET).verify("\ud800", signed(b"?"), now=NOW)
    with pytest.raises(SignatureMismatchError):
        Webhook("\ud800").verify(BODY, signed(BODY, secret="?"), now=NOW)


OTHERS: dict[str, Callable[[str, bytes], list[str]]] = {
    "openssl": lambda key, _: ["dgst", "-sha256", "-mac", "HMAC", "-macopt", f"hexkey:{key}", "-r"],
    "node": lambda key, message: [
        "-p",
        (
            f"crypto.createHmac('sha256', Buffer.from('{key}', 'hex'))"
            f".update(Buffer.from('{message.hex()}', 'hex')).digest('hex')"
        ),
    ],
}


@pytest.mark.parametrize("program", OTHERS)
@pytest.mark.parametrize("length", [1, 22, 63, 64, 65, 200])
def test_openssl_and_node_compute_the_same_mac(program: str, length: int) -> None:
    """Keys can be shorter or longer than a block. HMAC hashes the longer ones first."""
    if (path := shutil.which(program)) is None:
        pytest.skip(f"{program} is not installed")
    secret = bytes(range(100, 100 + length)) if length < 100 else b"\xff\x00" * (length // 2)
    message = b"v0:1720705455:" + BODY
    output = subprocess.run(
        [path, *OTHERS[program](secret.hex(), message)],
        input=message,
        check=True,
        capture_output=True,
    ).stdout.decode()
    headers = {**HEADERS, "x-zm-signature": f"v0={output.split()[0]}"}
    verify_signature(BODY, headers, secret=secret, now=NOW)


@pytest.mark.parametrize("verdict", [True, False])
def test_signatures_are_compared_by_hmac_compare_digest(
    monkeypatch: pytest.MonkeyPatch, verdict: bool
) -> None:
    """The time of another comparison could reveal how much of a signature is correct."""
    compared: list[tuple[str, str]] = []

    def compare_digest(a: str, b: str) -> bool:
        compared.append((a, b))
        return verdict

    monkeypatch.setattr(hmac, "compare_digest", compare_digest)
    wrong = {**HEADERS, "x-zm-signature": "v0=" + "0" * 64}
    for headers in (HEADERS, wrong):
        if verdict:
            Webhook(SECRET).verify(BODY, headers, now=NOW)
        else:
            with pytest.raises(SignatureMismatchError):
                Webhook(SECRET).verify(BODY, headers, now=NOW)
    assert compared == [(SIGNATURE, SIGNATURE), (SIGNATURE, wrong["x-zm-signature"])]


class TestOrder:
    """The order of the checks: headers, timestamp, age, signature, and then the body."""

    def test_a_missing_header_before_a_malformed_timestamp(self) -> None:
        with pytest.raises(SignatureHeaderError, match="^Missing header x-zm-signature$"):
            Webhook(SECRET).verify(b"{", {"x-zm-request-timestamp": "x"}, now=NOW)

    def test_a_malformed_timestamp_before_a_malformed_signature(self) -> None:
        headers = {"x-zm-request-timestamp": "x", "x-zm-signature": "x"}
        with pytest.raises(SignatureHeaderError, match="x-zm-request-timestamp"):
            Webhook(SECRET).verify(b"{", headers, now=NOW)

    def test_staleness_before_a_malformed_signature(self) -> None:
        with pytest.raises(TimestampOutOfToleranceError):
            Webhook(SECRET).verify(b"{", {**HEADERS, "x-zm-signature": "x"}, now=0)

    @pytest.mark.parametrize("body", [b"{", b"", b"[]", b"\xff", b"{}", b'{"event":1}'])
    def test_a_bad_signature_before_a_bad_body(self, body: bytes) -> None:
        webhook = Webhook(SECRET)
        with pytest.raises(SignatureMismatchError):
            webhook.parse(body, HEADERS, now=NOW)
        with pytest.raises(InvalidEventError):
            webhook.parse(body, signed(body), now=NOW)

    def test_nothing_is_parsed_before_it_is_verified(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def parse(body: object) -> None:
            raise AssertionError(body)

        monkeypatch.setattr("rtms_events._webhook.parse_event", parse)
        with pytest.raises(SignatureError):
            Webhook(SECRET).parse(BODY + b" ", HEADERS, now=NOW)


@pytest.mark.parametrize("spec", KNOWN_EVENTS, ids=str)
def test_parse_gives_the_event_that_parse_event_gives(spec: Spec) -> None:
    body = spec.body(new="é\U0001f600")
    event = Webhook(SECRET).parse(body, signed(body), now=NOW)
    assert type(event) is spec.model
    assert event == parse_event(body)


def test_parse_gives_unknown_events_too() -> None:
    body = b'{"event":"phone.rtms_started"}'
    assert isinstance(Webhook(SECRET).parse(body, signed(body), now=NOW), UnknownEvent)


@pytest.mark.parametrize("body", [None, {}, json.loads(BODY), [], 1, SecretStr("{}")], ids=repr)
def test_a_parsed_body_is_a_type_error_that_says_why(body: object) -> None:
    webhook = Webhook(SECRET)
    for check in (
        lambda: webhook.verify(body, HEADERS),  # type: ignore[arg-type]
        lambda: webhook.parse(body, HEADERS),  # type: ignore[arg-type]
        lambda: verify_signature(body, HEADERS, secret=SECRET),  # type: ignore[arg-type]
    ):
        with pytest.raises(TypeError) as caught:
            check()
        assert str(caught.value) == (
            f"body must be the raw request body (bytes or str), not {type(body).__name__}: "
            "Zoom signs the exact bytes that it sends, and re-serialized JSON usually differs"
        )


class NoZone(tzinfo):
    """A time zone without an offset, which makes a `datetime` naive."""

    @override
    def utcoffset(self, dt: datetime | None, /) -> None: ...

    @override
    def dst(self, dt: datetime | None, /) -> None: ...

    @override
    def tzname(self, dt: datetime | None, /) -> None: ...

    @override
    def __repr__(self) -> str:
        return "NoZone()"  # without an address, so that the IDs of tests are always the same


class TestWebhook:
    def test_previous_secrets_verify(self) -> None:
        webhook = Webhook("new", previous_secrets=["old", SECRET])
        webhook.verify(BODY, HEADERS, now=NOW)
        webhook.verify(BODY, signed(BODY, secret="old"), now=NOW)
        webhook.verify(BODY, signed(BODY, secret="new"), now=NOW)
        with pytest.raises(SignatureMismatchError):
            webhook.verify(BODY, signed(BODY, secret="older"), now=NOW)

    def test_url_validation_uses_the_current_secret(self) -> None:
        request = parse_event(BODY)
        assert isinstance(request, EndpointUrlValidation)
        rotated = Webhook(SECRET, previous_secrets=["old"])
        assert rotated.answer(request) == Webhook(SECRET).answer(request)
        assert rotated.answer(request) != Webhook("old").answer(request)

    def test_previous_secrets_can_be_any_iterable(self) -> None:
        webhook = Webhook("new", previous_secrets=(secret for secret in [SECRET]))
        for _ in range(2):
            webhook.verify(BODY, HEADERS, now=NOW)

    @pytest.mark.parametrize("secrets", ["old", b"old", SecretStr("old"), None, 1, [1]], ids=repr)
    def test_previous_secrets_that_are_not_an_iterable_of_secrets_are_an_error(
        self, secrets: object
    ) -> None:
        """Otherwise, each of its letters would be a secret."""
        iterable = (
            f"^previous_secrets must be an iterable of secrets, not {type(secrets).__name__}$"
        )
        single = "^a previous secret must be str, bytes, or SecretStr, not int$"
        with pytest.raises(TypeError, match=single if secrets == [1] else iterable):
            Webhook(SECRET, previous_secrets=secrets)  # type: ignore[arg-type]

    @pytest.mark.parametrize("secret", ["", "  ", b"", b"\n", SecretStr("")], ids=repr)
    def test_an_empty_secret_is_an_error(self, secret: str | bytes | SecretStr) -> None:
        for make in (
            lambda: Webhook(secret),
            lambda: Webhook(SECRET, previous_secrets=[SECRET, secret]),
            lambda: verify_signature(BODY, HEADERS, secret=secret),
        ):
            with pytest.raises(ValueError, match="secret must not be empty or blank$"):
                make()

    def test_an_error_says_which_secret_is_invalid(self) -> None:
        with pytest.raises(ValueError, match="^secret must not be empty"):
            Webhook("", previous_secrets=["old"])
        with pytest.raises(ValueError, match="^a previous secret must not be empty"):
            Webhook(SECRET, previous_secrets=["old", ""])
        with pytest.raises(TypeError, match="^a previous secret must be str, bytes, or SecretStr"):
            Webhook(SECRET, previous_secrets=[None])  # type: ignore[list-item]

    @pytest.mark.parametrize(
        "secret",
        [f"{SECRET}\n", f" {SECRET}", f"{SECRET}\r\n".encode(), b"\t1", SecretStr(f"{SECRET} ")],
        ids=["newline", "space", "bytes", "tab", "SecretStr"],
    )
    def test_a_secret_that_starts_or_ends_with_whitespace_is_an_error(
        self, secret: str | bytes | SecretStr
    ) -> None:
        """With the newline of a secret file, no request would verify."""
        for make in (
            lambda: Webhook(secret),
            lambda: Webhook(SECRET, previous_secrets=[SECRET, secret]),
            lambda: verify_signature(BODY, HEADERS, secret=secret),
        ):
            with pytest.raises(ValueError, match="secret must not start or end with whitespace"):
                make()

    @pytest.mark.parametrize("tolerance", [True, False, "300", b"1", [], SecretStr("")], ids=repr)
    def test_a_tolerance_of_another_type_is_an_error(self, tolerance: object) -> None:
        for make in (
            lambda: Webhook(SECRET, tolerance=tolerance),  # type: ignore[arg-type]
            lambda: verify_signature(BODY, HEADERS, secret=SECRET, tolerance=tolerance),  # type: ignore[arg-type]
        ):
            with pytest.raises(TypeError) as caught:
                make()
            assert str(caught.value) == (
                "tolerance must be a number of seconds, a timedelta, or None, "
                f"not {type(tolerance).__name__}"
            )

    @pytest.mark.parametrize(
        "tolerance",
        [-1, -0.001, float("nan"), float("inf"), -float("inf"), timedelta(microseconds=-1)],
        ids=repr,
    )
    def test_a_negative_or_infinite_tolerance_is_an_error(
        self, tolerance: float | timedelta
    ) -> None:
        seconds = tolerance.total_seconds() if isinstance(tolerance, timedelta) else tolerance
        with pytest.raises(ValueError, match="^tolerance must be ") as caught:
            Webhook(SECRET, tolerance=tolerance)
        assert str(caught.value) == f"tolerance must be finite and not negative, got {seconds}"

    @pytest.mark.parametrize("now", [True, "1720705455", b"1", [], timedelta(1)], ids=repr)
    def test_a_now_of_another_type_is_an_error(self, now: object) -> None:
        with pytest.raises(TypeError) as caught:
            Webhook(SECRET).verify(BODY, HEADERS, now=now)  # type: ignore[arg-type]
        assert str(caught.value) == (
            f"now must be a number of seconds, an aware datetime, or None, not {type(now).__name__}"
        )

    @pytest.mark.parametrize(
        "now",
        [
            float("nan"),
            float("inf"),
            -float("inf"),
            datetime(2024, 7, 11, 13, 44, 15),  # noqa: DTZ001 - naive on purpose
            datetime(2024, 7, 11, 13, 44, 15, tzinfo=NoZone()),
        ],
        ids=repr,
    )
    def test_a_naive_or_infinite_now_is_an_error(self, now: float | datetime) -> None:
        is_naive = isinstance(now, datetime)
        message = "a timezone-aware datetime" if is_naive else f"finite, got {now}"
        for tolerance in (300, None):
            with pytest.raises(ValueError, match="^now must be ") as caught:
                Webhook(SECRET, tolerance=tolerance).verify(BODY, HEADERS, now=now)
            assert str(caught.value) == f"now must be {message}"

    def test_pickling_it_is_an_error_that_says_what_to_do(self) -> None:
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            with pytest.raises(TypeError) as caught:
                pickle.dumps(Webhook(SECRET), protocol)
            assert str(caught.value) == (
                "A Webhook cannot be pickled, because its keys must not leave the process: "
                "create one in each process"
            )

    def test_its_copy_is_the_same_object(self) -> None:
        webhook = Webhook(SECRET)
        assert copy.copy(webhook) is webhook
        assert copy.deepcopy(webhook) is webhook
        assert copy.deepcopy({"a": [webhook]}) == {"a": [webhook]}

        @dataclasses.dataclass
        class App:
            webhook: Webhook

        assert dataclasses.asdict(App(webhook)) == {"webhook": webhook}
        assert dataclasses.replace(App(webhook)).webhook is webhook


BYTES_AND_STR = """
from rtms_events import MeetingRtmsStarted, SignatureError, Webhook, parse_event
from rtms_events.testing import endpoint_cases, sample, signed_request

body, headers = signed_request(sample(MeetingRtmsStarted), secret=b"s")
webhook = Webhook("s", previous_secrets=[b"s", "t"])
raw = [(name.encode(), value.encode()) for name, value in headers.items()]
for good in (headers, raw, dict(raw), [*headers.items(), *raw], [*raw, *headers.items()]):
    assert webhook.parse(body, good) == parse_event(body)
environ = {b"REQUEST_METHOD": b"POST", b"HTTP_X_ZM_SIGNATURE": b"", "x-zm-signature": b"v0="}
repeated = [[*raw, ("x-zm-signature", "v0=")], [*headers.items(), (b"x-zm-signature", b"")]]
for bad in (environ, *repeated):
    try:
        webhook.parse(body.decode(), bad)
    except SignatureError as error:
        print(type(error).__name__)
"""


def test_no_bytes_warning_is_raised() -> None:
    run = subprocess.run(
        [sys.executable, "-bb", "-W", "error", "-c", BYTES_AND_STR],
        check=False,
        capture_output=True,
        text=True,
    )
    assert run.stderr == ""
    assert run.stdout.split() == ["SignatureHeaderError"] * 3
