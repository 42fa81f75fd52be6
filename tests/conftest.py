"""The examples in the README are tests too."""

from doctest import ELLIPSIS
from pathlib import Path

import pytest
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser


class Documentation:
    """Registered as a plugin: hooks in a `conftest.py` see only what is below it."""

    pytest_collect_file = staticmethod(
        Sybil(
            path=str(Path(__file__).parents[1]),
            parsers=[PythonCodeBlockParser(doctest_optionflags=ELLIPSIS)],
            patterns=["*.md"],
        ).pytest()
    )


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Documentation())
