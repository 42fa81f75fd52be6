"""Real servers for programs that need one, started on the loopback interface."""

import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory


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


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


@contextmanager
def _running(
    command: list[str], port: int, log: Path, user: str | None = None
) -> Generator[None, None, None]:
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, cwd="/", user=user)
    try:
        while True:
            try:
                process.wait(timeout=0.05)
            except subprocess.TimeoutExpired:
                try:
                    socket.create_connection(("127.0.0.1", port)).close()
                except OSError:
                    continue
                break
            raise RuntimeError(log.read_text())
        yield
    finally:
        process.terminate()
        try:
            process.wait(timeout=30)
        finally:
            process.kill()


@contextmanager
def _redis(folder: Path) -> Generator[dict[str, str], None, None]:
    program, port = _program("redis-server", "redis-server"), _free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    with _running([*command, "--dir", str(folder)], port, folder / "redis.log"):
        yield {"REDIS_URL": f"redis://127.0.0.1:{port}/0"}


@contextmanager
def _postgresql(folder: Path) -> Generator[dict[str, str], None, None]:
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    initdb = _program("initdb", "postgresql", *versions)
    port = _free_port()
    user = "postgres" if os.getuid() == 0 else None  # PostgreSQL does not run as root
    with TemporaryDirectory() as data:
        if user:
            shutil.chown(data, user)
        create = [initdb, "--auth=trust", "--username=postgres", "--encoding=UTF8", data]
        subprocess.run(create, check=True, capture_output=True, user=user, cwd="/")
        server = str(Path(initdb).with_name("postgres"))
        command = [server, "-D", data, "-p", str(port), "-h", "127.0.0.1", "-k", "", "-F"]
        with _running(command, port, folder / "postgresql.log", user):
            yield {"DATABASE_URL": f"postgresql://postgres@127.0.0.1:{port}/postgres"}


@contextmanager
def _mariadb(folder: Path) -> Generator[dict[str, str], None, None]:
    install = _program("mariadb-install-db", "mariadb-server")
    server, port = _program("mariadbd", "mariadb-server"), _free_port()
    user = "mysql" if os.getuid() == 0 else None
    with TemporaryDirectory() as data:
        if user:
            shutil.chown(data, user)
        options = [f"--datadir={data}", f"--socket={data}/s"]
        create = [install, "--no-defaults", "--auth-root-authentication-method=normal"]
        create += ["--skip-test-db", *options[:1]]
        subprocess.run(create, check=True, capture_output=True, user=user, cwd="/")
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
