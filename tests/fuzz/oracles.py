"""What must hold for any input. Hypothesis checks it in the test suite, atheris on demand.

The oracles do not use the code under test to decide what is right: they have the standard library's
`json` and `hmac`, and a model of the signature headers that is written in another way.
"""

import hashlib
import hmac
import json
import pickle
import re
from collections.abc import Iterable, Sequence
from typing import TypeAlias

import pytest
from pydantic import JsonValue
from typing_extensions import TypeIs

from rtms_events import (
    EndpointUrlValidation,
    Event,
    InvalidEventError,
    Reply,
    RtmsEventsError,
    SignatureError,
    SignatureHeaderError,
    SignatureMismatchError,
    TimestampOutOfToleranceError,
    UnknownEvent,
    Webhook,
    parse_event,
)

from ..helpers import reordered, sent
from ..spec import KNOWN_EVENTS

Headers: TypeAlias = Sequence[tuple[str | bytes, str | bytes | None]]
Json: TypeAlias = dict[str, JsonValue]

SECRET, PREVIOUS_SECRET = "a secret for tests", "the secret before"
NOW, TOLERANCE = 1_720_705_455, 300
WEBHOOK = Webhook(SECRET, previous_secrets=[PREVIOUS_SECRET], tolerance=TOLERANCE)
MODELS = {spec.event: spec.model for spec in KNOWN_EVENTS}

SEEDS = [
    spec.body(**{name: value for name, (_, value) in spec.optional.items()})
    for spec in KNOWN_EVENTS
]
"""A body of each known event, with all fields."""


class DuplicateNameError(ValueError):
    """Two members of an object have the same name."""


def check_body(body: bytes) -> None:
    """Check `parse_event()` with a body as text, and as a mapping if it is a JSON object."""
    outcome = parsed(body)
    try:
        data: JsonValue = json.loads(body.decode(), object_pairs_hook=unique)
    except DuplicateNameError:
        pass  # of two members with the same name, parsers may check only the last
    except (ValueError, RecursionError):
        assert isinstance(outcome, InvalidEventError), "accepted malformed JSON"
    else:
        if is_object(data):
            of_mapping = parsed(data)
            check_name(of_mapping, data)
            if not is_malformed(outcome):
                check_name(outcome, data)
            check_same(outcome, of_mapping)
        else:
            assert isinstance(outcome, InvalidEventError), "accepted JSON that is not an object"
        if not isinstance(outcome, InvalidEventError):
            dumped = json.loads(outcome.model_dump_json(exclude_unset=True))
            assert canonical(dumped) == canonical(data), "the JSON changed"
    if not isinstance(outcome, InvalidEventError):
        check_value(outcome)


def parsed(body: bytes | Json) -> Event | InvalidEventError:
    try:
        return parse_event(body)
    except InvalidEventError as error:
        check_error(error)
        assert error.errors
        return error


def check_error(error: RtmsEventsError) -> None:
    assert str(error)
    assert str(error).isprintable()
    assert error.__cause__ is None
    assert error.__context__ is None


def check_name(outcome: Event | InvalidEventError, data: Json) -> None:
    """The name alone decides between known and unknown events."""
    name = data.get("event")
    model = MODELS.get(name) if isinstance(name, str) else None
    if isinstance(outcome, InvalidEventError):
        assert outcome.event == (None if model is None else name)
    else:
        assert type(outcome) is (UnknownEvent if model is None else model)
        assert outcome.event == name


def is_malformed(outcome: Event | InvalidEventError) -> bool:
    """Whether the body is not JSON for Pydantic, for example because it is nested too deeply."""
    return isinstance(outcome, InvalidEventError) and outcome.errors[0].kind == "json_invalid"


def check_same(of_text: Event | InvalidEventError, of_mapping: Event | InvalidEventError) -> None:
    if isinstance(of_text, InvalidEventError):
        assert isinstance(of_mapping, InvalidEventError), "accepted only as a mapping"
    else:
        assert of_mapping == of_text
        assert type(of_mapping) is type(of_text)


def check_value(event: Event) -> None:
    """An event is a value: equal, with an equal key, after any transport."""
    text = event.model_dump_json()
    copies = [
        parse_event(text),
        parse_event(json.dumps(reordered(json.loads(text)))),
        parse_event(event.model_dump()),
        parse_event(event.model_dump(mode="json")),
        pickle.loads(pickle.dumps(event)),
    ]
    for copy in copies:
        assert copy == event
        assert type(copy) is type(event)
        assert copy.idempotency_key == event.idempotency_key
        if not isinstance(event, UnknownEvent):
            assert hash(copy) == hash(event)


