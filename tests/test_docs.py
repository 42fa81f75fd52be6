"""The documentation agrees with the code, says everything once, and its links work."""

import inspect
import re
from collections import Counter
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

import rtms_events
from rtms_events import testing
from rtms_events import typing as argument_types

from .benchmarks import picture
from .spec import KNOWN_EVENTS, RTMS_EVENTS, Spec

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
EXAMPLES = DOCS / "examples"
README = ROOT / "README.md"
EVENTS = DOCS / "reference/events.md"
SITE = sorted(page for page in DOCS.rglob("*.md") if "_build" not in page.parts)
PAGES = [
    README,
    ROOT / "CHANGELOG.md",
    ROOT / ".github/CONTRIBUTING.md",
    ROOT / "tests/benchmarks/README.md",
    *SITE,
]


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


every_page = pytest.mark.parametrize("page", PAGES, ids=name)


def blocks(page: Path, language: str) -> list[str]:
    fence = rf"^ *```{re.escape(language)}\n(.*?)^ *```$"
    return re.findall(fence, page.read_text(), re.MULTILINE | re.DOTALL)


def without_code(page: Path) -> str:
    return re.sub(r"^ *```.*?^ *```$", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)


# ------------------------------------------------------------------------------------------ events

KIND = re.compile(r"rtms_(started|stopped|interrupted)$")
TYPE_OF_KIND = {
    "string": "str",
    "integer": "int",
    "optional string": "str | None",
    "optional boolean": "bool | None",
    "optional int64 or string": "int | str | None",
}
FIELD = re.compile(r"^\| `(\w+)` \| `(.+?)` \|(?: ([\w, ]+) \|)? (.+) \|$", re.MULTILINE)


def heading_of(spec: Spec) -> str:
    if kind := KIND.search(spec.event):
        return kind[1].capitalize()
    return "Concurrency limits" if spec.event.startswith("rtms.") else "URL validation"


def section(heading: str) -> str:
    """A section of the reference of events."""
    pattern = rf"^## {heading}\n(.*?)(?=^## )"
    [text] = re.findall(pattern, EVENTS.read_text(), re.MULTILINE | re.DOTALL)
    return str(text)


def fields_of(spec: Spec) -> dict[str, tuple[str, str]]:
    """The type and meaning of each field that the reference documents for an event."""
    who = spec.event.removeprefix("rtms.concurrency_").split(".")[0]
    ids = section("IDs of a stream") if KIND.search(spec.event) else ""
    return {
        field: (kind.replace("\\", ""), meaning)
        for field, kind, names, meaning in FIELD.findall(ids + section(heading_of(spec)))
        if not names or names == "all" or who in names.split(", ")
    }


@pytest.mark.parametrize("spec", KNOWN_EVENTS, ids=str)
def test_the_reference_names_the_event_and_its_class(spec: Spec) -> None:
    text = section(heading_of(spec))
    assert f"`{spec.model.__name__}`" in text
    if KIND.search(spec.event):
        row = (
            f"| `{KIND.sub('rtms_…', spec.event)}` | `{spec.model.__name__.split('Rtms')[0]}Rtms…`"
        )
        assert (
            f'{row} | `"{spec.event.split(".")[0]}"` | `{spec.source_id}` |' in EVENTS.read_text()
        )
    else:
        assert f"(`{spec.event}`)" in text


@pytest.mark.parametrize("spec", KNOWN_EVENTS, ids=str)
def test_the_reference_describes_every_field(spec: Spec) -> None:
    fields = fields_of(spec)
    assert fields.keys() == spec.payload_model.model_fields.keys()
    for name_, field in spec.payload_model.model_fields.items():
        assert ("`None` if absent" in fields[name_][1]) != field.is_required()


@pytest.mark.parametrize("spec", KNOWN_EVENTS, ids=str)
def test_the_reference_has_the_type_of_every_field(spec: Spec) -> None:
    expected = {
        **{name: TYPE_OF_KIND.get(kind) for name, (kind, _) in spec.payload.items()},
        **{name: TYPE_OF_KIND[kind] for name, (kind, _) in spec.optional.items()},
    }
    types = {name: kind for name, (kind, _) in fields_of(spec).items()}
    if "stop_reason" in types:
        voice = "Voice" if spec.event.startswith("contact_center.") else ""
        expected["stop_reason"] = f"{voice}StopReason | int"
    if "id_field" in types:
        expected["id_field"] = "ConcurrencyIdField"
    assert types == expected


