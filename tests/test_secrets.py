"""Nothing reveals a secret: no exception, neither in its message nor in its traceback, and no repr.

Error reporters such as sentry-sdk, and loguru, show the local variables of every frame.
"""

import gc
import traceback
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from types import FrameType, FunctionType, ModuleType, TracebackType

import pytest
from pydantic import SecretStr

import rtms_events
from rtms_events import (
    EndpointUrlValidation,
    MeetingRtmsStarted,
    SignatureError,
    Webhook,
    verify_signature,
)
from rtms_events.testing import endpoint_cases, sample, signed_request
from rtms_events.typing import Secret

SECRET = "s3cr3t-token"
OLD = "0ld-s3cr3t-token"
BODY = b'{"event":"a"}'
NAIVE = datetime(2024, 7, 11)  # noqa: DTZ001 - naive on purpose
LIBRARY = str(Path(rtms_events.__file__).parent)
STARTED = sample(MeetingRtmsStarted)
FORGED = signed_request(BODY, secret="guessed")
STALE = signed_request(BODY, secret=SECRET, timestamp=0)
INVALID = signed_request(b"{", secret=SECRET)


def failing_iterable(secret: Secret) -> Iterator[Secret]:
    yield secret
    raise LookupError


FAILURES: dict[str, Callable[[Secret, Secret], object]] = {
    "a forged request": lambda s, _: verify_signature(*FORGED, secret=s),
    "a stale request": lambda s, _: verify_signature(*STALE, secret=s),
    "missing headers": lambda s, _: verify_signature(BODY, {}, secret=s),
    "headers of another type": lambda s, _: verify_signature(BODY, None, secret=s),  # type: ignore[arg-type]
    "a parsed body": lambda s, _: verify_signature({}, {}, secret=s),  # type: ignore[arg-type]
    "a naive now": lambda s, _: verify_signature(*FORGED, secret=s, now=NAIVE),
    "a negative tolerance": lambda s, _: verify_signature(*FORGED, secret=s, tolerance=-1),
    "a tolerance of another type": lambda s, _: Webhook(s, tolerance="1"),  # type: ignore[arg-type]
    "a previous secret that is empty": lambda s, o: Webhook(s, previous_secrets=[o, ""]),
    "a previous secret of another type": lambda s, o: Webhook(s, previous_secrets=[o, 1]),  # type: ignore[list-item]
    "a single previous secret": lambda s, o: Webhook(s, previous_secrets=o),  # type: ignore[arg-type]
    "previous secrets that are no iterable": lambda s, _: Webhook(s, previous_secrets=1),  # type: ignore[arg-type]
    "previous secrets that fail": lambda s, o: Webhook(s, previous_secrets=failing_iterable(o)),
    "a secret in a list": lambda s, o: Webhook([s, o]),  # type: ignore[arg-type]
    "an old secret in a list": lambda s, o: Webhook(s, previous_secrets=[[o]]),  # type: ignore[list-item]
    "a forged request for a Webhook": lambda s, o: Webhook(s, previous_secrets=[o]).parse(*FORGED),
    "an invalid event": lambda s, o: Webhook(o, previous_secrets=[s]).parse(*INVALID),
    "a parsed body for receive()": lambda s, o: Webhook(s, previous_secrets=[o]).receive({}, {}),  # type: ignore[arg-type]
    "an unsafe token": lambda s, _: Webhook(s).answer(
        sample(EndpointUrlValidation, plainToken="v0:1:{}")
    ),
    "a request without a body": lambda s, _: signed_request(3, secret=s),  # type: ignore[arg-type]
    "a client_id of None": lambda s, _: STARTED.handshake_signature(
        client_id=None,  # type: ignore[arg-type]
        client_secret=s,
    ),
    "an empty client_id": lambda s, _: STARTED.handshake_signature(client_id="", client_secret=s),
    "a client_id that cannot be encoded": lambda s, _: STARTED.handshake_signature(
        client_id="\ud800", client_secret=s
    ),
}

INVALID_SECRETS: dict[str, Callable[[Secret], object]] = {
    "Webhook": Webhook,
    "previous_secrets": lambda secret: Webhook(OLD, previous_secrets=[secret]),
    "verify_signature": lambda secret: verify_signature(*FORGED, secret=secret),
    "signed_request": lambda secret: signed_request(BODY, secret=secret),
    "endpoint_cases": lambda secret: endpoint_cases(secret=secret),
    "handshake_signature": lambda secret: STARTED.handshake_signature(
        client_id="client", client_secret=secret
    ),
}


def library_frames(error: BaseException) -> Iterator[FrameType]:
    trace: TracebackType | None = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.startswith(LIBRARY):
            yield trace.tb_frame
        trace = trace.tb_next


