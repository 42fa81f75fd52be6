"""What other libraries do with a webhook: each verifies and parses a signed delivery.

Libraries with classes for events get a delivery of their own provider, of about the same size as
Zoom's. The others get Zoom's body, signed in their own way. Those that take all headers get nine.
"""

import base64
import hashlib
import hmac
import json
import platform
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from functools import partial
from importlib.metadata import version
from typing import NamedTuple

import githubkit.webhooks
import stripe
from linebot.v3.webhook import WebhookParser  # pyright: ignore[reportMissingTypeStubs] - it has none
from openai import OpenAI
from slack_sdk.signature import SignatureVerifier
from standardwebhooks import Webhook as StandardWebhook

from rtms_events import Webhook

from .deliveries import HEADERS, KNOWN, OTHER_HEADERS, SECRET, TOLERANCE, by_hand
from .measure import best

UNTYPED, NOT_VALIDATED, VALIDATED = "a `dict`", "a typed object, not validated", "a validated model"
TIMESTAMP = str(int(time.time()))


class Peer(NamedTuple):
    """A library, or handwritten code, and what it makes of a delivery."""

    name: str
    result: str
    run: Callable[[], object]


def sha256_of(message: bytes) -> hmac.HMAC:
    """Return the HMAC-SHA256 of a message."""
    return hmac.new(SECRET, message, hashlib.sha256)


def rtms_events() -> Peer:
    """Verify and parse Zoom's delivery with this library."""
    webhook = Webhook(SECRET, tolerance=TOLERANCE)
    run = partial(webhook.receive, KNOWN, HEADERS)
    return Peer("rtms-events", VALIDATED, run)


def hand_written() -> Peer:
    """Verify and parse Zoom's delivery with the standard library."""
    return Peer("Handwritten code", UNTYPED, partial(by_hand, KNOWN, HEADERS))


def only_json() -> Peer:
    """Parse Zoom's delivery without verifying it."""
    return Peer("`json.loads()` alone", "a `dict`, not verified", partial(json.loads, KNOWN))


def openai() -> Peer:
    """OpenAI signs in the format of Standard Webhooks."""
    event = {
        "id": "evt_685343a1381c819085d44c354e1b330e",
        "object": "event",
        "created_at": 1750287018,
        "type": "realtime.call.incoming",
        "data": {
            "call_id": "rtc_479a275623b54bdb9b6fbae2f7cbd408",
            "sip_headers": [{"name": "From", "value": "sip:+142555512112@sip.example.com"}],
        },
    }
    body = json.dumps(event).encode()
    secret = f"whsec_{base64.b64encode(SECRET).decode()}"
    client = OpenAI(api_key="not used", webhook_secret=secret)
    headers = standard_headers(body, secret)
    run = partial(client.webhooks.unwrap, body, headers)
    return Peer("openai", NOT_VALIDATED, run)


def standard_headers(body: bytes, secret: str) -> Mapping[str, str]:
    """Sign a delivery in the format of Standard Webhooks."""
    moment = datetime.fromtimestamp(int(TIMESTAMP), timezone.utc)
    return {
        **OTHER_HEADERS,
        "webhook-id": "wh_1",
        "webhook-timestamp": TIMESTAMP,
        "webhook-signature": StandardWebhook(secret).sign("wh_1", moment, body.decode()),
    }


def standardwebhooks() -> Peer:
    """The reference implementation of Standard Webhooks."""
    secret = f"whsec_{base64.b64encode(SECRET).decode()}"
    headers = dict(standard_headers(KNOWN, secret))
    run = partial(StandardWebhook(secret).verify, KNOWN, headers)
    return Peer("standardwebhooks", UNTYPED, run)


