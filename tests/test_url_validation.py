"""Zoom's URL validation, whose response must not be usable as a signature."""

import hashlib
import hmac
import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue, TypeAdapter
from typing_extensions import override

from rtms_events import (
    EndpointUrlValidation,
    EndpointUrlValidationPayload,
    Event,
    InvalidEventError,
    MeetingRtmsStarted,
    SignatureError,
    UnknownEvent,
    UrlValidationResponse,
    Webhook,
    parse_event,
)
from rtms_events.testing import sample, signed_request

from .helpers import stream_event
from .spec import STREAM_EVENTS, Spec

SECRET = "4fv1RkqGQUq5sWbEz6hA5A"
TOKEN = "xys8n8PGS7mAU0m5-YJjRA"
UNSAFE = (
    "endpoint.url_validation: payload.plainToken: "
    "Token should be 1 to 256 visible ASCII characters other than ':' and ','"
)


def validation_request(token: str) -> EndpointUrlValidation:
    return sample(EndpointUrlValidation, plainToken=token)


def test_the_response_is_the_json_that_zoom_expects() -> None:
    """The hash by `printf xys8n8PGS7mAU0m5-YJjRA | openssl dgst -sha256 -hmac 4fv1Rkq…`."""
    answer = Webhook(SECRET).answer(validation_request(TOKEN))
    assert type(answer) is UrlValidationResponse
    encrypted = "2fffc6a967dde4f68024025a5bd991c5ae1e5313b4e6365be4883e3e81d479b3"
    assert json.loads(answer.model_dump_json()) == {
        "plainToken": TOKEN,
        "encryptedToken": encrypted,
    }
    assert answer.plainToken == TOKEN
    assert answer.encryptedToken == encrypted


@pytest.mark.parametrize("rest", [{}, {"event_ts": None}, {"event_ts": 1720705455858}], ids=repr)
def test_the_request_is_answered_with_and_without_a_time(rest: dict[str, JsonValue]) -> None:
    """Zoom's mock server, Zoom's own examples, and many test suites leave the time out."""
    data = {"event": "endpoint.url_validation", "payload": {"plainToken": TOKEN}, **rest}
    reply = Webhook(SECRET).receive(*signed_request(data, secret=SECRET))
    assert (reply.status, reply.error) == (200, None)
    assert json.loads(reply.body)["plainToken"] == TOKEN
    request = parse_event(data)
    assert isinstance(request, EndpointUrlValidation)
    assert request.event_ts == rest.get("event_ts")
    assert (request.occurred_at is None) == (rest.get("event_ts") is None)
    assert json.loads(request.model_dump_json(exclude_unset=True)) == data


@pytest.mark.parametrize("event_ts", ["1720705455858", 1.5, True, 2**63], ids=repr)
def test_a_request_with_an_invalid_time_is_not_answered(event_ts: JsonValue) -> None:
    data = {"event": "endpoint.url_validation", "payload": {"plainToken": TOKEN}}
    reply = Webhook(SECRET).receive(*signed_request(data | {"event_ts": event_ts}, secret=SECRET))
    assert reply.status == 500
    assert str(reply.error).startswith("endpoint.url_validation: event_ts: ")


def test_the_response_has_these_two_fields() -> None:
    schema = UrlValidationResponse.model_json_schema()
    assert schema["required"] == ["plainToken", "encryptedToken"]
    assert {field["type"] for field in schema["properties"].values()} == {"string"}


@pytest.mark.parametrize(
    "token",
    [
        "qgg8vlvZRS6UYooatFL8Aw",
        "YWJjZGVmZ2hpamtsbW5vcA==",
        "a+b/c+d/e+f/g+h/i+j/ka==",
        "a",
        "0",
        "-",
        "_",
        "-_-a",
        "=",
        ".",
        "{}",
        "!\"#$%&'()*+-./;<=>?@[\\]^_`{|}~",
        "z" * 256,
    ],
    ids=repr,
)
def test_a_token_that_cannot_be_a_signed_message_is_accepted(token: str) -> None:
    response = Webhook(SECRET).answer(validation_request(token))
    assert response.plainToken == token
    expected = hmac.new(SECRET.encode(), token.encode(), hashlib.sha256).hexdigest()
    assert response.encryptedToken == expected


