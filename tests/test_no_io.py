"""The library does no I/O of its own: seen from inside the interpreter."""

import json
import subprocess
import sys

import pytest

from .spec import KNOWN_EVENTS

PROGRAM = """
import json
import sys
import time

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
now = str(int(time.time()))

HEADERS = [
    None,
    {},
    [],
    {"host": "example.com"},
    {"REQUEST_METHOD": "POST"},
    {"x_zm_signature": "v0="},
    {b"x-zm-signature": b"\\xe9", "x-zm-request-timestamp": "0"},
    {"x-zm-signature": "v0=", "x-zm-request-timestamp": "0"},
    {"x-zm-signature": "v0=" + "0" * 64, "x-zm-request-timestamp": now},
    {"x-zm-signature": "v0=" + "0" * 64, "x-zm-request-timestamp": now, "content-length": "41"},
]


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
    for headers in HEADERS:
        try:
            webhook.verify(b"{}", headers)
        except (SignatureError, TypeError) as error:
            str(error)
    for case in endpoint_cases(secret="secret"):
        reply = Webhook("secret").receive(*case.request)
        case.check(reply.status, reply.body)


seen = []
watching = True
sys.addaudithook(lambda name, args: seen.append(name) if watching else None)
modules = set(sys.modules)
work()
watching = False
print(json.dumps([sorted(set(seen)), sorted(set(sys.modules) - modules)]))
"""


BODIES = json.dumps(
    [
        *(spec.body(new={"a": 1}).decode() for spec in KNOWN_EVENTS),
        '{"event": "phone.rtms_started", "payload": {"a": [1]}}',
    ]
)


def test_nothing_is_opened_started_or_imported_once_the_library_is_imported() -> None:
    output = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        input=BODIES,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    events, modules = json.loads(output)
    assert modules == []
    forbidden = ("open", "import", "socket.", "subprocess.", "os.", "exec", "compile", "_thread.")
    assert [name for name in events if name.startswith(forbidden)] == []


WITHOUT_FILE_DESCRIPTORS = """
import os
import resource

unused = os.dup(0)
os.close(unused)
resource.setrlimit(resource.RLIMIT_NOFILE, (unused, unused))
try:
    open(os.devnull)
except OSError as error:
    print(error.strerror)
work()
"""


def test_a_process_without_free_file_descriptors_receives_requests() -> None:
    pytest.importorskip("resource", reason="only on Unix")
    definitions = PROGRAM.partition("seen = []")[0]
    run = subprocess.run(
        [sys.executable, "-c", definitions + WITHOUT_FILE_DESCRIPTORS],
        input=BODIES,
        check=True,
        capture_output=True,
        text=True,
    )
    assert (run.stdout, run.stderr) == ("Too many open files\n", "")
