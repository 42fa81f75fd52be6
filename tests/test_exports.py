"""The public names: all of them at the root, and nothing else."""

import subprocess
import sys
from types import ModuleType

import pytest

import rtms_events
from rtms_events import RtmsInterrupted, RtmsStarted, RtmsStopped, UnknownEvent

from .spec import KNOWN_EVENTS


def test_all_is_sorted_and_complete() -> None:
    models = {spec.model.__name__ for spec in KNOWN_EVENTS}
    payloads = {spec.payload_model.__name__ for spec in KNOWN_EVENTS}
    others = {
        "ConcurrencyIdField",
        "Event",
        "InvalidEventError",
        "RtmsEvent",
        "RtmsEventsError",
        "RtmsInterrupted",
        "RtmsStarted",
        "RtmsStopped",
        "SignatureError",
        "SignatureHeaderError",
        "SignatureMismatchError",
        "StopReason",
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
    public = {name for name in vars(rtms_events) if not name.startswith("_")}
    submodules = {name for name in public if isinstance(getattr(rtms_events, name), ModuleType)}
    assert public - submodules == set(rtms_events.__all__)


def test_every_public_name_is_documented() -> None:
    for name in rtms_events.__all__:
        if name not in {"Event", "RtmsEvent"}:
            assert getattr(rtms_events, name).__doc__


@pytest.mark.parametrize("base", [RtmsStarted, RtmsStopped, RtmsInterrupted])
def test_the_lifecycle_bases_have_four_events_each(base: type) -> None:
    assert len([spec for spec in KNOWN_EVENTS if issubclass(spec.model, base)]) == 4


def test_concrete_classes_are_final_for_type_checkers() -> None:
    for model in (*(spec.model for spec in KNOWN_EVENTS), UnknownEvent):
        assert getattr(model, "__final__", False)


def test_importing_the_library_imports_nothing_but_pydantic_and_the_standard_library() -> None:
    program = (
        "import sys, typing_extensions; from pydantic import *; before = set(sys.modules); "
        "import rtms_events; print(*(set(sys.modules) - before - sys.stdlib_module_names))"
    )
    output = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    ).stdout
    assert [name for name in output.split() if not name.startswith("rtms_events")] == []
