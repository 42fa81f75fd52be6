"""Real servers for programs that need one, started on the loopback interface."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

_LIMIT = 60
"""Seconds that a server may take to start."""


class UnavailableError(Exception):
    """Something that a row needs is not installed."""


def service(name: str, folder: Path) -> AbstractContextManager[dict[str, str]]:
    """Start a server until the block ends, and return the variables that say where it is.

    Raises:
        UnavailableError: It is not installed.
    """
    return _SERVICES[name](folder)


def _program(name: str, package: str, *folders: Path) -> str:
    path = ":".join([os.environ["PATH"], "/usr/sbin", *map(str, folders)])
    found = shutil.which(name, path=path)
    if found is None:
        raise UnavailableError(f"{name} is not installed: apt-get install {package}")
    return found


def free_port() -> int:
    """A port of the loopback interface that no server uses."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


def wait_until_it_listens(
    process: subprocess.Popen[str] | subprocess.Popen[bytes], port: int, log: Callable[[], str]
) -> None:
    """Wait until a server accepts connections.

    Raises:
        RuntimeError: The server has exited, or the time is up. The message contains its log.
    """
    deadline = time.monotonic() + _LIMIT
    while time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=0.05)
            break
    raise RuntimeError(f"the server does not listen:\n{log()}")


@contextmanager
def _running(
    command: list[str],
    port: int,
    log: Path,
    user: str | None = None,
    stop: signal.Signals = signal.SIGTERM,
) -> Generator[None, None, None]:
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, cwd="/", user=user)
    try:
        wait_until_it_listens(process, port, log.read_text)
        yield
    finally:
        process.send_signal(stop)
        try:
            process.wait(timeout=30)
        finally:
            process.kill()


@contextmanager
def _redis(folder: Path) -> Generator[dict[str, str], None, None]:
    program, port = _program("redis-server", "redis-server"), free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    with _running([*command, "--dir", str(folder)], port, folder / "redis.log"):
        yield {"REDIS_URL": f"redis://127.0.0.1:{port}/0"}


class PostgreSql(NamedTuple):
    """A PostgreSQL server that can be started."""

    command: list[str]
    port: int
    user: str | None
    """The user of the system that has to run it, if not this one."""

    @property
    def environ(self) -> dict[str, str]:
        """The variables that say where it is."""
        return {"DATABASE_URL": f"postgresql://postgres@127.0.0.1:{self.port}/postgres"}

    def running(self, log: Path) -> AbstractContextManager[None]:
        """Run the server until the block ends. Its data is kept."""
        # SIGTERM would wait until all clients have disconnected.
        return _running(self.command, self.port, log, self.user, signal.SIGINT)


@contextmanager
def postgresql() -> Generator[PostgreSql, None, None]:
    """Create the files of a PostgreSQL server, and delete them when the block ends.

    Raises:
        UnavailableError: PostgreSQL is not installed.
    """
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    initdb = _program("initdb", "postgresql", *versions)
    port = free_port()
    user = "postgres" if os.getuid() == 0 else None  # PostgreSQL does not run as root
    with TemporaryDirectory() as data:
        if user:
            shutil.chown(data, user)
        create = [initdb, "--auth=trust", "--username=postgres", "--encoding=UTF8", data]
        subprocess.run(create, check=True, capture_output=True, user=user, cwd="/", timeout=_LIMIT)
        server = str(Path(initdb).with_name("postgres"))
        command = [server, "-D", data, "-p", str(port), "-h", "127.0.0.1", "-k", "", "-F"]
        yield PostgreSql(command, port, user)


@contextmanager
def _postgresql(folder: Path) -> Generator[dict[str, str], None, None]:
    with postgresql() as server, server.running(folder / "postgresql.log"):
        yield server.environ


@contextmanager
def _mariadb(folder: Path) -> Generator[dict[str, str], None, None]:
    install = _program("mariadb-install-db", "mariadb-server")
    server, port = _program("mariadbd", "mariadb-server"), free_port()
    user = "mysql" if os.getuid() == 0 else None
    with TemporaryDirectory() as data:
        if user:
            shutil.chown(data, user)
        options = [f"--datadir={data}", f"--socket={data}/s"]
        create = [install, "--no-defaults", "--auth-root-authentication-method=normal"]
        create += ["--skip-test-db", *options[:1]]
        subprocess.run(create, check=True, capture_output=True, user=user, cwd="/", timeout=_LIMIT)
        command = [server, "--no-defaults", *options, f"--port={port}", "--bind-address=127.0.0.1"]
        with _running(command, port, folder / "mariadb.log", user):
            yield {"MARIADB_PORT": str(port)}


@contextmanager
def _nginx(_folder: Path) -> Generator[dict[str, str], None, None]:
    _program("nginx", "nginx-light")
    yield {}  # the program starts it, with its own configuration


_SERVICES: dict[str, Callable[[Path], AbstractContextManager[dict[str, str]]]] = {
    "mariadb": _mariadb,
    "nginx": _nginx,
    "postgresql": _postgresql,
    "redis": _redis,
}