@given(st.binary(min_size=1, max_size=64), st.sampled_from([b64encode, urlsafe_b64encode]))
def test_every_base64_token_is_accepted(token: bytes, encode: Callable[[bytes], bytes]) -> None:
    """Zoom sends 22 characters of base64url, its mock server 24 of standard base64."""
    for text in (encode(token).decode(), encode(token).decode().rstrip("=")):
        assert Webhook(SECRET).answer(validation_request(text)).plainToken == text


@pytest.mark.parametrize(
    "token",
    [
        "",
        "z" * 257,
        ":",
        "v0:1:{}",
        f"{TOKEN}:",
        f"{TOKEN}\n",
        f" {TOKEN}",
        f"{TOKEN} ",
        "a b",
        "a\tb",
        "a\x0bb",
        ",",
        "a,b",
        "a,b,c",
        "a\x00",
        "a\x7f",
        "a\x85b",
        "a\xa0b",
        "é",
        "１",  # noqa: RUF001 - a digit, but not an ASCII one
        "v0：1：",  # noqa: RUF001 - colons, but not the ASCII one
        "a\u2028b",
        "😀",
    ],
    ids=repr,
)
def test_any_other_token_is_rejected(token: str) -> None:
    with pytest.raises(InvalidEventError) as caught:
        Webhook(SECRET).answer(validation_request(token))
    assert str(caught.value) == UNSAFE
    assert caught.value.event == "endpoint.url_validation"
    (error,) = caught.value.errors
    assert error.location == ("payload", "plainToken")
    assert error.kind == "string_pattern_mismatch"


class Lying(str):
    """A `str` that looks harmless, but is encoded as something else."""

    __slots__ = ()

    @override
    def encode(self, encoding: str = "utf-8", errors: str = "strict") -> bytes:
        return b"v0:1:{}"

    @override
    def __len__(self) -> int:
        return 22

    @override
    def isascii(self) -> bool:
        return True

    @override
    def isprintable(self) -> bool:
        return True

    @override
    def __contains__(self, key: object) -> bool:
        return False


@pytest.mark.parametrize(
    "token",
    [Lying("v0:1:{}"), Lying(TOKEN), None, 1, TOKEN.encode(), [TOKEN], bytearray(b"a")],
    ids=["dangerous str", "harmless str", "None", "int", "bytes", "list", "bytearray"],
)
def test_a_token_of_another_type_is_rejected(token: object) -> None:
    """Such a token can only be in an event that was created without validation."""
    payload = EndpointUrlValidationPayload.model_construct(plainToken=token)
    event = validation_request(TOKEN).model_copy(update={"payload": payload})
    with pytest.raises(InvalidEventError) as caught:
        Webhook(SECRET).answer(event)
    assert str(caught.value) == UNSAFE


@given(st.text())
def test_no_accepted_token_can_be_a_signed_message(token: str) -> None:
    try:
        answer = Webhook(SECRET).answer(validation_request(token))
    except InvalidEventError:
        return
    assert not set(":, \n") & set(answer.plainToken)
    assert 1 <= len(answer.plainToken) <= 256


@pytest.mark.parametrize(
    "event",
    [
        None,
        TOKEN,
        {"plainToken": TOKEN},
        EndpointUrlValidationPayload(plainToken=TOKEN),
        sample(MeetingRtmsStarted),
        UnknownEvent(event="endpoint.new", payload={"plainToken": TOKEN}),
    ],
    ids=repr,
)
def test_answer_accepts_only_url_validation(event: object) -> None:
    with pytest.raises(TypeError) as caught:
        Webhook(SECRET).answer(event)  # type: ignore[arg-type]
    assert (
        str(caught.value) == f"event must be an EndpointUrlValidation, not {type(event).__name__}"
    )


