"""The library does no I/O of its own: seen from inside the interpreter."""

import json
import subprocess
import sys

from .spec import KNOWN_EVENTS

PROGRAM = """
import json
import sys

from rtms_events import (
    EndpointUrlValidation,
    InvalidEventError,
    RtmsStarted,
    SignatureError,
    Webhook,
    parse_event,
    verify_signature,
)
from rtms_events.testing import endpoint_cases, signed_request

bodies = json.loads(sys.stdin.read())


def work():
    for body in bodies:
        event = parse_event(body)
        parse_event(event.model_dump()).model_dump_json(exclude_unset=True)
        webhook = Webhook("secret", previous_secrets=["old"])
        request = signed_request(body, secret="old")
        assert webhook.parse(*request) == event
        assert webhook.receive(*request).error is None
        verify_signature(*request, secret="old")
        assert event.idempotency_key
        if isinstance(event, RtmsStarted):
            event.handshake_signature(client_id="client", client_secret="secret")
        if isinstance(event, EndpointUrlValidation):
            webhook.answer(event)
    for bad in ("{", {"event": "meeting.rtms_started"}):
        try:
            parse_event(bad)
        except InvalidEventError as error:
            str(error)
    for headers in ({}, {"x-zm-signature": "v0=", "x-zm-request-timestamp": "0"}):
        try:
            webhook.verify(b"{}", headers)
        except SignatureError as error:
            str(error)
    for case in endpoint_cases(secret="secret"):
        reply = Webhook("secret").receive(*case.request)
        case.check(reply.status, reply.body)


work()
seen = []
watching = True
sys.addaudithook(lambda name, args: seen.append(name) if watching else None)
modules = set(sys.modules)
work()
watching = False
print(json.dumps([sorted(set(seen)), sorted(set(sys.modules) - modules)]))
"""


def test_after_the_first_call_nothing_is_opened_started_or_imported() -> None:
    bodies = [spec.body(new={"a": 1}).decode() for spec in KNOWN_EVENTS]
    bodies.append('{"event": "phone.rtms_started", "payload": {"a": [1]}}')
    output = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        input=json.dumps(bodies),
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    events, modules = json.loads(output)
    assert modules == []
    forbidden = ("open", "import", "socket.", "subprocess.", "os.", "exec", "compile", "_thread.")
    assert [name for name in events if name.startswith(forbidden)] == []
