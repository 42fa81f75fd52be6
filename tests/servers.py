"""Runs the example programs as processes, the way users run them, and sends them requests."""

import http.client
import os
import queue
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Mapping
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Thread

import pytest

from rtms_events.testing import SignedRequest

EXAMPLES = Path(__file__).parents[1] / "docs/examples"
SECRET = "a secret for tests"
LAST_RETRY = 85 * 60
"""The seconds after which Zoom retries a delivery for the last time."""
PORT = r"(?:127\.0\.0\.1:|port )(\d+)"
"""How the servers report the port that they have picked."""


class Program:
    """A running process, with the processes that it starts, and its log."""

    def __init__(self, command: list[str], folder: Path, environ: Mapping[str, str]) -> None:
        # `PATH` could lead to a program of another environment.
        program = shutil.which(command[0], path=Path(sys.executable).parent)
        if program is None:
            pytest.skip(f"{command[0]} is not installed")
        self.process = subprocess.Popen(
            [program, *command[1:]],
            cwd=folder,
            env={
                "HOME": str(folder),
                "PATH": os.environ["PATH"],
                "PORT": "0",
                "PYTHONPATH": str(EXAMPLES),
                "ZOOM_WEBHOOK_SECRET_TOKEN": SECRET,
                **environ,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            text=True,
        )
        self.port = 0
        self.log: list[str] = []
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.log.append(line)
            self._lines.put(line)

    def wait_for(self, pattern: str) -> re.Match[str]:
        """The next line of the log that matches."""
        while True:
            try:
                line = self._lines.get(timeout=30)
            except queue.Empty:
                pytest.fail(f"{pattern!r} is not in the log:\n{''.join(self.log)}")
            if match := re.search(pattern, line):
                return match

    def send(
        self, request: SignedRequest, method: str = "POST", *, chunked: bool = False
    ) -> tuple[int, bytes]:
        """Send a request, and return the status and the body of the response."""
        status, _, body = self.exchange(request, method, chunked=chunked)
        return status, body

    def exchange(
        self,
        request: SignedRequest,
        method: str = "POST",
        *,
        path: str = "/zoom",
        chunked: bool = False,
    ) -> tuple[int, list[tuple[str, str]], bytes]:
        """Send a request, and return the status, the headers, and the body of the response."""
        body = iter([request.body[:7], request.body[7:]]) if chunked else request.body
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            # A server may respond, and close the connection, before it has read the whole body.
            with suppress(BrokenPipeError, ConnectionResetError):
                connection.request(method, path, body, request.headers, encode_chunked=chunked)
            response = connection.getresponse()
            return response.status, response.getheaders(), response.read()

    def wait_until_it_listens(self) -> None:
        """The workers of uvicorn listen only after they have logged that they are ready."""
        deadline = time.monotonic() + 30
        while True:
            try:
                with socket.create_connection(("127.0.0.1", self.port)):
                    return
            except ConnectionRefusedError:
                if time.monotonic() > deadline:
                    raise

    def kill(self) -> None:
        """Kill the process and all processes that it has started."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def stop(self) -> None:
        """Terminate the process, and wait until it has exited."""
        self.process.terminate()
        try:
            self.process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            pytest.fail(f"it does not stop:\n{''.join(self.log)}")
        finally:
            self.kill()
            self._reader.join()
            self.process.communicate()


@contextmanager
def running(command: list[str], folder: Path, **environ: str) -> Generator[Program, None, None]:
    """Run a program until the block ends."""
    program = Program(command, folder, environ)
    try:
        yield program
    finally:
        program.stop()


@contextmanager
def serving(command: list[str], folder: Path, **environ: str) -> Generator[Program, None, None]:
    """Run a server on a free port until the block ends."""
    with running(command, folder, **environ) as server:
        server.port = int(server.wait_for(PORT)[1])
        yield server