def test_the_reference_shows_a_sample_of_each_kind_with_every_field() -> None:
    samples = [rtms_events.parse_event(block) for block in blocks(EVENTS, "json")]
    specs = {spec.event: spec for spec in KNOWN_EVENTS}
    assert {heading_of(specs[sample.event]) for sample in samples} == set(
        map(heading_of, specs.values())
    )
    for sample in samples:
        payload = sample.model_dump(exclude_unset=True)["payload"]
        assert payload.keys() == specs[sample.event].full_payload.keys()


@pytest.mark.parametrize("reasons", [rtms_events.StopReason, rtms_events.VoiceStopReason])
def test_the_table_of_stop_reasons_is_complete(
    reasons: type[rtms_events.StopReason] | type[rtms_events.VoiceStopReason],
) -> None:
    page = (DOCS / "reference/stop-reasons.md").read_text()
    for reason in reasons:
        action = "Clean up"
        if isinstance(reason, rtms_events.StopReason):
            revoked = reason is rtms_events.StopReason.STREAM_REVOKED
            action = "Restart" if reason.is_recoverable else "Delete" if revoked else action
        assert f"| {reason.value} | `{reason.name}` | {reason.description} | {action} |" in page


@pytest.mark.parametrize("spec", KNOWN_EVENTS, ids=str)
def test_the_changelog_mentions_every_event(spec: Spec) -> None:
    is_mentioned = f"`{spec.event}`" in (ROOT / "CHANGELOG.md").read_text()
    assert is_mentioned, f"CHANGELOG.md does not mention {spec.event}"


@every_page
def test_the_number_of_rtms_events_is_right(page: Path) -> None:
    for number in re.findall(r"\b(\d+) RTMS events", page.read_text()):
        assert int(number) == len(RTMS_EVENTS), f"{page.name}: {number} RTMS events"


@every_page
def test_every_sample_in_json_is_a_valid_event(page: Path) -> None:
    for block in blocks(page, "json"):
        rtms_events.parse_event(block)


# ------------------------------------------------------------------------------------------- names


def test_the_reference_has_every_public_name_once() -> None:
    pages = "".join(page.read_text() for page in DOCS.rglob("*.inc"))
    names = re.findall(r"^\.\. (?:auto(?!module)|py:)\w+:: (\w+)$", pages, re.MULTILINE)
    public = [*rtms_events.__all__, *testing.__all__, *argument_types.__all__]
    assert set(names) == set(public)
    assert len(names) == len(public)


def signatures() -> list[tuple[str, str]]:
    """The signatures in tables, which Git hosts show in place of the docstrings."""
    row = re.compile(r"^\| `([\w.]+)(\(.*?\))(?: -> \w+)?` \|", re.MULTILINE)
    pages = [DOCS / "reference/webhook.md", DOCS / "how-to/test-your-endpoint.md", EVENTS]
    return row.findall("".join(page.read_text() for page in pages))


@pytest.mark.parametrize(("path", "signature"), signatures())
def test_signatures_in_tables_are_those_of_the_code(path: str, signature: str) -> None:
    owner, _, method = path.rpartition(".")
    module = testing if hasattr(testing, owner or method) else rtms_events
    base = getattr(module, owner) if owner else module
    function = getattr(base, method, None) or getattr(rtms_events.StreamEvent, method)
    parameters = [
        parameter.replace(annotation=inspect.Parameter.empty)
        for parameter in inspect.signature(function).parameters.values()
        if parameter.name != "self"
    ]
    assert signature == str(inspect.Signature(parameters))


def test_every_function_and_method_has_its_signature_in_a_table() -> None:
    documented = {path for path, _ in signatures()}
    functions = {
        name
        for module in (rtms_events, testing)
        for name in module.__all__
        if inspect.isfunction(getattr(module, name))
    }
    methods = {f"Webhook.{name}" for name in ("receive", "parse", "verify", "answer")}
    assert functions | methods | {"Webhook", "Reply.with_status"} <= documented


# ------------------------------------------------------------------------------------------- links


