"""The tables of what the library works with, and the receivers that this environment can run."""

from importlib import metadata
from pathlib import Path

import pytest

from .works_with import table
from .works_with.environments import HERE, name_of, pins, version_of
from .works_with.rows import ROWS, Neighbor, Receiver, Row
from .works_with.runs import PROGRAMS, Responses, environ, receiving


def is_installed(requirement: str) -> bool:
    try:
        metadata.distribution(name_of(requirement))
    except metadata.PackageNotFoundError:
        return False
    return True


RECEIVERS = [
    row
    for row in ROWS.values()
    if isinstance(row, Receiver) and not row.services and all(map(is_installed, row.requires))
]
"""The receivers whose packages are installed. The command runs the others too."""


def test_every_row_has_a_program_and_every_program_has_a_row() -> None:
    programs = {path.stem for path in PROGRAMS.glob("with_*.py")}
    assert programs == {row.program for row in ROWS.values()}


def test_every_row_is_pinned_and_nothing_else_is() -> None:
    assert pins().keys() == ROWS.keys()


def test_every_row_is_in_the_documentation() -> None:
    assert table.lines().keys() == ROWS.keys()


@pytest.mark.parametrize("row", ROWS.values(), ids=lambda row: str(row.name))
def test_the_documentation_says_what_the_row_says(row: Row) -> None:
    line = table.lines()[row.name]
    if isinstance(row, Receiver):
        assert all(text in line for text in (row.body, row.headers, row.response))
        assert all(f"• {label}: " in line for label in row.wrong.values())
    elif isinstance(row, Neighbor):
        assert f" | {row.write} | " in line
    assert all(f"/{finding}.sh)" in line for finding in row.findings)
    if row.requires and not row.version_command:
        assert f"<br>{version_of(row)}<br>" in line


@pytest.mark.parametrize("row", RECEIVERS, ids=lambda row: str(row.name))
def test_the_receiver_passes_the_conformance_suite(row: Receiver, tmp_path: Path) -> None:
    with receiving(row, tmp_path, environ(HERE)) as server:
        assert Responses(server, "/zoom").problems == {}
