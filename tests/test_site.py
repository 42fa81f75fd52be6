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

for package in ("sphinx", "furo", "myst_parser", "sphinx_copybutton", "sphinx_design"):
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
        ("how-to/own-models", "../reference/types.html#rtms_events.RtmsEvent"),
        ("how-to/test-your-endpoint", "../reference/testing.html#rtms_events.testing.sample"),
        ("reference/events", "meeting.html#rtms_events.MeetingRtmsStarted"),
        ("reference/stop-reasons", "#rtms_events.VoiceStopReason"),
    ],
)
def test_public_names_link_to_the_reference(site: Path, page: str, target: str) -> None:
    assert f'href="{target}"' in article(site / f"{page}.html")


def test_every_public_name_has_an_anchor(site: Path) -> None:
    pages = "".join(page.read_text() for page in (site / "reference").glob("*.html"))
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
    for name in ("delivery", "streams"):
        content = article(site / f"concepts/{name}.html")
        assert '<svg xmlns="http://www.w3.org/2000/svg"' in content
        assert "<img" not in content


def test_long_names_can_break_between_their_words(site: Path) -> None:
    assert "Meeting<wbr>Rtms<wbr>Started" in article(site / "reference/events.html")
    assert "<h2>meeting.<wbr>rtms_<wbr>started" in article(site / "reference/meeting.html")


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
