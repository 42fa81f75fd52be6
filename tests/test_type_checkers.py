"""In strict mode, type checkers accept correct code and report every mistake."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rtms_events import (
    EndpointUrlValidation,
    MeetingRtmsStarted,
    MeetingRtmsStopped,
    RtmsStarted,
    RtmsStopped,
    StopReason,
    UnknownEvent,
    UrlValidationResponse,
    Webhook,
    parse_event,
)
from rtms_events.testing import sample, signed_request

from .spec import KNOWN_EVENTS, RTMS_EVENTS
from .typing import accepted

FILES = Path(__file__).parent / "typing"
ACCEPTED = [FILES / "accepted.py", FILES.parents[1] / "docs/examples/phone_events.py"]

MYPY = ["mypy", "--strict", "--no-incremental", "--python-executable", sys.executable]
COMMANDS = {
    "mypy": [*MYPY, "."],
    "mypy with the pydantic plugin": [*MYPY, "--config-file", "plugin.ini", "."],
    "pyright": ["pyright", "--pythonpath", sys.executable],
    "basedpyright": ["basedpyright", "--pythonpath", sys.executable, "--level", "error"],
    "ty": ["ty", "check", "--error", "all", "--output-format", "concise", "--python", sys.prefix],
    "pyrefly": ["pyrefly", "check", "--output-format", "min-text"],
}
SETTINGS = {
    "plugin.ini": "[mypy]\nplugins = pydantic.mypy\n",
    "pyrightconfig.json": '{"typeCheckingMode": "strict"}',
    "pyrefly.toml": f'preset = "strict"\npython-interpreter-path = "{sys.executable}"\n',
}


def errors(checker: str, file: Path, folder: Path) -> dict[int, str]:
    """The errors that a checker reports, by line."""
    program, *arguments = COMMANDS[checker]
    if (path := shutil.which(program, path=Path(sys.executable).parent)) is None:
        pytest.skip(f"{program} is not installed: pip install --group types")
    for name, text in SETTINGS.items():
        (folder / name).write_text(text)
    shutil.copy(file, folder)
    # The folder is checked instead of the file, because pyright reads no settings for single files.
    run = subprocess.run(
        [path, *arguments], cwd=folder, capture_output=True, text=True, check=False
    )
    assert run.returncode in {0, 1}, run.stdout + run.stderr
    reports = [report for report in run.stdout.splitlines() if "error" in report.lower()]
    found = {
        int(line[1]): report
        for report in reports
        if (line := re.search(rf"{file.name}:(\d+)", report))
    }
    assert bool(found) == bool(run.returncode), run.stdout + run.stderr
    return found


@pytest.mark.parametrize("file", ACCEPTED, ids=lambda file: file.stem)
@pytest.mark.parametrize("checker", COMMANDS)
def test_correct_code_is_accepted(checker: str, file: Path, tmp_path: Path) -> None:
    assert errors(checker, file, tmp_path) == {}


@pytest.mark.parametrize("checker", COMMANDS)
def test_every_mistake_is_rejected_and_every_other_line_accepted(
    checker: str, tmp_path: Path
) -> None:
    """One of the mistakes is a missing case."""
    lines = (FILES / "rejected.py").read_text().splitlines()
    wrong = [number for number, line in enumerate(lines, 1) if line.endswith("# error")]
    assert sorted(errors(checker, FILES / "rejected.py", tmp_path)) == wrong


class TestWhatIsAcceptedWorks:
    def test_every_event_takes_its_own_case(self) -> None:
        for spec in KNOWN_EVENTS:
            assert accepted.by_class(parse_event(spec.body())) == spec.event
        assert accepted.by_class(parse_event('{"event": "a"}')) == "unknown"

    def test_every_stream_event_takes_the_case_of_its_base(self) -> None:
        for spec in KNOWN_EVENTS:
            event = parse_event(spec.body())
            expected = "concurrency" if spec.event.startswith("rtms.") else "other"
            if spec.source_id is not None:
                ids = spec.payload[spec.source_id][1], spec.payload["rtms_stream_id"][1]
                expected = f"{spec.event.partition('.')[0]}:{ids[0]}:{ids[1]}"
            assert accepted.by_base(event) == expected

    def test_the_name_identifies_the_event(self) -> None:
        for spec in RTMS_EVENTS:
            event = parse_event(spec.body())
            assert not isinstance(event, EndpointUrlValidation | UnknownEvent)
            expected = {"session.rtms_stopped": "ABC36jaBI145", "rtms.concurrency_near_limit": 80}
            assert accepted.by_name(event) == expected.get(spec.event, spec.event)
            values = [event.event, *(value for _, value in spec.payload.values())]
            is_stop = isinstance(event, RtmsStopped) and spec.source_id != "engagement_id"
            assert accepted.by_some_classes(event) in (
                ["meeting", "webinar", "session"] if is_stop else values
            )

    def test_a_stop_reason_is_a_member_or_an_int(self) -> None:
        for code, expected in ((6, "The meeting, webinar, or session ended."), (27, "code 27")):
            assert accepted.stop_reason(sample(MeetingRtmsStopped, stop_reason=code)) == expected
        assert accepted.stop_reason_of(18) is StopReason.AUTHENTICATION_FAILURE

    def test_events_can_be_created_in_python(self) -> None:
        assert accepted.built_in_python() == parse_event(RTMS_EVENTS[0].body())

    def test_a_wrapper_passes_on_what_it_is_given(self) -> None:
        receiver = accepted.Receiver("new", previous_secrets=["s"])
        started = sample(MeetingRtmsStarted)
        body, headers = signed_request(started, secret="s")
        assert receiver.receive(body, headers) == started
        pairs = [(name.encode(), value.encode()) for name, value in headers.items()]
        assert receiver.receive(memoryview(body), pairs) == started
        validation = signed_request(sample(EndpointUrlValidation), secret="s")
        assert isinstance(receiver.receive(*validation), UrlValidationResponse)
        assert receiver.receive(b"", []) == "Missing header x-zm-signature"
        assert receiver.receive(*signed_request("{}", secret="s")) == "Field required"
        accepted.in_other_forms(body, headers, "s")

    def test_a_reply_has_a_case_for_each_outcome(self) -> None:
        taken = {
            str(case): accepted.by_reply(reply) for case, reply in accepted.replies(Webhook("s"))
        }
        for spec in RTMS_EVENTS:
            event = parse_event(spec.body())
            assert taken[spec.event] == accepted.by_base(event) or not spec.source_id
        assert taken["rtms.concurrency_near_limit"] == "1600"
        assert taken["unknown event"] == "example.rtms_started"
        assert taken["URL validation"] == "valid"
        assert taken["missing signature header"] == "Missing header x-zm-signature"

    def test_functions_can_take_base_classes(self) -> None:
        for spec in KNOWN_EVENTS:
            event = parse_event(spec.body())
            assert accepted.of_any_class(event).startswith(event.idempotency_key)
        stopped = sample(MeetingRtmsStopped, stop_reason=13)
        assert accepted.of_any_payload(stopped.payload) == "SIGNAL_CONNECTION_INTERRUPTED"
        assert accepted.recoverable(stopped)
        assert accepted.of_any_stream(stopped) == stopped.stream_key

    def test_a_reply_is_matched_by_its_attributes(self) -> None:
        webhook, started = Webhook("s"), sample(MeetingRtmsStarted)
        for delivery, secret, expected in (
            (started, "s", started.payload.server_urls),
            ({"event": "a"}, "s", "a"),
            (started, "guessed", "Signature mismatch"),
            (sample(MeetingRtmsStopped), "s", "503"),
        ):
            reply = webhook.receive(*signed_request(delivery, secret=secret))
            assert accepted.by_attributes_of_a_reply(reply).startswith(expected)

    def test_models_can_contain_unions_and_bases(self) -> None:
        started = sample(MeetingRtmsStarted)
        (job,) = accepted.jobs(started)
        assert isinstance(job.started, RtmsStarted)
        assert job.started == started

    def test_a_request_for_tests_verifies(self) -> None:
        Webhook("s").verify(*accepted.in_tests(), now=1)