def stripe_() -> Peer:
    """Verify and parse a delivery of Stripe."""
    event = {
        "id": "evt_1NG8Du2eZvKYlo2CUI79vXWy",
        "object": "event",
        "api_version": "2026-10-29",
        "created": 1686089970,
        "data": {"object": {"id": "seti_1NG8Du2eZvKYlo2C9XMqbR0x", "object": "setup_intent"}},
        "livemode": False,
        "type": "setup_intent.created",
    }
    body = json.dumps(event).encode()
    mac = sha256_of(f"{TIMESTAMP}.".encode() + body).hexdigest()
    header, secret = f"t={TIMESTAMP},v1={mac}", SECRET.decode()
    run = partial(stripe.Webhook.construct_event, body, header, secret, TOLERANCE, api_key="sk")
    return Peer("stripe", NOT_VALIDATED, run)


def line() -> Peer:
    """Verify and parse a delivery of the LINE Messaging API."""
    event = {
        "type": "unfollow",
        "mode": "active",
        "timestamp": 1462629479859,
        "source": {"type": "user", "userId": "U4af4980629aabbccddeeff0011223344"},
        "webhookEventId": "01FZ74A0TDDPYRVKNK77XKC3ZR",
        "deliveryContext": {"isRedelivery": False},
    }
    text = json.dumps({"destination": "xxxxxxxxxx", "events": [event]})
    signature = base64.b64encode(sha256_of(text.encode()).digest()).decode()
    parser = WebhookParser(SECRET.decode())  # type: ignore[no-untyped-call] # it has no types
    # It returns the events of the delivery.
    run: Callable[[], object] = partial(parser.parse, text, signature)  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
    return Peer("line-bot-sdk", VALIDATED, run)


def github() -> Peer:
    """Verify and parse GitHub's smallest delivery, a ping."""
    hook = {
        "type": "App",
        "id": 292430182,
        "name": "web",
        "active": True,
        "events": ["push"],
        "config": {"url": "https://example.com/github"},
        "updated_at": "2026-11-24T10:00:00Z",
        "created_at": "2026-11-24T10:00:00Z",
    }
    body = json.dumps({"zen": "Keep it logically awesome.", "hook_id": 1, "hook": hook}).encode()
    signature, secret = f"sha256={sha256_of(body).hexdigest()}", SECRET.decode()

    def run() -> object:
        if not githubkit.webhooks.verify(secret, body, signature):
            raise ValueError("forged")
        return githubkit.webhooks.parse("ping", body)

    return Peer("githubkit", VALIDATED, run)


def slack() -> Peer:
    """Slack's SDK verifies, but does not parse."""
    mac = sha256_of(f"v0:{TIMESTAMP}:".encode() + KNOWN).hexdigest()
    headers = {
        **OTHER_HEADERS,
        "x-slack-request-timestamp": TIMESTAMP,
        "x-slack-signature": f"v0={mac}",
    }
    verifier = SignatureVerifier(SECRET.decode())

    def run() -> object:
        if not verifier.is_valid_request(KNOWN, headers):
            raise ValueError("forged")
        return json.loads(KNOWN)

    return Peer("slack-sdk", UNTYPED, run)


def measure() -> list[tuple[Peer, float]]:
    """Return each peer with its time in microseconds, the fastest first."""
    peers = [
        rtms_events(),
        hand_written(),
        only_json(),
        slack(),
        standardwebhooks(),
        github(),
        line(),
        stripe_(),
        openai(),
    ]
    for peer in peers:
        peer.run()  # raises an exception unless the delivery is verified
    times = best(100, 200, {peer.name: peer.run for peer in peers})
    return sorted(((peer, times[peer.name]) for peer in peers), key=lambda pair: pair[1])


def versions() -> str:
    """Return the versions of everything that is measured."""
    names = ["rtms-events", "pydantic", "slack-sdk", "standardwebhooks"]
    names += ["githubkit", "line-bot-sdk", "openai", "stripe"]
    return f"CPython {platform.python_version()}, " + ", ".join(f"{n} {version(n)}" for n in names)