def check_request(body: bytes, headers: Headers) -> None:
    """Check `verify()`, `parse()`, and `receive()` with a request."""
    expected = error_of_verification(body, headers)
    if expected is TypeError:
        for method in (WEBHOOK.verify, WEBHOOK.parse, WEBHOOK.receive):
            with pytest.raises(TypeError, match="^body must be the raw request body: it has "):
                method(body, headers, now=NOW)
        return
    try:
        WEBHOOK.verify(body, headers, now=NOW)
    except SignatureError as error:
        check_error(error)
        assert type(error) is expected
    else:
        assert expected is None
    outcome: Event | SignatureError | InvalidEventError
    try:
        outcome = WEBHOOK.parse(body, headers, now=NOW)
    except SignatureError as error:
        assert type(error) is expected
        outcome = error
    except InvalidEventError as error:
        check_error(error)
        outcome = error
    if expected is None:
        assert (str(outcome), type(outcome)) == (str(parsed(body)), type(parsed(body)))
    check_reply(body, headers, outcome)


def check_reply(
    body: bytes, headers: Headers, outcome: Event | SignatureError | InvalidEventError
) -> None:
    """`receive()` agrees with `parse()`."""
    reply = WEBHOOK.receive(body, headers, now=NOW)
    if isinstance(outcome, SignatureError):
        assert (*sent(reply), reply.event) == (401, {}, "", None)
    elif isinstance(outcome, InvalidEventError):
        assert (*sent(reply), reply.event) == (500, {}, "", None)
    elif not isinstance(outcome, EndpointUrlValidation):
        assert reply == Reply(204, {}, "", outcome, None)
    else:
        token = outcome.payload.plainToken
        assert reply.event is None
        if re.fullmatch(r"[!-+\--9;-~]{1,256}", token):
            assert json.loads(reply.body) == {
                "plainToken": token,
                "encryptedToken": mac_of(token.encode(), SECRET),
            }
            assert reply.status == 200
        else:
            assert sent(reply) == (500, {}, "")
    assert (reply.error is None) == (reply.status in {200, 204})
    if isinstance(outcome, (SignatureError, InvalidEventError)):
        assert (str(reply.error), type(reply.error)) == (str(outcome), type(outcome))


def error_of_verification(
    body: bytes, headers: Headers
) -> type[SignatureError] | type[TypeError] | None:
    """Decide what verification must raise."""
    signatures, timestamps = (
        {part.strip(" \t") for value in values_of(name, headers) for part in value.split(",")}
        for name in ("x-zm-signature", "x-zm-request-timestamp")
    )
    if len(signatures) != 1 or len(timestamps) != 1:
        return SignatureHeaderError
    signature, timestamp = signatures.pop(), timestamps.pop()
    if not re.fullmatch("[0-9]{1,20}", timestamp):
        return SignatureHeaderError
    if not NOW - TOLERANCE <= int(timestamp) <= NOW + TOLERANCE:
        return TimestampOutOfToleranceError
    if not re.fullmatch("v0=[0-9a-f]{64}", signature):
        return SignatureHeaderError
    message = b"v0:%s:%s" % (timestamp.encode(), body)
    macs = [f"v0={mac_of(message, secret)}" for secret in (SECRET, PREVIOUS_SECRET)]
    if signature in macs:
        return None
    return TypeError if is_contradicted(body, headers) else SignatureMismatchError


def is_contradicted(body: bytes, headers: Headers) -> bool:
    """Decide whether the headers say that the body is another one than the sender's."""
    others = ("content-encoding", "transfer-encoding", "upgrade")
    if any(values_of(name, headers) for name in others):
        return False
    json_type = re.compile('application/json(;charset=(utf-8|"utf-8"))*', re.IGNORECASE)
    types = values_of("content-type", headers)
    if not all(json_type.fullmatch(re.sub("[ \t]*;[ \t]*", ";", value)) for value in types):
        return False
    lengths = values_of("content-length", headers)
    if len(lengths) != 1 or not re.fullmatch("[0-9]{1,18}", length := lengths.pop()):
        return False
    try:
        json.loads(body.decode() or "{}")
    except ValueError:
        return False
    return int(length) != len(body)


def values_of(wanted: str, headers: Headers) -> set[str]:
    return {
        as_text(value).strip(" \t")
        for name, value in headers
        if value is not None and as_text(name).lower() == wanted
    }


def mac_of(message: bytes, secret: str) -> str:
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def signature_of(body: bytes, timestamp: str, secret: str) -> str:
    return f"v0={mac_of(b':'.join((b'v0', timestamp.encode(), body)), secret)}"


def as_text(value: str | bytes) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else value


def unique(members: Iterable[tuple[str, JsonValue]]) -> Json:
    members = list(members)
    data = dict(members)
    if len(data) < len(members):
        raise DuplicateNameError
    return data


def is_object(data: JsonValue) -> TypeIs[Json]:
    return isinstance(data, dict)


def canonical(data: JsonValue) -> str:
    """Text that differs if any value or type differs."""
    return json.dumps(data, sort_keys=True)
