"""The lists in the documentation are complete, and its links work."""

import re
from pathlib import Path

import pytest

import rtms_events
from rtms_events import testing
from rtms_events import typing as argument_types

from .benchmarks import picture
from .spec import KNOWN_EVENTS, RTMS_EVENTS, Spec

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"
PAGES = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    *(page for page in DOCS.rglob("*.md") if "_build" not in page.parts),
]


def stem(page: Path) -> str:
    return page.stem


every_page = pytest.mark.parametrize("page", PAGES, ids=stem)

PAGE_OF_PRODUCT = {
    "meeting": "meeting",
    "webinar": "webinar",
    "session": "session",
    "contact_center": "contact-center",
    "rtms": "concurrency",
    "endpoint": "endpoint",
}
"""The reference page of each event, by the first part of the event's name."""


def blocks(page: Path, language: str) -> list[str]:
    fence = rf"^ *```{re.escape(language)}\n(.*?)^ *```$"
    return re.findall(fence, page.read_text(), re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", [REFERENCE / "events.md", ROOT / "README.md"], ids=str)
def test_the_tables_of_events_are_complete(page: Path) -> None:
    row = re.compile(r"^\| \[?`(\w+\.\w+)`\S*?(?: \| |<br>)`([A-Z]\w+)` \| .* \|$", re.MULTILINE)
    rows = set(row.findall(page.read_text()))
    assert rows == {(spec.event, spec.model.__name__) for spec in KNOWN_EVENTS}


TYPE_OF_KIND = {
    "string": "str",
    "integer": "int",
    "optional string": "str | None",
    "optional boolean": "bool | None",
    "optional int64 or string": "int | str | None",
}


def reference_of(spec: Spec) -> str:
    """The section of the reference that describes an event."""
    page = REFERENCE / f"{PAGE_OF_PRODUCT[spec.event.split('.')[0]]}.md"
    section = rf"^## {spec.event}\n(.*?)(?=^## |\Z)"
    sections: list[str] = re.findall(section, page.read_text(), re.MULTILINE | re.DOTALL)
    assert sections, f"docs/reference/{page.name} has no section '## {spec.event}'"
    return sections[0]


@pytest.mark.parametrize("spec", KNOWN_EVENTS, ids=str)
def test_the_reference_shows_a_sample_with_every_field(spec: Spec) -> None:
    [sample] = re.findall(r"^```json\n(.*?)^```", reference_of(spec), re.MULTILINE | re.DOTALL)
    event = rtms_events.parse_event(sample)
    assert type(event) is spec.model
    assert event.model_dump(exclude_unset=True)["payload"].keys() == spec.full_payload.keys()


FIELD = re.compile(r"^\| `(\w+)` \| `(.+)` \| (Required|Optional)\. (.+) \|$", re.MULTILINE)


@pytest.mark.parametrize("spec", KNOWN_EVENTS, ids=str)
def test_the_reference_describes_every_field(spec: Spec) -> None:
    fields = {name: (need, meaning) for name, _, need, meaning in FIELD.findall(reference_of(spec))}
    assert fields.keys() == spec.payload_model.model_fields.keys()
    for name, field in spec.payload_model.model_fields.items():
        need, meaning = fields[name]
        assert need == ("Required" if field.is_required() else "Optional")
        assert field.description is not None
        assert field.description.startswith(meaning.split(".")[0])


@pytest.mark.parametrize("spec", KNOWN_EVENTS, ids=str)
def test_the_reference_has_the_type_of_every_field(spec: Spec) -> None:
    types = {name: kind.replace("\\", "") for name, kind, _, _ in FIELD.findall(reference_of(spec))}
    is_voice = spec.event.startswith("contact_center.")
    expected = {
        **{name: TYPE_OF_KIND.get(kind) for name, (kind, _) in spec.payload.items()},
        **{name: TYPE_OF_KIND[kind] for name, (kind, _) in spec.optional.items()},
    }
    if "stop_reason" in types:
        expected["stop_reason"] = f"{'Voice' * is_voice}StopReason | int"
    if "id_field" in types:
        expected["id_field"] = "ConcurrencyIdField"
    assert types == expected


@pytest.mark.parametrize("reasons", [rtms_events.StopReason, rtms_events.VoiceStopReason])
def test_the_table_of_stop_reasons_is_complete(
    reasons: type[rtms_events.StopReason] | type[rtms_events.VoiceStopReason],
) -> None:
    page = (REFERENCE / "stop-reasons.md").read_text()
    for reason in reasons:
        assert f"| {reason.value} | `{reason.name}` | {reason.description} |" in page


@pytest.mark.parametrize("spec", KNOWN_EVENTS, ids=str)
def test_the_changelog_mentions_every_event(spec: Spec) -> None:
    is_mentioned = f"`{spec.event}`" in (ROOT / "CHANGELOG.md").read_text()
    assert is_mentioned, f"CHANGELOG.md does not mention {spec.event}"


def test_the_reference_has_every_public_name_once() -> None:
    pages = "".join(page.read_text() for page in REFERENCE.glob("*.md"))
    names = re.findall(r"^\.\. (?:auto(?!module)|py:)\w+:: (\w+)$", pages, re.MULTILINE)
    public = [*rtms_events.__all__, *testing.__all__, *argument_types.__all__]
    assert set(names) == set(public)
    assert len(names) == len(public)


def heading_anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as Git hosts and MyST create them."""
    text = re.sub(r"^```.*?^```", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)
    headings: list[str] = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@every_page
def test_every_link_leads_somewhere(page: Path) -> None:
    text = re.sub(r"^```.*?^```", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\((?!https:)([^)]+)\)", text):
        path, _, anchor = target.partition("#")
        file = page.parent / path if path else page
        assert file.exists(), target
        assert not anchor or anchor in heading_anchors(file), target


@pytest.mark.parametrize("page", sorted({*PAGES} - {DOCS / "index.md"}), ids=stem)
def test_every_program_that_a_page_includes_is_linked(page: Path) -> None:
    """Git hosts show the link, and not the program. The README takes the place of `index.md`."""
    text = page.read_text()
    for program in re.findall(r"^```\{literalinclude\} (.*)$", text, re.MULTILINE):
        assert f"({program})" in text


@every_page
def test_every_page_with_descriptions_from_docstrings_links_to_their_source(page: Path) -> None:
    """Git hosts do not show the descriptions."""
    text = page.read_text()
    if "```{eval-rst}\n" in text:
        assert re.search(r"\]\((\.\./)+src/rtms_events/\S+\.py\)", text)


def test_every_program_is_shown() -> None:
    pages = "".join(page.read_text() for page in PAGES)
    for program in (DOCS / "examples").rglob("*.py"):
        path = program.relative_to(DOCS).as_posix()
        assert path in pages


# Sybil runs `python` blocks, and a test below parses `json` blocks. `.ci/run`,
# `test_many_workers.py` and `test_postgresql.py` run `bash` blocks, `test_tutorial.py` runs the
# tutorial's `sh` blocks, and `test_other_frameworks.py` runs `py` blocks.
LANGUAGES = {"python", "py", "json", "bash", "sh", "text"}
DIRECTIVES = {"{literalinclude}", "{include}", "{toctree}", "{eval-rst}"}


@every_page
def test_every_block_of_code_is_of_a_known_kind(page: Path) -> None:
    fences = set(re.findall(r"^ *```(\S+)", page.read_text(), re.MULTILINE))
    assert fences <= LANGUAGES | DIRECTIVES
    if page.name not in {"README.md", "many-workers.md", "postgresql.md"}:
        assert "bash" not in fences
    if page.name != "other-frameworks.md":
        assert "py" not in fences


@every_page
def test_every_sample_in_json_is_a_valid_event(page: Path) -> None:
    for block in blocks(page, "json"):
        rtms_events.parse_event(block)


def test_the_picture_of_the_benchmark_shows_the_times_of_its_table() -> None:
    page = (REFERENCE / "performance.md").read_text()
    assert picture.PICTURE.read_text() == picture.draw(page)


@every_page
def test_the_number_of_rtms_events_is_right(page: Path) -> None:
    for number in re.findall(r"\b(\d+) RTMS events", page.read_text()):
        assert int(number) == len(RTMS_EVENTS), f"{page.name}: {number} RTMS events"
