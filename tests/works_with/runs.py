"""Runs the program of a row, and says in words what it does."""

import http.client
import json
import os
import shutil
from collections.abc import Generator, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Timer

from rtms_events.testing import EndpointCase, endpoint_cases

from ..servers import SECRET, Program
from .rows import Receiver, Row
from .services import free_port, service, wait_until_it_listens

PROGRAMS = Path(__file__).with_name("programs")
LIMIT = 120
"""Seconds that a program may run."""
CASES = {case.name: case for case in endpoint_cases(secret=SECRET)}


def outcomes(row: Row, bin_folder: Path) -> dict[str, str]:
    """What the program of a row does, in words, by what users write.

    Raises:
        AssertionError: A receiver does not pass the conformance suite, or a program fails.
        RuntimeError: A server does not start.
        UnavailableError: A server that the row needs is not installed.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        variables = environ(bin_folder)
        for name in row.services:
            variables |= stack.enter_context(service(name, folder))
        if isinstance(row, Receiver):
            server = stack.enter_context(receiving(row, folder, variables))
            return dict(_outcomes_of_receiver(row, server))
        return _outcomes_of_neighbor(row, folder, variables)


def environ(bin_folder: Path) -> dict[str, str]:
    """The variables with which a program finds its environment and what the programs share."""
    npm = bin_folder.parent / "node_modules"
    return {
        "PATH": ":".join([str(bin_folder), str(npm / ".bin"), os.environ["PATH"], "/usr/sbin"]),
        "PYTHONPATH": str(PROGRAMS),
        "NODE_PATH": str(npm),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


@contextmanager
def receiving(
    row: Receiver, folder: Path, variables: Mapping[str, str]
) -> Generator[Program, None, None]:
    """Run a receiver on a free port until the block ends, or until the time is up."""
    port = free_port()
    command = (
        row.command.format(port=port, programs=PROGRAMS) or f"python {PROGRAMS / row.program}.py"
    )
    server = Program(_found(command.split(), variables), folder, {**variables, "PORT": str(port)})
    server.port = port
    timer = Timer(LIMIT, server.kill)
    timer.start()
    try:
        wait_until_it_listens(server.process, port, lambda: "".join(server.log[-30:]))
        yield server
    finally:
        timer.cancel()
        server.kill()
        server.stop()


def _found(command: list[str], variables: Mapping[str, str]) -> list[str]:
    program = shutil.which(command[0], path=variables["PATH"])
    assert program is not None, f"{command[0]} is not installed"
    return [program, *command[1:]]


def _outcomes_of_receiver(row: Receiver, server: Program) -> Iterator[tuple[str, str]]:
    right = Responses(server, "/zoom")
    assert not right.problems, f"{right.in_words()}\n{''.join(server.log[-30:])}"
    if right.content_types:
        yield "The program", right.content_types
    for path, label in row.other_ways.items():
        yield label, Responses(server, path).in_words()
    chunked = server.send(CASES[_EVENT].request, chunked=True)[0]
    if chunked != 204:
        yield "Chunked requests", f"events get a {chunked}{' and are lost' * (chunked < 500)}"


class Responses:
    """How a receiver responds to the conformance suite."""

    def __init__(self, server: Program, path: str) -> None:
        self.statuses: dict[str, int] = {}
        self.problems: dict[str, str] = {}
        self.content_types = ""
        self._without_content_type: set[int] = set()
        for case in CASES.values():
            self._send(server, path, case)

    def _send(self, server: Program, path: str, case: EndpointCase) -> None:
        try:
            status, headers, body = server.exchange(case.request, path=path)
        except (OSError, http.client.HTTPException):  # the server closed the connection
            status, headers, body = 500, [], b""
        self.statuses[case.name] = status
        types = [value for name, value in headers if name.lower() == "content-type"]
        if len(types) > 1:
            self.content_types = "sends two content types"
        elif case.name == _URL_VALIDATION and not types:
            self.content_types = "sends no content type for URL validation"
        elif case.name == _URL_VALIDATION and not types[0].startswith("application/json"):
            self.content_types = f"sends the content type `{types[0]}` for URL validation"
        elif types == ["None"]:
            self._without_content_type.add(status)
            statuses = " and ".join(map(str, sorted(self._without_content_type)))
            self.content_types = f"sends `content-type: None` with {statuses}"
        try:
            case.check(status, body)
        except AssertionError as error:
            self.problems[case.name] = str(error)

    def in_words(self) -> str:
        """Which requests get the wrong response, and which response it is."""
        if not self.problems:
            return self.content_types or "works as well"
        failed = [name for name in _SUBJECTS if name in self.problems]
        if not failed:
            return f"fails the cases {', '.join(map(repr, self.problems))}"
        status = self.statuses[_EVENT]
        if {_EVENT, _FORGERY} <= {*failed} and self.statuses[_FORGERY] == status:
            return f"requests get a {status}"
        if _EVENT in failed:
            failed = [name for name in failed if name not in {_INVALID_EVENT, _LARGE}]
        if _FORGERY in failed:
            failed = [name for name in failed if name != _MALFORMED]
        return ", ".join(map(self._consequence, failed))

    def _consequence(self, name: str) -> str:
        status = self.statuses[name]
        if name == _URL_VALIDATION and status == 200:
            return "URL validation fails"
        lost = " and are lost" if name in {_EVENT, _INVALID_EVENT, _LARGE} and status < 500 else ""
        return f"{_SUBJECTS[name]} a {status}{lost}"


_EVENT = "meeting.rtms_started"
_INVALID_EVENT = "known event with invalid data"
_URL_VALIDATION = "URL validation"
_FORGERY = "forged body"
_MALFORMED = "unsigned malformed JSON"
_LARGE = "body of 1 MB"
_SUBJECTS = {
    _EVENT: "events get",
    _INVALID_EVENT: "invalid events get",
    _URL_VALIDATION: "URL validation gets",
    _FORGERY: "forgeries get",
    _MALFORMED: "malformed requests get",
    _LARGE: "large bodies get",
}
"""The cases of the suite that stand for all others in the table."""


def _outcomes_of_neighbor(row: Row, folder: Path, variables: Mapping[str, str]) -> dict[str, str]:
    report = folder / "outcomes.jsonl"
    program = Program(
        _found(["python", f"{PROGRAMS / row.program}.py"], variables),
        folder,
        {**variables, "OUTCOMES": str(report)},
    )
    timer = Timer(LIMIT, program.kill)
    timer.start()
    try:
        code = program.process.wait()
    finally:
        timer.cancel()
        program.kill()
        program.stop()
    assert code == 0, f"exit code {code}:\n" + "".join(program.log[-30:])
    lines = report.read_text().splitlines() if report.exists() else []
    assert lines, "it reports nothing"
    seen: dict[str, str] = {}
    for line in lines:
        seen.update(json.loads(line))
    return seen
