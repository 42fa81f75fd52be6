"""Four type checkers, strict, accept what is right and reject what is wrong."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FILES = Path(__file__).parent / "typing"

COMMANDS = {
    "mypy": ["--strict", "--no-incremental", "--python-executable", sys.executable, "."],
    "pyright": ["--pythonpath", sys.executable],
    "ty": ["check", "--error", "all", "--output-format", "concise", "--python", sys.prefix],
    "pyrefly": ["check", "--output-format", "min-text"],
}
SETTINGS = {
    "pyrightconfig.json": '{"typeCheckingMode": "strict"}',
    "pyrefly.toml": f'preset = "strict"\npython-interpreter-path = "{sys.executable}"\n',
}


def errors(checker: str, file: Path, folder: Path) -> dict[int, str]:
    """The lines that a checker finds fault with, and what it says."""
    if (program := shutil.which(checker, path=Path(sys.executable).parent)) is None:
        pytest.skip(f"{checker} is not installed: pip install --group check")
    for name, text in SETTINGS.items():
        (folder / name).write_text(text)
    shutil.copy(file, folder)
    # Not the file but its folder is checked, as pyright reads no settings for single files.
    run = subprocess.run(
        [program, *COMMANDS[checker]], cwd=folder, capture_output=True, text=True, check=False
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


@pytest.mark.parametrize("checker", COMMANDS)
def test_what_an_app_may_write_is_accepted(checker: str, tmp_path: Path) -> None:
    assert errors(checker, FILES / "accepted.py", tmp_path) == {}


@pytest.mark.parametrize("checker", COMMANDS)
def test_every_mistake_is_rejected_and_nothing_else(checker: str, tmp_path: Path) -> None:
    """A missing case among them."""
    lines = (FILES / "rejected.py").read_text().splitlines()
    wrong = [number for number, line in enumerate(lines, 1) if line.endswith("# error")]
    assert sorted(errors(checker, FILES / "rejected.py", tmp_path)) == wrong
