"""The apps on the page about other receivers, on their servers, over HTTP."""

import re
from collections.abc import Iterator

import pytest

from rtms_events import MeetingRtmsStarted
from rtms_events.testing import EndpointCase, endpoint_cases, sample, signed_request

from .servers import EXAMPLES, SECRET, Program, serving

PAGE = (EXAMPLES.parent / "how-to/other-receivers.md").read_text()
SOCKET = """
import logging
import socket
logging.basicConfig(level="INFO")
server = socket.create_server(("127.0.0.1", 0))
print("port", server.getsockname()[1], flush=True)
"""
PROGRAMS = {
    "aiohttp": """
from aiohttp import web
from zoom_app import app
web.run_app(app, sock=server)
""",
    "Tornado": """
import asyncio
from tornado.httpserver import HTTPServer
from zoom_app import app
async def main():
    server.setblocking(False)
    HTTPServer(app).add_socket(server)
    await asyncio.Event().wait()
asyncio.run(main())
""",
}
"""Programs that serve the app of each section."""


@pytest.fixture(scope="module", params=PROGRAMS)
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Program]:
    reason = "the other frameworks are not installed: pip install --group other-frameworks"
    pytest.importorskip(request.param.lower(), reason=reason)
    folder = tmp_path_factory.mktemp("server")
    app = re.search(rf"^## {request.param}\n\n```py\n(.*?)```", PAGE, re.MULTILINE | re.DOTALL)
    assert app
    (folder / "zoom_app.py").write_text(app[1])
    command = ["python", "-c", SOCKET + PROGRAMS[request.param]]
    with serving(command, folder, PYTHONPATH=str(folder)) as server:
        yield server


@pytest.mark.parametrize("case", endpoint_cases(secret=SECRET), ids=str)
def test_it_passes_the_conformance_suite(server: Program, case: EndpointCase) -> None:
    case.check(*server.send(case.request))


def test_events_and_errors_are_logged(server: Program) -> None:
    request = signed_request(sample(MeetingRtmsStarted), secret=SECRET)
    assert server.send(request) == (204, b"")
    server.wait_for("zoom.*meeting.rtms_started")
    assert server.send(request._replace(body=b"{}"))[0] == 401
    server.wait_for("zoom.*responded 401: Signature mismatch")
