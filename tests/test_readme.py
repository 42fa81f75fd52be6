"""The README: its receiver, and the output of its program."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from rtms_events import MeetingRtmsStarted, MeetingRtmsStopped
from rtms_events.testing import EndpointCase, endpoint_cases, sample, signed_request

from .servers import EXAMPLES, SECRET, Program, serving

README = (Path(__file__).parents[1] / "README.md").read_text()
[RECEIVER] = re.findall(r"^```py\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def receiver(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    pytest.importorskip("fastapi")
    folder = tmp_path_factory.mktemp("receiver")
    (folder / "main.py").write_text(RECEIVER)
    with serving(["uvicorn", "--port", "0", "main:app"], folder, PYTHONPATH=str(folder)) as server:
        yield server


@pytest.mark.parametrize("case", endpoint_cases(secret=SECRET), ids=str)
def test_its_receiver_passes_the_conformance_suite(receiver: Program, case: EndpointCase) -> None:
    case.check(*receiver.send(case.request))


def test_its_receiver_shows_the_fields_of_events_and_the_errors(receiver: Program) -> None:
    started = signed_request(sample(MeetingRtmsStarted), secret=SECRET)
    receiver.send(started)
    receiver.wait_for(r"^join 609340fb2a7946909659956c8aa9250c \('wss://")
    receiver.send(signed_request(sample(MeetingRtmsStopped, stop_reason=25), secret=SECRET))
    receiver.wait_for("^stopped 609340fb2a7946909659956c8aa9250c An API call stopped the stream.")
    receiver.send(started._replace(body=b'{"forged": true}'))
    receiver.wait_for("^responded 401 Signature mismatch")


def test_its_receiver_passes_mypy_in_strict_mode(tmp_path: Path) -> None:
    pytest.importorskip("fastapi")
    pytest.importorskip("mypy", reason="mypy is not installed: pip install --group types")
    (tmp_path / "main.py").write_text(RECEIVER)
    mypy = [sys.executable, "-m", "mypy", "--strict", "--no-incremental", "main.py"]
    run = subprocess.run(mypy, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


def test_it_starts_with_its_receiver() -> None:
    start = README.splitlines()[:27]
    assert "```py" in start[:5]
    assert "```" in start


def test_its_program_prints_what_it_shows() -> None:
    program = [sys.executable, str(EXAMPLES / "quickstart.py")]
    run = subprocess.run(program, check=True, capture_output=True, text=True)
    assert f"```text\n{run.stdout}```" in README
