"""Draw the picture of the documentation from the table of the benchmarks.

python -m tests.benchmarks.picture
"""

import re
from html import escape
from pathlib import Path

PAGE = Path(__file__).with_name("README.md")
PICTURE = Path(__file__).parents[2] / "docs" / "pictures" / "performance.svg"
PEER = re.compile(r"^\| (.+?) \| (.+?) \| ([\d.]+) µs \| [\d.]+ \|$", re.MULTILINE)
WIDTH, ROW, LEFT = 400, 42, 12
FRAME = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" class="picture" role="img"
  aria-labelledby="performance-title">
  <title id="performance-title">{title}</title>
  <style>
    /* Colors for the file on its own. On the site, custom.css replaces them. */
    .picture {{ --ink: #1f2328; --paper: #ffffff; --box: #eef2f7; --line: #57606a; }}
    .picture {{ max-width: 34rem; }}
    @media (prefers-color-scheme: dark) {{
      .picture {{ --ink: #e6edf3; --paper: #131416; --box: #2b323b; --line: #9aa4af; }}
    }}
    .picture text {{ fill: var(--ink); font: 13px system-ui, sans-serif; }}
    .picture .time {{ font-weight: 700; }}
    .picture .bar {{ fill: var(--box); stroke: var(--line); }}
    .picture .ours {{ fill: var(--line); }}
  </style>
  <rect width="{width}" height="{height}" fill="var(--paper)"/>
{rows}
</svg>
"""


def draw(page: str) -> str:
    """Return the picture: a bar for each library in the table of the page."""
    peers: list[tuple[str, str, str]] = PEER.findall(page.replace("`", ""))
    longest = max(float(time) for _, _, time in peers)
    rows: list[str] = []
    for index, (name, result, time) in enumerate(peers):
        top = ROW * index + 6
        length = max(2, round((WIDTH - LEFT - 70) * float(time) / longest))
        ours = " ours" if name == "rtms-events" else ""
        label = f"{name}: {result}"
        rows += [
            f'  <text x="{LEFT}" y="{top + 12}">{escape(label)}</text>',
            f'  <rect class="bar{ours}" x="{LEFT}" y="{top + 17}" width="{length}" height="10"/>',
            f'  <text class="time" x="{LEFT + length + 6}" y="{top + 27}">{time} µs</text>',
        ]
    return FRAME.format(
        width=WIDTH,
        height=ROW * len(peers) + 12,
        title="Time to verify and parse a delivery, in microseconds",
        rows="\n".join(rows),
    )


if __name__ == "__main__":
    PICTURE.write_text(draw(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
