"""No exception reveals a secret, neither in its message nor in the frames of its traceback.

Error reporters such as sentry-sdk, and loguru, show the local variables of every frame.
"""

import gc
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from types import FrameType, FunctionType, ModuleType, TracebackType

import pytest
from pydantic import SecretStr

import rtms_events
from rtms_events import EndpointUrlValidation, MeetingRtmsStarted, Webhook, verify_signature
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
