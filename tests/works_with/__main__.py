"""Shows what the library does with other packages: `python -m tests.works_with [NAME …]`."""

import argparse
import subprocess
import sys
from datetime import datetime, timezone

from . import table
from .environments import environment, pin
from .rows import ROWS
from .runs import outcomes
from .services import UnavailableError


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.works_with", description=__doc__)
    parser.add_argument("names", metavar="NAME", nargs="*", help="rows to run (default: all)")
    parser.add_argument("--list", action="store_true", help="print the names of the rows")
    parser.add_argument("--pin", action="store_true", help="first pin the newest versions")
    parser.add_argument("--accept", action="store_true", help="write outcomes that have changed")
    options = parser.parse_args()
    if options.list:
        print("\n".join(ROWS))
        return
    if unknown := [name for name in options.names if name not in ROWS]:
        parser.error(f"there is no row {', '.join(unknown)}; --list shows the rows")
    failed = [
        name
        for name in options.names or ROWS
        if not run(name, is_pinned_first=options.pin, is_accepted=options.accept)
    ]
    if failed:
        sys.exit(f"failed: {' '.join(failed)}")


def run(name: str, *, is_pinned_first: bool, is_accepted: bool) -> bool:
    """Run a row and write its line, unless its outcome has changed."""
    row = ROWS[name]
    try:
        if is_pinned_first:
            pin([name])
        seen = outcomes(row, environment(row))
    except UnavailableError as reason:
        print(f"{name}: skipped, because {reason}")
        return True
    except (AssertionError, OSError, RuntimeError, subprocess.SubprocessError) as error:
        print(f"{name}: FAILED: {error}")
        return False
    line = table.line(row, seen, f"{datetime.now(timezone.utc):%Y-%m-%d}")
    documented = table.without_version_and_date(table.lines().get(name, ""))
    if documented != table.without_version_and_date(line) and not is_accepted:
        print(f"{name}: CHANGED\n  documented: {documented}\n  seen:       {line}")
        return False
    table.write({name: line})
    print(line if documented != table.without_version_and_date(line) else f"{name}: as documented")
    return True


if __name__ == "__main__":
    main()
