"""The public names, and the module that they show."""

import inspect
import pickle
import pickletools
import pkgutil
import subprocess
import sys
import traceback
from collections.abc import Callable
from types import ModuleType

import pytest

import rtms_events
import rtms_events.testing
import rtms_events.typing
from rtms_events import (
    ErrorDetail,
    InvalidEventError,
    Reply,
    RtmsStarted,
    StreamKey,
    Webhook,
    parse_event,
    verify_signature,
)

from .spec import KNOWN_EVENTS


def test_all_is_sorted_and_complete() -> None:
    models = {spec.model.__name__ for spec in KNOWN_EVENTS}
    payloads = {spec.payload_model.__name__ for spec in KNOWN_EVENTS}
    others = {
        "BaseEvent",
        "ConcurrencyIdField",
        "ErrorDetail",
        "Event",
        "InvalidEventError",
        "Reply",
        "RtmsEvent",
        "RtmsEventsError",
        "RtmsInterrupted",
        "RtmsStarted",
        "RtmsStopped",
        "SignatureError",
        "StartedPayload",
        "StoppedPayload",
        "StreamEvent",
        "StreamPayload",
        "SignatureHeaderError",
        "SignatureMismatchError",
        "StopReason",
        "StreamKey",
        "TimestampOutOfToleranceError",
        "UnknownEvent",
        "UrlValidationResponse",
        "VoiceStopReason",
        "Webhook",
        "parse_event",
        "verify_signature",
    }
    assert rtms_events.__all__ == sorted(models | payloads | others)


def test_nothing_private_leaks() -> None:
    for module in (rtms_events, rtms_events.testing):
        public = {name for name in vars(module) if not name.startswith("_")}
        submodules = {name for name in public if isinstance(getattr(module, name), ModuleType)}
        assert public - submodules == set(module.__all__)


def test_every_public_name_is_documented() -> None:
    for name in rtms_events.__all__:
        if name not in UNIONS:
            assert getattr(rtms_events, name).__doc__


UNIONS = {"Event", "RtmsEvent"}


@pytest.mark.parametrize("module", [rtms_events, rtms_events.testing])
def test_every_public_class_and_function_lives_in_its_public_module(module: ModuleType) -> None:
    """Reprs, tracebacks and pickles must not depend on private modules."""
    for name in set(module.__all__) - UNIONS:
        public = getattr(module, name)
        assert public.__module__ == module.__name__
        assert public.__qualname__ == name
        assert pickle.loads(pickle.dumps(public)) is public
        if isinstance(public, type):
            assert repr(public) in {f"<class '{module.__name__}.{name}'>", f"<enum '{name}'>"}


def test_tracebacks_name_the_public_module() -> None:
    with pytest.raises(InvalidEventError) as caught:
        parse_event("{")
    printed = "".join(traceback.format_exception(caught.value))
    assert "\nrtms_events.InvalidEventError: Invalid JSON" in printed


def test_pickles_name_the_public_module() -> None:
    for spec in KNOWN_EVENTS:
        event = parse_event(spec.body())
        modules = {
            argument
            for opcode, argument, _ in pickletools.genops(pickle.dumps(event, protocol=0))
            if opcode.name == "GLOBAL" and str(argument).startswith("rtms_events")
        }
        expected = {
            f"rtms_events {spec.model.__name__}",
            f"rtms_events {spec.payload_model.__name__}",
        }
        assert expected <= modules
        assert all(str(name).startswith("rtms_events ") for name in modules)


def test_the_source_of_functions_and_methods_is_found() -> None:
    """`inspect`, debuggers and documentation tools find it."""
    for function in (parse_event, verify_signature, Webhook.parse, RtmsStarted.handshake_signature):
        assert f"def {function.__name__}(" in inspect.getsource(function)


def test_inspect_shows_no_wrong_source_for_classes() -> None:
    """`inspect` looks for a class only in the module that its `__module__` names."""
    for name in set(rtms_events.__all__) - UNIONS:
        public = getattr(rtms_events, name)
        if isinstance(public, type):
            with pytest.raises(OSError, match="could not find class definition|not available"):
                inspect.getsource(public)


@pytest.mark.parametrize(
    ("module", "names"),
    [
        (
            rtms_events.testing,
            ["EndpointCase", "SignedRequest", "endpoint_cases", "sample", "signed_request"],
        ),
        (rtms_events.typing, ["Body", "Headers", "Product", "Secret"]),
    ],
    ids=["testing", "typing"],
)
def test_the_other_public_modules_define_these_names(module: ModuleType, names: list[str]) -> None:
    assert module.__all__ == names
    for name in names:
        assert hasattr(module, name)


SIGNATURES: dict[Callable[..., object], str] = {
    parse_event: "(body)",
    verify_signature: "(body, headers, *, secret, tolerance=300, now=None)",
    Webhook: "(secret, *, previous_secrets=(), tolerance=300)",
    Webhook.verify: "(self, body, headers, *, now=None)",
    Webhook.parse: "(self, body, headers, *, now=None)",
    Webhook.receive: "(self, body, headers, *, now=None)",
    Webhook.answer: "(self, event)",
    Reply: "(status, headers, body, event, error)",
    Reply.with_status: "(self, status)",
    ErrorDetail: "(location, message, kind)",
    InvalidEventError: "(event, errors)",
    StreamKey: "(product, source_id, rtms_stream_id)",
    RtmsStarted.handshake_signature: "(self, *, client_id, client_secret)",
    rtms_events.testing.sample: "(event, /, *, event_ts=None, **payload)",
    rtms_events.testing.signed_request: "(delivery, /, *, secret, timestamp=None)",
    rtms_events.testing.endpoint_cases: "(*, secret)",
    rtms_events.testing.EndpointCase.check: "(self, status, body)",
    rtms_events.testing.SignedRequest: "(body, headers)",
}


@pytest.mark.parametrize("function", SIGNATURES, ids=lambda function: function.__qualname__)
def test_arguments_have_these_names_kinds_and_defaults(function: Callable[..., object]) -> None:
    """A change would break the code of users."""
    signature = inspect.signature(function)
    parameters = [
        p.replace(annotation=inspect.Parameter.empty) for p in signature.parameters.values()
    ]
    assert str(inspect.Signature(parameters)) == SIGNATURES[function]


def test_all_other_modules_are_private() -> None:
    names = {module.name for module in pkgutil.iter_modules(rtms_events.__path__)}
    assert {name for name in names if not name.startswith("_")} == {"testing", "typing"}


def test_importing_the_library_imports_nothing_but_pydantic_and_the_standard_library() -> None:
    program = (
        "import sys, typing_extensions; from pydantic import *; before = set(sys.modules); "
        "import rtms_events; print(*(set(sys.modules) - before - sys.stdlib_module_names))"
    )
    output = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    ).stdout
    assert [name for name in output.split() if not name.startswith("rtms_events")] == []
