"""Change the library in small ways with mutmut, and list the changes that no test notices.

    python -m tests.mutation

This takes about 20 minutes on two cores. Exits with 1 if a mutant survives that `equivalent.py`
does not list, or if that file lists a mutant that does not survive. Names of mutants as arguments,
such as `"rtms_events._webhook.x__is_environ__*"`, limit the run to them.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

from mutmut.configuration import config

from .equivalent import EQUIVALENT, Equivalent


class Mutant(NamedTuple):
    """A function, and the code that a mutant changes in it."""

    function: str
    old: str
    new: str


MUTMUT = str(Path(sys.executable).with_name("mutmut"))


def output_of_mutmut(*arguments: str) -> list[str]:
    """Run a command of mutmut, and return the lines that it prints."""
    run = subprocess.run([MUTMUT, *arguments], check=True, stdout=subprocess.PIPE, encoding="utf-8")
    return run.stdout.splitlines()


def survivors() -> Iterator[str]:
    """Yield the names of the mutants that mutmut found no failing test for."""
    for line in output_of_mutmut("results"):
        name, _, status = line.strip().partition(": ")
        if status != "killed" and not (status == "not checked" and sys.argv[1:]):
            yield name


def describe(name: str) -> Mutant:
    """Return what a mutant changes."""
    lines = output_of_mutmut("show", name)
    old, new = (
        " ".join(line[1:].strip() for line in lines if line.startswith(sign))
        for sign in ("- ", "+ ")
    )
    # rtms_events._webhook.xǁWebhookǁverify__mutmut_1, rtms_events._parse.x_parse_event__mutmut_1
    module, _, function = name.partition("__mutmut_")[0].rpartition(".x")
    function = function.replace("ǁ", ".").removeprefix(".").removeprefix("_")
    return Mutant(f"{module.removeprefix('rtms_events.')}.{function}", old, new)


def mark_of(mutant: Mutant) -> Equivalent | None:
    """Return the entry of `equivalent.py`."""
    marks = (mark for mark in EQUIVALENT if mark.function == mutant.function)
    return next((m for m in marks if mutant.old.replace(m.old, m.new) == mutant.new), None)


def is_killed(name: str) -> bool:
    """Run all tests on a mutant.

    mutmut runs only the tests that call the function. Therefore, it misses functions that are
    called during an import. It reports tests that disappear as a timeout.
    """
    tests = config().pytest_add_cli_args + config().pytest_add_cli_args_test_selection
    environment = {"MUTANT_UNDER_TEST": name, "PYTHONPATH": str(Path("mutants/src").resolve())}
    try:
        run = subprocess.run(
            [sys.executable, "-m", "pytest", "--quiet", "--exitfirst", *tests],
            cwd="mutants",
            env=os.environ | environment,
            check=False,
            capture_output=True,
            timeout=300,
        )
    except subprocess.TimeoutExpired:
        return True
    return run.returncode != 0


def main() -> None:
    """Run mutmut, and compare the survivors with those that are marked."""
    failed = False
    shutil.rmtree("mutants", ignore_errors=True)  # mutmut would keep the results of earlier tests
    subprocess.run([MUTMUT, "run", *sys.argv[1:]], check=True)
    if is_killed(""):
        sys.exit("The tests fail even if nothing is changed.")
    stale = set[Equivalent]() if sys.argv[1:] else set(EQUIVALENT)
    unmarked: dict[str, Mutant] = {}
    for name in survivors():
        mutant = describe(name)
        if mark := mark_of(mutant):
            stale.discard(mark)
        else:
            unmarked[name] = mutant
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, killed in zip(unmarked, pool.map(is_killed, unmarked), strict=True):
            if not killed:
                failed = True
                print(f"\n{name} SURVIVED\n- {unmarked[name].old}\n+ {unmarked[name].new}")
    for mark in sorted(stale):
        print(f"\nMARKED, BUT DID NOT SURVIVE: {mark}")
    print(f"\n{len(EQUIVALENT)} mutants are marked as equivalent.")
    sys.exit(failed or bool(stale))


if __name__ == "__main__":
    main()
