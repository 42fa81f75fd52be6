"""The program whose instructions `measure.py` counts: it runs everything that is compared.

Each function runs in forks of a process that has imported everything: in one fork, it is not
called; in another one, it is called as often as the comparison says.
"""

import os
import sys
from collections.abc import Callable
from importlib import import_module


def run_in_fork(function: Callable[[], object], calls: int) -> None:
    """Call a function in another process, and wait for it."""
    if (child := os.fork()) == 0:
        for _ in range(calls):
            function()
        os._exit(0)
    os.waitpid(child, 0)


def main(classes: int) -> None:
    """Run everything, after some classes have been created.

    Their number changes where all other classes are in the interpreter's method cache. Collisions
    in this cache can cost 10% of all instructions.
    """
    kept = [type(f"Class{number}", (), {}) for number in range(classes)]
    comparisons = import_module(".comparisons", __package__).COMPARISONS
    for comparison in comparisons:
        for function in (comparison.run, comparison.run_other):
            for _ in range(5):
                function()
            run_in_fork(function, 0)
            run_in_fork(function, comparison.calls)
    del kept


if __name__ == "__main__":
    main(int(sys.argv[1]))
