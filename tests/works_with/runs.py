"""Runs the program of a row, and says in words what it does."""

import json
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Timer

from rtms_events.testing import EndpointCase, endpoint_cases

from ..servers import SECRET, Program
from .rows import Receiver, Row
from .services import service

PROGRAMS = Path(__file__).with_name("programs")
LIMIT = 120
"""Seconds that a program may run."""
CASES = {case.name: case for case in endpoint_cases(secret=SECRET)}


def outcomes(row: Row, bin_folder: Path) -> dict[str, str]:
    """What the program of a row does, in words, by what users write.

    Raises:
        AssertionError: A receiver does not pass the conformance suite, or a program fails.
        UnavailableError: A server that the row needs is not installed.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        variables = environ(bin_folder)
        for name in row.services:
            variables |= stack.enter_context(service(name, folder))
        if isinstance(row, Receiver):
            server = stack.enter_context(serving(row, folder, variables))
            return dict(_outcomes_of_receiver(row, server))
        return _outcomes_of_neighbor(row, folder, variables)


def environ(bin_folder: Path) -> dict[str, str]:
    """The variables with which a program finds its environment and what the programs share."""
    return {
        "PATH": f"{bin_folder}:{bin_folder.parent}/node_modules/.bin:{os.environ['PATH']}",
        "PYTHONPATH": str(PROGRAMS),
        "PYTHONDONTWRITEBYTECODE": "1",
    }


@contextmanager
def serving(
    row: Receiver, folder: Path, variables: Mapping[str, str]
) -> Generator[Program, None, None]:
    """Run a receiver on a free port until the block ends, or until the time is up."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    command = row.command.format(port=port) or f"python {PROGRAMS / row.program}.py"
    server = Program(_found(command.split(), variables), folder, {**variables, "PORT": str(port)})
    server.port = port
    timer = Timer(LIMIT, server.kill)
    timer.start()
    try:
        _wait_until_it_listens(server)
        yield server
    finally:
        timer.cancel()
        server.stop()


def _found(command: list[str], variables: Mapping[str, str]) -> list[str]:
    program = shutil.which(command[0], path=variables["PATH"])
    assert program is not None, f"{command[0]} is not installed"
    return [program, *command[1:]]


def _wait_until_it_listens(server: Program) -> None:
    deadline = time.monotonic() + LIMIT
    while time.monotonic() < deadline:
        with suppress(subprocess.TimeoutExpired):
            server.process.wait(timeout=0.05)
            break
        with suppress(OSError), socket.create_connection(("127.0.0.1", server.port)):
            return
    raise AssertionError("it does not listen:\n" + "".join(server.log[-30:]))


def _outcomes_of_receiver(row: Receiver, server: Program) -> Iterator[tuple[str, str]]:
    right = Responses(server, "/zoom")
    assert not right.problems, "\n".join([*right.problems.values(), *server.log[-30:]])
    for path, label in row.wrong.items():
        yield label, Responses(server, path).in_words()
    chunked = server.send(CASES["meeting.rtms_started"].request, chunked=True)[0]
    if chunked != 204:
        yield "A chunked request", _fate(f"the event gets a {chunked}")


class Responses:
    """How a receiver responds to the conformance suite."""

    def __init__(self, server: Program, path: str) -> None:
        self.statuses: dict[str, int] = {}
        self.problems: dict[str, str] = {}
        for case in CASES.values():
            self._send(server, path, case)

    def _send(self, server: Program, path: str, case: EndpointCase) -> None:
        try:
            status, body = server.send(case.request, path=path)
        except OSError:  # the server closes the connection
            status, body = 500, b""
        self.statuses[case.name] = status
        try:
            case.check(status, body)
        except AssertionError as error:
            self.problems[case.name] = str(error)

    def in_words(self) -> str:
        """What Zoom and attackers get from it."""
        if not self.problems:
            return "works as well"
        if len(statuses := {*self.statuses.values()}) == 1:
            return _fate(f"every request gets a {statuses.pop()}")
        words = [
            _fate(f"{subject} {verb} a {self.statuses[name]}")
            for name, (subject, verb) in _SUBJECTS.items()
            if name in self.problems
        ]
        return ", ".join(words) or f"fails: {', '.join(self.problems)}"


_SUBJECTS = {
    "meeting.rtms_started": ("events", "get"),
    "known event with invalid data": ("invalid events", "get"),
    "URL validation": ("URL validation", "gets"),
    "forged body": ("forgeries", "get"),
}
"""The cases that are described, unless all go wrong in the same way."""


def _fate(text: str) -> str:
    if "event" not in text:
        return text.replace("gets a 200", "gets a 200 with the wrong body")
    return text + " (lost)" if re.search(r"[34]\d\d$", text) else text


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
        program.stop()
    assert code == 0, f"exit code {code}:\n" + "".join(program.log[-30:])
    lines = report.read_text().splitlines() if report.exists() else []
    assert lines, "it reports nothing"
    seen: dict[str, str] = {}
    for line in lines:
        seen.update(json.loads(line))
    return seen
