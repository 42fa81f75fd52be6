"""The tutorial, followed step by step."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .servers import EXAMPLES, serving

PAGE = (EXAMPLES.parent / "getting-started/first-receiver.md").read_text()
SECRET = "tutorial-secret"

pytest.importorskip("httpx")


def blocks(language: str) -> list[list[str]]:
    """The lines of every block of a language on the page."""
    found: list[str] = re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    return [block.splitlines() for block in found]


RESPONSES, LOG, TYPE_ERROR = blocks("text")
SET_SECRET, RUN_RECEIVER = blocks("sh")[1]
ACTIVATE, SET_SAME_SECRET, RUN_SIMULATION = blocks("sh")[2]
[CHECK_TYPES] = blocks("sh")[3]


def test_it_sets_the_same_secret_in_both_terminals() -> None:
    assert SET_SECRET == SET_SAME_SECRET == f"export ZOOM_WEBHOOK_SECRET_TOKEN={SECRET}"


def test_the_programs_print_what_it_shows(tmp_path: Path) -> None:
    for program in ("fastapi_app.py", "simulate.py"):
        shutil.copy(EXAMPLES / program, tmp_path)
    environ = {"ZOOM_WEBHOOK_SECRET_TOKEN": SECRET, "PYTHONPATH": str(tmp_path)}
    # At this log level, uvicorn would not report its port.
    command = [*RUN_RECEIVER.removesuffix(" --log-level warning").split(), "--port", "0"]
    with serving(command, tmp_path, **environ) as receiver:
        url = f"http://127.0.0.1:{receiver.port}/zoom"
        simulation = subprocess.run(
            [sys.executable, *RUN_SIMULATION.split()[1:]],
            cwd=tmp_path,
            env=environ | {"RECEIVER_URL": url},
            stdout=subprocess.PIPE,
            check=True,
            text=True,
        )
        assert simulation.stdout.splitlines() == RESPONSES
        for line in LOG:
            receiver.wait_for(f"^{re.escape(line)}$")


def test_mypy_reports_the_case_that_it_deletes(tmp_path: Path) -> None:
    pytest.importorskip("mypy", reason="mypy is not installed: pip install --group types")
    receiver = (EXAMPLES / "fastapi_app.py").read_text()
    without_case, count = re.subn(r" *case RtmsInterrupted\(\):\n.*\n", "", receiver)
    assert count == 1
    (tmp_path / "fastapi_app.py").write_text(without_case)
    mypy = subprocess.run(
        [sys.executable, "-m", *CHECK_TYPES.split()],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        check=False,
        text=True,
    )
    assert mypy.stdout.splitlines() == TYPE_ERROR
