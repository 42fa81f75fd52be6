"""Draw the picture of the performance page, from times measured now.

    python -m tests.benchmarks.picture

Needs the dependency group `peers`.
"""

from html import escape
from pathlib import Path

from .peers import Peer, measure, versions

PICTURE = Path(__file__).parents[2] / "docs" / "pictures" / "performance.svg"
WIDTH, ROW, LEFT = 400, 34, 12
FRAME = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" class="picture" role="img"
  aria-labelledby="performance-title">
  <title id="performance-title">{title}</title>
  <desc>{versions}</desc>
  <style>
    /* Colors for the file on its own. On the site, custom.css replaces them. */
    .picture {{ --ink: #1f2328; --paper: #ffffff; --box: #eef2f7; --line: #57606a; }}
    .picture {{ max-width: 28rem; }}
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


def draw(measured: list[tuple[Peer, float]]) -> str:
    """Return the picture: a bar for each peer."""
    longest = max(time for _, time in measured)
    rows: list[str] = []
    for index, (peer, time) in enumerate(measured):
        top = ROW * index + 6
        length = max(2, round((WIDTH - LEFT - 70) * time / longest))
        ours = " ours" if peer.name == "rtms-events" else ""
        label = f"{peer.name}: {peer.result.replace('`', '')}"
        rows += [
            f'  <text x="{LEFT}" y="{top + 12}">{escape(label)}</text>',
            f'  <rect class="bar{ours}" x="{LEFT}" y="{top + 17}" width="{length}" height="10"/>',
            f'  <text class="time" x="{LEFT + length + 6}" y="{top + 27}">{time:.1f} µs</text>',
        ]
    return FRAME.format(
        width=WIDTH,
        height=ROW * len(measured) + 12,
        title="Time to verify and parse a delivery, in microseconds",
        versions=escape(versions()),
        rows="\n".join(rows),
    )


if __name__ == "__main__":
    PICTURE.write_text(draw(measure()), encoding="utf-8")
