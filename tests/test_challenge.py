"""Zoom's endpoint challenge, whose answer must not become anybody's signature."""

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from rtms_events import (
    EndpointUrlValidation,
    EndpointUrlValidationPayload,
    Event,
    InvalidEventError,
    MeetingRtmsStarted,
    RtmsInterrupted,
    RtmsStarted,
    RtmsStopped,
    SignatureError,
    UnknownEvent,
    UrlValidationResponse,
    Webhook,
    parse_event,
)
from rtms_events.testing import sample, signed_request

from .spec import STREAM_EVENTS, Spec

SECRET = "4fv1RkqGQUq5sWbEz6hA5A"
TOKEN = "xys8n8PGS7mAU0m5-YJjRA"


def challenge(token: str) -> EndpointUrlValidation:
    return sample(EndpointUrlValidation, plainToken=token)


def test_the_answer_is_the_json_that_zoom_expects() -> None:
    """The hash by `printf xys8n8PGS7mAU0m5-YJjRA | openssl dgst -sha256 -hmac 4fv1Rkq…`."""
    answer = Webhook(SECRET).answer(challenge(TOKEN))
    assert type(answer) is UrlValidationResponse
    encrypted = "2fffc6a967dde4f68024025a5bd991c5ae1e5313b4e6365be4883e3e81d479b3"
    assert json.loads(answer.model_dump_json()) == {
        "plainToken": TOKEN,
        "encryptedToken": encrypted,
    }
    assert answer.plainToken == TOKEN
    assert answer.encryptedToken == encrypted


@pytest.mark.parametrize(
    "token", ["a", "0", "-_-a", "A" * 22, "z" * 128, "qgg8vlvZRS6UYooatFL8Aw"], ids=repr
)
def test_whatever_looks_like_a_token_of_zoom_is_answered(token: str) -> None:
    assert Webhook(SECRET).answer(challenge(token)).plainToken == token


@pytest.mark.parametrize(
    "token",
    [
        "",
        "-",
        "z" * 129,
        ":",
        "v0:1:{}",
        f"{TOKEN}:",
        f"{TOKEN}\n",
        f" {TOKEN}",
        f"{TOKEN}==",
        "a+b",
        "a/b",
        "a.b",
        "a,b",
        "{}",
        "a\x00",
        "é",
        "１",  # noqa: RUF001 - a digit, but not an ASCII one
        "v0：1：",  # noqa: RUF001 - colons, but not the ASCII one
    ],
    ids=repr,
)
def test_nothing_else_is_answered(token: str) -> None:
    with pytest.raises(InvalidEventError) as caught:
        Webhook(SECRET).answer(challenge(token))
    assert str(caught.value) == (
        "endpoint.url_validation: payload.plainToken: "
        "String should have up to 128 letters, digits, '-' and '_'"
    )
    assert caught.value.event == "endpoint.url_validation"
    assert caught.value.errors[0].location == ("payload", "plainToken")


@given(st.text())
def test_what_is_answered_is_never_what_a_delivery_is_signed_from(token: str) -> None:
    try:
        answer = Webhook(SECRET).answer(challenge(token))
    except InvalidEventError:
        return
    assert ":" not in answer.plainToken
    assert len(answer.plainToken) <= 128


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
def test_only_challenges_are_answered(event: object) -> None:
    with pytest.raises(TypeError, match=r"^answer\(\) takes an EndpointUrlValidation, not "):
        Webhook(SECRET).answer(event)  # type: ignore[arg-type]


class TestTheAttack:
    """Have the app sign a forged delivery, by sending it in as the token of a challenge.

    The attacker knows the endpoint's URL and not its secret. The answer to a challenge is an HMAC
    under the key that signs deliveries, of any token that it was asked to answer.
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
    CHALLENGE: Mapping[str, object] = {
        "event": "endpoint.url_validation",
        "event_ts": 1720705455858,
        "payload": {"plainToken": MESSAGE},
    }

    def deliver(self, mac: str) -> Event:
        headers = {"x-zm-signature": f"v0={mac}", "x-zm-request-timestamp": self.TIMESTAMP}
        return Webhook(SECRET).parse(self.FORGED, headers, now=int(self.TIMESTAMP))

    def test_would_work_on_an_app_that_signs_any_token(self) -> None:
        """Or the tests below could not fail."""
        naive = signed_request(self.FORGED, secret=SECRET, timestamp=int(self.TIMESTAMP))
        event = self.deliver(naive.headers["x-zm-signature"].removeprefix("v0="))
        assert isinstance(event, MeetingRtmsStarted)

    @pytest.mark.parametrize(
        "event",
        [
            parse_event(CHALLENGE),
            parse_event(json.dumps(CHALLENGE)),
            EndpointUrlValidation.model_validate(CHALLENGE),
            TypeAdapter[Event](Event).validate_python(CHALLENGE),
            EndpointUrlValidation.model_construct(
                event="endpoint.url_validation",
                payload=EndpointUrlValidationPayload.model_construct(plainToken=MESSAGE),
            ),
            challenge(TOKEN).model_copy(
                update={"payload": EndpointUrlValidationPayload(plainToken=MESSAGE)}
            ),
        ],
        ids=["mapping", "json", "model", "union", "construct", "copy"],
    )
    def test_fails_however_the_challenge_is_read(self, event: EndpointUrlValidation) -> None:
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
    def test_fails_for_what_is_like_a_signing_message(self, wrap: str) -> None:
        with pytest.raises(InvalidEventError):
            Webhook(SECRET).answer(challenge(wrap.format(self.MESSAGE)))

    def test_fails_for_a_delivery_with_an_empty_body(self) -> None:
        with pytest.raises(InvalidEventError):
            Webhook(SECRET).answer(challenge("v0:1:"))

    @pytest.mark.parametrize("spec", STREAM_EVENTS, ids=str)
    def test_fails_through_the_handshake_even_where_the_two_secrets_are_one(
        self, spec: Spec
    ) -> None:
        """A forged event's IDs are signed, too, but behind the client's own ID and a comma."""
        assert spec.source_id is not None
        event = parse_event(spec.data(**{spec.source_id: self.MESSAGE, "rtms_stream_id": ""}))
        assert isinstance(event, RtmsStarted | RtmsStopped | RtmsInterrupted)
        mac = event.handshake_signature(client_id="client", client_secret=SECRET)
        with pytest.raises(SignatureError):
            self.deliver(mac)

    def test_fails_where_an_answer_is_used_as_a_signature(self) -> None:
        answer = Webhook(SECRET).answer(challenge(TOKEN))
        with pytest.raises(SignatureError):
            self.deliver(answer.encryptedToken)
