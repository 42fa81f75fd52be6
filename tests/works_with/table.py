"""The tables in the documentation."""

import re
from pathlib import Path

from .environments import version_of
from .rows import TABLES, Carrier, Neighbor, Receiver, Row

PAGE = Path(__file__).parents[2] / "docs/reference/works-with.md"
FACTS = ("stop reason", "unknown field", "unknown event")
"""What the programs of all carriers report."""

_FINDINGS = "../../findings"
_PROGRAMS = "../../tests/works_with/programs"


def line(row: Row, outcomes: dict[str, str], date: str) -> str:
    """The line of a row in its table."""
    title = f"[{row.title}]({_PROGRAMS}/{row.program}.py)"
    others = dict(outcomes)
    if isinstance(row, Receiver):
        cells = [cell for cell in (row.body, row.headers, row.response) if cell]
    else:
        assert isinstance(row, Neighbor)
        facts = [others.pop(fact) for fact in FACTS] if isinstance(row, Carrier) else []
        cells = [row.write, *facts]
    notes = [f"{label}: {outcome}" for label, outcome in others.items()]
    notes += [f"[Finding]({_FINDINGS}/{finding}.sh)" for finding in row.findings]
    cells = [title, *cells, "<br>".join(notes), version_of(row), date]
    return f"| {' | '.join(cells)} |"


def without_version_and_date(line: str) -> str:
    """The part of a line that changes only if the outcome, or what users write, has changed."""
    return line.rsplit(" | ", maxsplit=2)[0]


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
        body = "\n".join(known[row.name] for row in rows if row.name in known)
        pattern = rf"^## {re.escape(heading)}\n(?:(?!## ).*\n)*?\| -.*\|\n((?:\|.*\n)*)"
        table = re.search(pattern, text, re.MULTILINE)
        assert table, f"{PAGE.name} has no table under '## {heading}'"
        text = f"{text[: table.start(1)]}{body}\n{text[table.end(1) :]}"
    PAGE.write_text(text)
