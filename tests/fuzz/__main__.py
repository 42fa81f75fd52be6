"""Fuzz the library: atheris drives Hypothesis, guided by the coverage of the library's code.

    python -m tests.fuzz -max_total_time=900

The arguments are those of libFuzzer. An input that violates an oracle is printed, and saved as
`crash-…` in the working directory; `python -m tests.fuzz crash-…` runs it again.
"""

import sys

import atheris
from atheris.import_hook import instrument_imports

with instrument_imports(include=["rtms_events"]):
    from .test_fuzz import test_the_oracles_hold_for_every_request

LIMITS = ["-timeout=5", "-rss_limit_mb=1024", "-max_len=4096"]


def main() -> None:
    """Run libFuzzer."""
    test = getattr(test_the_oracles_hold_for_every_request, "hypothesis")  # noqa: B009 - not in its type
    check = test.inner_test

    def check_or_print(request: object) -> None:
        try:
            check(request=request)
        except Exception:
            print(f"{request=}", file=sys.stderr)
            raise

    test.inner_test = check_or_print
    atheris.Setup([sys.argv[0], *LIMITS, *sys.argv[1:]], test.fuzz_one_input)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