def everything_in(value: object, seen: set[int]) -> Iterator[object]:
    """The value, and every object that can be reached from it."""
    if id(value) in seen:
        return
    seen.add(id(value))
    yield value
    if not isinstance(value, (type, FunctionType, ModuleType)):
        for item in gc.get_referents(value):
            yield from everything_in(item, seen)


def assert_reveals_no_secret(error: BaseException) -> None:
    assert error.__cause__ is None
    frames = list(library_frames(error))
    assert frames, "the library did not raise"
    held: list[object] = [str(error), repr(error), vars(error)]
    held += [dict(frame.f_locals) for frame in frames]
    if error.__context__ is not None:
        held += [str(error.__context__), vars(error.__context__)]
    for secret in (SECRET, OLD):
        for value in everything_in(held, set()):
            text = value.decode("latin-1") if isinstance(value, bytes) else value
            assert not (isinstance(text, str) and secret in text)
    printed = traceback.TracebackException.from_exception(error, capture_locals=True)
    for frame in printed.stack:
        if frame.filename.startswith(LIBRARY):
            shown = " ".join((frame.locals or {}).values())
            assert SECRET not in shown
            assert OLD not in shown


every_form = pytest.mark.parametrize("form", [str, str.encode, SecretStr], ids=lambda f: f.__name__)


@every_form
@pytest.mark.parametrize("failure", FAILURES)
def test_no_error_reveals_a_secret(failure: str, form: Callable[[str], Secret]) -> None:
    with pytest.raises((Exception,)) as caught:
        FAILURES[failure](form(SECRET), form(OLD))
    assert_reveals_no_secret(caught.value)


@every_form
@pytest.mark.parametrize("function", INVALID_SECRETS)
@pytest.mark.parametrize("invalid", ["{}\n", " {}", "{}\ud800 "], ids=["newline", "space", "both"])
def test_no_error_reveals_a_secret_that_is_invalid_itself(
    function: str, form: Callable[[str], Secret], invalid: str
) -> None:
    if form is str.encode and "\ud800" in invalid:
        return
    with pytest.raises(ValueError, match="secret must not start or end with whitespace") as caught:
        INVALID_SECRETS[function](form(invalid.format(SECRET)))
    assert_reveals_no_secret(caught.value)


@pytest.mark.parametrize("function", INVALID_SECRETS)
def test_no_error_reveals_a_secret_of_another_type(function: str) -> None:
    for secret in ([SECRET], {SECRET: OLD}, bytearray(SECRET, "ascii"), (SecretStr(SECRET),)):
        with pytest.raises(
            TypeError, match="secret must be str, bytes, or SecretStr, not"
        ) as caught:
            INVALID_SECRETS[function](secret)  # type: ignore[arg-type]
        assert_reveals_no_secret(caught.value)


RECEIVED = "s3nt"
HEADERS = signed_request(BODY, secret="guessed").headers


@pytest.mark.parametrize(
    "headers",
    [
        HEADERS,
        {**HEADERS, "x-zm-signature": RECEIVED},
        {**HEADERS, "x-zm-request-timestamp": "0"},
        {**HEADERS, "x-zm-request-timestamp": RECEIVED},
        {"x-zm-request-timestamp": RECEIVED},
        {**HEADERS, "X-Zm-Signature": RECEIVED},
    ],
    ids=["forged", "signature", "stale", "timestamp", "missing", "repeated"],
)
def test_an_error_of_verification_contains_nothing_that_was_received_or_expected(
    headers: dict[str, str],
) -> None:
    body = b'{"event":"s3nt"}'
    timestamp = int(HEADERS["x-zm-request-timestamp"])
    expected = signed_request(body, secret=SECRET, timestamp=timestamp).headers["x-zm-signature"]
    with pytest.raises(SignatureError) as caught:
        Webhook(SECRET, previous_secrets=[OLD]).parse(body, headers)
    error = caught.value
    assert error.__cause__ is None
    assert error.__context__ is None
    assert "\n" not in str(error)
    shown = "".join(traceback.format_exception(error)) + repr(error) + repr(vars(error))
    for hidden in (RECEIVED, HEADERS["x-zm-signature"][3:], expected[3:]):
        assert hidden not in shown


def test_a_webhook_stores_and_shows_no_secret() -> None:
    webhook = Webhook(SECRET, previous_secrets=[OLD])
    shown = repr(webhook) + str(webhook)
    inside: list[object] = [webhook]
    while inside:
        part = inside.pop()
        shown += repr(part)
        inside += part if isinstance(part, tuple) else getattr(part, "__dict__", {}).values()
    for secret in (SECRET, OLD):
        assert secret not in shown
        assert secret.encode().hex() not in shown
