"""The signature that opens a stream's WebSocket."""

import hashlib
import hmac

import pytest
from pydantic import SecretStr

from .helpers import stream_event
from .spec import STREAM_EVENTS, Spec

CLIENT_ID = "aBcD_eFgHiJkLmNoPqRsTu"
CLIENT_SECRET = "ZyXwVuTsRqPoNmLkJiHgFeDcBa987654"


@pytest.mark.parametrize("spec", STREAM_EVENTS, ids=str)
@pytest.mark.parametrize("wrap", [str, str.encode, SecretStr])
def test_it_signs_the_client_the_source_and_the_stream(
    spec: Spec, wrap: type[str] | type[SecretStr]
) -> None:
    event = stream_event(spec)
    message = f"{CLIENT_ID},{event.payload.source_id},{event.payload.rtms_stream_id}"
    expected = hmac.new(CLIENT_SECRET.encode(), message.encode(), hashlib.sha256).hexdigest()
    signature = event.handshake_signature(client_id=CLIENT_ID, client_secret=wrap(CLIENT_SECRET))
    assert signature == expected


def test_openssl_computes_the_same_signature() -> None:
    """By `printf client,4444AAAiAAAAAiAiAiiAii==,609… | openssl dgst -sha256 -hmac secret`."""
    signature = stream_event(STREAM_EVENTS[0]).handshake_signature(
        client_id="client", client_secret="secret"
    )
    assert signature == "aaea4ac0a158a4cbb038df53b6a6feae1dcac5254e658859f957e567daf8509f"


@pytest.mark.parametrize("secret", ["", " ", "\n", b"", b" \t", SecretStr(""), "\u00a0"], ids=repr)
def test_an_empty_or_blank_secret_is_an_error(secret: str | bytes | SecretStr) -> None:
    with pytest.raises(ValueError, match="^client_secret must not be empty or blank$"):
        stream_event(STREAM_EVENTS[0]).handshake_signature(
            client_id=CLIENT_ID, client_secret=secret
        )


@pytest.mark.parametrize("secret", [None, 1, bytearray(b"secret"), ["secret"]], ids=repr)
def test_a_secret_of_another_type_is_an_error(secret: object) -> None:
    message = f"client_secret must be str, bytes, or SecretStr, not {type(secret).__name__}"
    with pytest.raises(TypeError, match=f"^{message}$"):
        stream_event(STREAM_EVENTS[0]).handshake_signature(
            client_id=CLIENT_ID,
            client_secret=secret,  # type: ignore[arg-type]
        )


@pytest.mark.parametrize("client_id", [None, 1, b"client", SecretStr("client")], ids=repr)
def test_a_client_id_of_another_type_is_an_error(client_id: object) -> None:
    with pytest.raises(TypeError, match=f"^client_id must be str, not {type(client_id).__name__}$"):
        stream_event(STREAM_EVENTS[0]).handshake_signature(
            client_id=client_id,  # type: ignore[arg-type]
            client_secret=CLIENT_SECRET,
        )


@pytest.mark.parametrize("client_id", ["", " ", "client\n", "\ud800", "clié", "\x00"], ids=repr)
def test_a_client_id_that_zoom_cannot_have_issued_is_an_error(client_id: str) -> None:
    with pytest.raises(
        ValueError, match="^client_id must be a non-blank string of printable ASCII"
    ) as caught:
        stream_event(STREAM_EVENTS[0]).handshake_signature(
            client_id=client_id, client_secret=CLIENT_SECRET
        )
    assert type(caught.value) is ValueError
    assert caught.value.__context__ is None


def test_a_secret_with_a_lone_surrogate_does_not_leak_through_an_encoding_error() -> None:
    assert stream_event(STREAM_EVENTS[0]).handshake_signature(
        client_id=CLIENT_ID, client_secret="\ud800secret"
    )
