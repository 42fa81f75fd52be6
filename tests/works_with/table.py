"""The tables in the documentation."""

import re
from collections.abc import Iterable

from .environments import ROOT, version_of
from .rows import TABLES, Carrier, Neighbor, Receiver, Row

PAGE = ROOT / "docs/reference/works-with.md"
FACTS = ("stop reason", "unknown field", "unknown event")
"""What the program of every carrier reports."""

_FINDINGS = "../../findings"
_PROGRAMS = "../../tests/works_with/programs"


def line(row: Row, outcomes: dict[str, str], date: str) -> str:
    """The line of a row in its table."""
    notes = dict(outcomes)
    cells = [f"[{row.title}]({_PROGRAMS}/{row.program}.py)<br>{version_of(row)}<br>{date}"]
    if isinstance(row, Receiver) and row.body:
        parts = {
            "Body": row.body,
            "Headers": row.headers,
            "Response": row.response,
            "Also": row.also,
        }
        cells.append(_lines_of(f"{part}: {text}" for part, text in parts.items() if text))
    elif isinstance(row, Neighbor):
        cells.append(row.write)
    if isinstance(row, Carrier):
        cells += [notes.pop(fact) for fact in FACTS]
    last = [f"{label}: {text}" for label, text in notes.items()]
    last += [f"[{_summary(finding)}]({_FINDINGS}/{finding}.sh)" for finding in row.findings]
    cells.append("Nothing" if not last else _lines_of(f"• {text}" for text in last))
    return f"| {' | '.join(cells)} |"


def _summary(finding: str) -> str:
    """The first sentence of a finding."""
    script = (ROOT / f"findings/{finding}.sh").read_text()
    summary = re.search(r"(?<=\n# )(?:.+\n)+?(?=#\n)", script)
    assert summary, finding
    return " ".join(summary[0].split("\n# ")).strip().removesuffix(".")


def _lines_of(texts: Iterable[str]) -> str:
    return "<br>".join(texts)


def without_version_and_date(line: str) -> str:
    """The part of a line that changes only if the outcome, or what users write, has changed."""
    first, separator, rest = line.partition(" | ")
    return first.partition("<br>")[0] + separator + rest


def lines() -> dict[str, str]:
    """The lines of all rows in the documentation, by the name of the row."""
    by_title: dict[str, str] = {}
    for found in re.finditer(rf"^\| \[(.+?)\]\({_PROGRAMS}/.*\|$", PAGE.read_text(), re.MULTILINE):
        by_title[found[1]] = found[0]
    rows = [row for rows in TABLES.values() for row in rows]
    return {row.name: by_title[row.title] for row in rows if row.title in by_title}


def write(changed: dict[str, str]) -> None:
    """Write the lines of these rows, and leave the others as they are."""
    known = lines() | changed
    text = PAGE.read_text()
    for heading, rows in TABLES.items():
        body = "".join(f"{known[row.name]}\n" for row in rows if row.name in known)
        pattern = rf"^## {re.escape(heading)}\n(?:(?!## ).*\n)*?\| -.*\|\n((?:\|.*\n)*)"
        table = re.search(pattern, text, re.MULTILINE)
        assert table, f"{PAGE.name} has no table under '## {heading}'"
        text = text[: table.start(1)] + body + text[table.end(1) :]
    PAGE.write_text(text)
