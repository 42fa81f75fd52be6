"""Run the conformance suite side by side with pytest-xdist."""

import subprocess
from pathlib import Path

from events import attempt

TESTS = """
import pytest
from rtms_events import Event, Webhook
from rtms_events.testing import endpoint_cases

webhook = Webhook("the secret token")

@pytest.mark.parametrize("case", endpoint_cases(secret="the secret token"), ids=str)
def test_my_endpoint(case):
    reply = webhook.receive(case.request.body, case.request.headers)
    case.check(reply.status, reply.body)
"""


def run(*options):
    Path("test_endpoint.py").write_text(TESTS)
    command = ["pytest", "-q", "-n2", *options, "test_endpoint.py"]
    return subprocess.run(command, check=False).returncode == 0


attempt("The conformance suite passes with `-n2`", run)
