"""The built documentation site: its links, reference, pictures, and search."""

import html
import re
import subprocess
import sys
from pathlib import Path

import pytest

import rtms_events
from rtms_events import testing
from rtms_events import typing as argument_types

DOCS = Path(__file__).parents[1] / "docs"

for package in ("sphinx", "furo", "myst_parser", "sphinx_copybutton", "sphinx_llm"):
    pytest.importorskip(package, reason="Sphinx is not installed: pip install --group docs")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning"]
    command += [str(DOCS), str(folder)]
    build = subprocess.run(command, check=False, capture_output=True, text=True)
    assert build.returncode == 0, build.stderr
    return folder


def article(page: Path) -> str:
    """The HTML of a page without its navigation."""
    [content] = re.findall(r"<article.*?</article>", page.read_text(), re.DOTALL)
    return str(content)


@pytest.mark.parametrize(
    ("page", "target"),
    [
        ("concepts/delivery", "../reference/webhook.html#rtms_events.Webhook.receive"),
        ("how-to/new-events", "../reference/events.html#rtms_events.RtmsEvent"),
        ("how-to/test-your-endpoint", "#rtms_events.testing.sample"),
        ("reference/events", "#rtms_events.MeetingRtmsStarted"),
        ("reference/stop-reasons", "#rtms_events.VoiceStopReason"),
    ],
)
def test_public_names_link_to_the_reference(site: Path, page: str, target: str) -> None:
    assert f'href="{target}"' in article(site / f"{page}.html")


def test_every_public_name_has_an_anchor(site: Path) -> None:
    pages = "".join(page.read_text() for page in site.rglob("*.html"))
    for module in (rtms_events, testing, argument_types):
        for name in module.__all__:
            assert f'id="{module.__name__}.{name}"' in pages


def test_the_reference_shows_no_private_names(site: Path) -> None:
    for page in (site / "reference").glob("*.html"):
        text = html.unescape(re.sub(r"<[^>]+>", "", article(page)))
        assert not re.search(r"\b_[A-Z]|rtms_events\._|FieldInfo|Annotated\[|~rtms_events", text)
        assert not re.search(r"\bWireModel\b|\bTypedEvent\b|\bDescribedCode\b", text)


def test_the_methods_of_webhook_are_in_the_order_in_which_they_are_used(site: Path) -> None:
    page = (site / "reference/webhook.html").read_text()
    methods = re.findall(r'<dt class="sig[^>]*id="rtms_events\.Webhook\.(\w+)"', page)
    assert methods == ["receive", "parse", "verify", "answer"]


def test_pictures_are_part_of_the_page_so_that_they_follow_its_theme(site: Path) -> None:
    for name, description in {
        "delivery": "A request goes through three checks.",
        "streams": "The life of a stream. rtms_started: join within 60 seconds.",
        "why": "Time to verify and parse a delivery",
    }.items():
        content = article(site / f"concepts/{name}.html")
        assert '<svg xmlns="http://www.w3.org/2000/svg"' in content
        assert f"<desc>{description}" in content
        assert "<img" not in content


def test_long_names_break_between_their_words_and_only_in_tables(site: Path) -> None:
    content = article(site / "reference/events.html")
    assert "idempotency_<wbr>key" in content
    outside = re.sub(r"<table.*?</table>|<h\d>.*?</h\d>", "", content, flags=re.DOTALL)
    assert "idempotency_key" in outside
    assert "<wbr>" not in outside


def test_the_whole_program_takes_the_place_of_its_excerpt(site: Path) -> None:
    page = html.unescape(re.sub(r"<[^>]+>", "", article(site / "how-to/fastapi.html")))
    assert page.count('@app.post("/zoom")') == 1
    assert "assert_never(event)" in page
    assert "The complete program:" not in page


def test_every_field_in_the_reference_has_its_type(site: Path) -> None:
    page = html.unescape(re.sub(r"<[^>]+>", "", article(site / "reference/events.html")))
    details = page[page.index("API reference") :]
    for field in (
        "product: 'meeting'",
        "event: 'meeting.rtms_stopped'",
        "payload: MeetingRtmsStoppedPayload",
        "stop_reason: StopReason | int. Why the stream ended",
        "stop_reason: VoiceStopReason | int. Why the stream ended",
        "meeting_id: int | str | None. ID of the meeting",
    ):
        assert field in details


def test_the_cells_of_wide_tables_have_labels_for_phones(site: Path) -> None:
    content = article(site / "reference/events.html")
    assert '<td data-label="Meaning"><p>ID of the session.' in content
    assert (
        'data-label="What' not in article(site / "how-to/troubleshooting.html").split("</table>")[0]
    )


def test_programs_open_in_the_browser(site: Path) -> None:
    content = article(site / "reference/works-with.html")
    assert "with_flask.py" in content
    assert "download=" not in content


def test_the_keyboard_can_scroll_every_block_of_code(site: Path) -> None:
    for page in site.rglob("*.html"):
        assert "<pre>" not in page.read_text()


def test_there_is_a_page_for_assistants_with_everything(site: Path) -> None:
    index = (site / "llms.txt").read_text()
    page = (site / "llms-full.txt").read_text()
    for text in ("how-to/fastapi.html.md", "reference/events.html.md"):
        assert text in index
    for text in ('"server_urls": "wss://', "assert_never(event)", "[Nothing arrives](#nothing-"):
        assert text in page
    [signature] = re.findall(r"^### \*class\* Webhook\((.*)\)$", page, re.MULTILINE)
    assert r"\*, previous_secrets" in signature
    assert "_downloads" not in page


def test_a_search_finds_long_names_in_tables(site: Path) -> None:
    """Sphinx indexes the stems of words."""
    index = (site / "searchindex.js").read_text()
    for stem in ("authentication_failur", "client_max_body_s", "meeting_end"):
        assert re.search(rf'\b{stem}"?:', index)


@pytest.mark.parametrize("code", ["200", "204", "401", "500", "503"])
def test_a_search_for_a_status_code_finds_its_section(site: Path, code: str) -> None:
    """Sphinx does not index numbers, but it compares the search with the titles."""
    assert f'"{code}":[[' in (site / "searchindex.js").read_text()


def test_no_page_loads_anything_from_a_network(site: Path) -> None:
    for page in site.rglob("*.html"):
        assert not re.search(
            r'<(?:script|img|link)[^>]*(?:src|href)="(?:https?:)?//', page.read_text()
        )