class TestTheAttack:
    """The app signs a forged request, because an attacker sends it as the token to validate.

    The attacker knows the endpoint's URL, but not its secret. The response to a URL validation
    request contains an HMAC of the token, keyed with the secret that signs requests.
    """

    FORGED = json.dumps(
        {
            "event": "meeting.rtms_started",
            "event_ts": 1626230691572,
            "payload": {
                "meeting_uuid": "4444AAAiAAAAAiAiAiiAii==",
                "operator_id": "30R7kT7bTIKSNUFEuH_Qlg",
                "rtms_stream_id": "609340fb2a7946909659956c8aa9250c",
                "server_urls": "wss://attacker.example",
            },
        }
    )
    TIMESTAMP = "1720705455"
    MESSAGE = f"v0:{TIMESTAMP}:{FORGED}"
    REQUEST: Mapping[str, object] = {
        "event": "endpoint.url_validation",
        "event_ts": 1720705455858,
        "payload": {"plainToken": MESSAGE},
    }

    def deliver(self, mac: str) -> Event:
        headers = {"x-zm-signature": f"v0={mac}", "x-zm-request-timestamp": self.TIMESTAMP}
        return Webhook(SECRET).parse(self.FORGED, headers, now=int(self.TIMESTAMP))

    def test_would_work_on_an_app_that_signs_any_token(self) -> None:
        """If this failed, the other tests of the attack could not fail."""
        naive = signed_request(self.FORGED, secret=SECRET, timestamp=int(self.TIMESTAMP))
        event = self.deliver(naive.headers["x-zm-signature"].removeprefix("v0="))
        assert isinstance(event, MeetingRtmsStarted)

    @pytest.mark.parametrize(
        "event",
        [
            parse_event(REQUEST),
            parse_event(json.dumps(REQUEST)),
            EndpointUrlValidation.model_validate(REQUEST),
            TypeAdapter[Event](Event).validate_python(REQUEST),
            EndpointUrlValidation.model_construct(
                event="endpoint.url_validation",
                payload=EndpointUrlValidationPayload.model_construct(plainToken=MESSAGE),
            ),
            validation_request(TOKEN).model_copy(
                update={"payload": EndpointUrlValidationPayload(plainToken=MESSAGE)}
            ),
        ],
        ids=["mapping", "json", "model", "union", "construct", "copy"],
    )
    def test_fails_however_the_request_is_parsed(self, event: EndpointUrlValidation) -> None:
        for webhook in (
            Webhook(SECRET),
            Webhook(SECRET, tolerance=None),
            Webhook(SECRET, previous_secrets=[SECRET]),
            Webhook("new", previous_secrets=[SECRET]),
        ):
            with pytest.raises(InvalidEventError) as caught:
                webhook.answer(event)
            assert self.MESSAGE not in str(caught.value)

    @pytest.mark.parametrize("wrap", ["{}", "{}:", ":{}", "a{}", " {}", "{}=="])
    def test_fails_for_text_that_contains_a_signed_message(self, wrap: str) -> None:
        with pytest.raises(InvalidEventError):
            Webhook(SECRET).answer(validation_request(wrap.format(self.MESSAGE)))

    def test_fails_for_an_empty_body(self) -> None:
        with pytest.raises(InvalidEventError):
            Webhook(SECRET).answer(validation_request("v0:1:"))

    @pytest.mark.parametrize("spec", STREAM_EVENTS, ids=str)
    def test_fails_through_the_handshake_even_if_both_secrets_are_the_same(
        self, spec: Spec
    ) -> None:
        """The handshake also signs IDs of the event, but after the client ID and a comma."""
        assert spec.source_id is not None
        event = stream_event(spec, **{spec.source_id: self.MESSAGE, "rtms_stream_id": ""})
        mac = event.handshake_signature(client_id="client", client_secret=SECRET)
        with pytest.raises(SignatureError):
            self.deliver(mac)

    def test_fails_if_a_response_is_used_as_a_signature(self) -> None:
        answer = Webhook(SECRET).answer(validation_request(TOKEN))
        with pytest.raises(SignatureError):
            self.deliver(answer.encryptedToken)
