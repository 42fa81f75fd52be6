"""Runs the Python blocks of the README and of the documentation as tests."""

import os
from doctest import ELLIPSIS
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sybil import Sybil
from sybil.parsers.markdown import PythonCodeBlockParser

settings.register_profile(
    "mutation",  # the same few examples for every mutant
    max_examples=20,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

SETTING = "ZOOM_WEBHOOK_SECRET_TOKEN"


def set_secret(_namespace: dict[str, object]) -> None:
    os.environ[SETTING] = "the secret token"


def unset_secret(_namespace: dict[str, object]) -> None:
    del os.environ[SETTING]


class Documentation:
    """Registered as a plugin, because the hooks of a `conftest.py` apply only to its own folder."""

    pytest_collect_file = staticmethod(
        Sybil(
            path=str(Path(__file__).parents[1]),
            parsers=[PythonCodeBlockParser(doctest_optionflags=ELLIPSIS)],
            patterns=["*.md"],
            setup=set_secret,
            teardown=unset_secret,
        ).pytest()
    )


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(Documentation())
