"""The documentation names everything that there is."""

import re
from pathlib import Path

import pytest

import rtms_events

from .spec import KNOWN_EVENTS, Spec

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"


ROW = re.compile(r"^\| `([\w.]+)`(?: \| |<br>)`(\w+)` \| (.*) \|$", re.MULTILINE)


@pytest.mark.parametrize("page", [DOCS / "events.md", ROOT / "README.md"], ids=lambda p: p.name)
def test_the_tables_of_events_are_complete(page: Path) -> None:
    rows = {(event, model) for event, model, _ in ROW.findall(page.read_text())}
    assert rows == {(spec.event, spec.model.__name__) for spec in KNOWN_EVENTS}


@pytest.mark.parametrize("spec", KNOWN_EVENTS, ids=str)
def test_the_table_of_events_has_every_field(spec: Spec) -> None:
    [row] = [
        rest
        for event, _, rest in ROW.findall((DOCS / "events.md").read_text())
        if event == spec.event
    ]
    assert sorted(re.findall(r"`(\w+)`", row)) == sorted(spec.full_payload)


@pytest.mark.parametrize("reasons", [rtms_events.StopReason, rtms_events.VoiceStopReason])
def test_the_table_of_stop_reasons_is_complete(
    reasons: type[rtms_events.StopReason] | type[rtms_events.VoiceStopReason],
) -> None:
    page = (DOCS / "events.md").read_text()
    for reason in reasons:
        assert f"| {reason.value} | `{reason.name}` | {reason.description} |" in page


@pytest.mark.parametrize("spec", KNOWN_EVENTS, ids=str)
def test_the_changelog_mentions_every_event(spec: Spec) -> None:
    assert f"`{spec.event}`" in (ROOT / "CHANGELOG.md").read_text()


def test_the_reference_has_every_public_name() -> None:
    page = (DOCS / "api.md").read_text()
    names = set(re.findall(r"^\.\. (?:auto|py:)\w+:: (\w+)$", page, re.MULTILINE))
    assert names == set(rtms_events.__all__)


@pytest.mark.parametrize("page", [*DOCS.glob("*.md"), ROOT / "README.md"], ids=lambda p: p.name)
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)[^)]*\)", page.read_text()):
        assert (page.parent / target).is_file(), target


WITH_COMMANDS = {"README.md", "many-workers.md"}
"""Pages whose commands are run: by `.ci/run`, and by `test_many_workers.py`."""


@pytest.mark.parametrize("page", [*DOCS.glob("*.md"), ROOT / "README.md"], ids=lambda p: p.name)
def test_every_block_of_code_is_run(page: Path) -> None:
    """Sybil runs Python, and other tests run the included programs and the commands."""
    fences = set(re.findall(r"^```(\S+)", page.read_text(), re.MULTILINE))
    allowed = {"python", "{literalinclude}", "{include}", "{toctree}", "{eval-rst}"}
    assert fences - allowed <= ({"bash"} if page.name in WITH_COMMANDS else set())


def test_every_example_is_shown() -> None:
    pages = "".join(page.read_text() for page in [*DOCS.glob("*.md"), ROOT / "README.md"])
    for example in (DOCS / "examples").rglob("*.py"):
        assert example.relative_to(DOCS).as_posix() in pages