def heading_anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as Git hosts and MyST create them."""
    headings: list[str] = re.findall(r"^#+ (.+)$", without_code(page), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@every_page
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\((?!https:)([^)]+)\)", without_code(page)):
        path, _, anchor = target.partition("#")
        file = page.parent / path if path else page
        assert file.exists(), target
        assert not anchor or anchor in heading_anchors(file), target


def test_the_description_on_pypi_has_no_relative_links() -> None:
    description = metadata.distribution("rtms-events").read_text("METADATA")
    assert description
    assert "verified and typed" in description
    assert not re.search(r"\]\((?!https:)", description)


# ------------------------------------------------------------------------------------ code on pages

PROGRAM = re.compile(
    r"(?:^```py\n((?:(?!```).*\n)*)```\n\n)?"
    r"^The complete program: \[`(.+)`\]\(\.\./examples/(\S+)\)$",
    re.MULTILINE,
)


def test_every_program_is_shown_once_or_more() -> None:
    shown = {path for page in SITE for _, _, path in PROGRAM.findall(page.read_text())}
    programs = {program.relative_to(EXAMPLES).as_posix() for program in EXAMPLES.rglob("*.py")}
    assert programs - shown == {"quickstart.py"}  # the README shows its output


RECEIVERS = ["fastapi", "flask-and-django", "aws-lambda", "celery-and-redis", "postgresql"]


@pytest.mark.parametrize("receiver", [*RECEIVERS, "other-receivers"])
def test_every_receiver_starts_with_saving_the_event(receiver: str) -> None:
    start = (DOCS / f"how-to/{receiver}.md").read_text().splitlines()[:10]
    assert "delivery.md#save-the-event-before-you-respond" in "".join(start)


@pytest.mark.parametrize("page", SITE, ids=name)
def test_excerpts_are_taken_from_the_program_that_follows(page: Path) -> None:
    for excerpt, label, path in PROGRAM.findall(page.read_text()):
        program = EXAMPLES / path
        assert program.name == label
        assert excerpt in program.read_text()


# Sybil runs `python` blocks, and tests below and elsewhere parse or run the others.
LANGUAGES = {"python", "py", "json", "bash", "sh", "text"}
WITH_BASH = {"README.md", "docs/how-to/celery-and-redis.md", "docs/how-to/postgresql.md"}


@every_page
def test_every_block_of_code_is_of_a_known_kind(page: Path) -> None:
    fences = set(re.findall(r"^ *```(\S+)", page.read_text(), re.MULTILINE))
    assert fences <= LANGUAGES, "Git hosts do not know directives"
    assert "bash" not in fences or name(page) in WITH_BASH


@pytest.mark.parametrize("page", [README, *SITE], ids=name)
def test_no_code_is_wider_than_a_laptop_shows(page: Path) -> None:
    for language in ("python", "py", "json"):
        for block in blocks(page, language):
            is_session = ">>>" in block  # the site wraps what an interactive session prints
            for line in block.splitlines():
                is_output = is_session and not line.startswith((">>>", "..."))
                assert len(line) <= 88 or is_output, line


def test_the_picture_of_the_benchmark_shows_the_times_of_its_table() -> None:
    assert picture.PICTURE.read_text() == picture.draw(picture.PAGE.read_text())


# -------------------------------------------------------------------------------------- sentences

FEW_WORDS = 6
IN_BOTH_ENUMS = "an internal error occurred at zoom."


def sentences(page: Path) -> Iterator[str]:
    """The sentences of a page, without code, links, markup, and short ones."""
    text = re.sub(r"\]\([^)]*\)", "]", without_code(page))
    text = re.sub(r"^[#>|].*\[!.*$|^> ?|^ *(?:[-*]|\d+\.) ", "\n", text, flags=re.MULTILINE)
    text = text.replace("|", "\n\n")
    for paragraph in re.split(r"\n\s*\n", text):
        for sentence in re.split(r"(?<=[.:!?])\W*\s", paragraph):
            words = re.findall(r"[\w.]+", sentence.lower())
            if len(words) >= FEW_WORDS:
                yield " ".join(words)


def test_no_sentence_stands_twice() -> None:
    pages = [page for page in PAGES if page.name not in {"works-with.md", "CHANGELOG.md"}]
    counts = Counter(sentence for page in pages for sentence in sentences(page))
    assert {sentence for sentence, count in counts.items() if count > 1} == {IN_BOTH_ENUMS}
