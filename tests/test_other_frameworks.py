"""The handlers of the page about other frameworks, on their servers, over HTTP."""

import re
from collections.abc import Iterator

import pytest

from rtms_events import MeetingRtmsStarted
from rtms_events.testing import EndpointCase, endpoint_cases, sample, signed_request

from .servers import EXAMPLES, SECRET, Program, serving

PAGE = (EXAMPLES.parent / "how-to/other-frameworks.md").read_text()
SOCKET = """
import socket
server = socket.create_server(("127.0.0.1", 0))
print("port", server.getsockname()[1], flush=True)
"""
PROGRAMS = {
    "aiohttp": """
from aiohttp import web
{handler}
app = web.Application(client_max_size=10_000_000)
app.add_routes([web.post("/zoom", zoom)])
web.run_app(app, sock=server)
""",
    "Litestar": """
import uvicorn
from litestar import Litestar, Request, Response, post
{handler}
uvicorn.run(Litestar([zoom]), fd=server.fileno())
""",
    "Sanic": """
from sanic import HTTPResponse, Request, Sanic, text
app = Sanic("zoom")
{handler}
app.run(sock=server, single_process=True)
""",
    "Tornado": """
import asyncio
from tornado.httpserver import HTTPServer
from tornado.web import Application, RequestHandler
{handler}
async def main():
    server.setblocking(False)
    HTTPServer(Application([("/zoom", Zoom)])).add_socket(server)
    await asyncio.Event().wait()
asyncio.run(main())
""",
}
"""Programs that serve the handler of each section."""


def blocks(language: str, section: str) -> str:
    return "\n".join(re.findall(rf"```{language}\n(.*?)```", section, re.DOTALL))


@pytest.fixture(scope="module", params=PROGRAMS)
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Program]:
    name = request.param.lower()
    reason = "the other frameworks are not installed: pip install --group other-frameworks"
    pytest.importorskip(name, reason="Sanic is not installed" if name == "sanic" else reason)
    [section] = re.findall(rf"^## {request.param}\n(.*?)^## ", PAGE, re.MULTILINE | re.DOTALL)
    program = PROGRAMS[request.param].format(handler=blocks("py", section))
    code = blocks("python", PAGE) + SOCKET + program
    with serving(["python", "-c", code], tmp_path_factory.mktemp("server")) as server:
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
