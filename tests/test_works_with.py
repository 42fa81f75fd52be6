"""The tables of what the library works with, and the receivers that this environment can run."""

import sys
from importlib import metadata
from pathlib import Path

import pytest

from .works_with import __main__ as command
from .works_with import table
from .works_with.environments import HERE, name_of, pins, version_of
from .works_with.rows import ROWS, Neighbor, Receiver, Row
from .works_with.runs import PROGRAMS, Responses, environ, outcomes, receiving


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
        assert all(f"• {label}: " in line for label in row.other_ways.values())
    elif isinstance(row, Neighbor):
        assert f" | {row.write} | " in line
    assert all(f"/{finding}.sh)" in line for finding in row.findings)
    if row.requires and not row.version_command:
        assert f"<br>{version_of(row)}<br>" in line


@pytest.mark.parametrize("row", RECEIVERS, ids=lambda row: str(row.name))
def test_the_receiver_passes_the_conformance_suite(row: Receiver, tmp_path: Path) -> None:
    with receiving(row, tmp_path, environ(HERE)) as server:
        assert Responses(server, "/zoom").problems == {}


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="the tables are for Python 3.11")
@pytest.mark.parametrize(
    "row",
    [row for row in ROWS.values() if not row.requires and not row.services],
    ids=lambda row: str(row.name),
)
def test_a_program_that_needs_only_python_does_what_the_documentation_says(row: Row) -> None:
    seen = table.without_version_and_date(table.line(row, outcomes(row, HERE), "today"))
    assert seen == table.without_version_and_date(table.lines()[row.name])


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the page, for which the program of a row reports another outcome."""

    def this_environment(_row: Row) -> Path:
        return HERE

    def something_new(_row: Row, _programs: Path) -> dict[str, str]:
        return {"Something new": "happens"}

    copy = tmp_path / "page.md"
    copy.write_text(table.PAGE.read_text())
    monkeypatch.setattr(table, "PAGE", copy)
    monkeypatch.setattr(command, "environment", this_environment)
    monkeypatch.setattr(command, "outcomes", something_new)
    return copy


def test_the_command_fails_and_changes_nothing_if_an_outcome_has_changed(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = page.read_text()
    monkeypatch.setattr(sys, "argv", ["works_with", "wsgi"])
    with pytest.raises(SystemExit, match="failed: wsgi"):
        command.main()
    assert page.read_text() == before


def test_the_command_writes_a_changed_outcome_if_it_is_accepted(
    page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = page.read_text().splitlines()
    monkeypatch.setattr(sys, "argv", ["works_with", "--accept", "wsgi"])
    command.main()
    [(old, new)] = [
        pair
        for pair in zip(before, page.read_text().splitlines(), strict=True)
        if pair[0] != pair[1]
    ]
    assert old.startswith("| [WSGI]")
    assert new.endswith("| • Something new: happens |")
