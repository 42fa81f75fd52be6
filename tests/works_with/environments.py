"""An environment for each row, with the versions in `pins.json`."""

import json
import os
import re
import shutil
import subprocess
import sys
import venv
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp

from .rows import ROWS, Row
from .services import UnavailableError

ROOT = Path(__file__).parents[2]
PINS = Path(__file__).with_name("pins.json")
CACHE = ROOT / ".works_with"
LIMIT = 600
"""Seconds that an installation may take."""

HERE = Path(sys.executable).parent
"""The programs of the environment that runs this."""


def pins() -> dict[str, list[str]]:
    """The packages of each environment, with their versions."""
    pinned: dict[str, list[str]] = json.loads(PINS.read_text())
    return pinned


def version_of(row: Row) -> str:
    """The first package that a row requires, with its pinned version."""
    if row.version_command:
        path = f"{os.environ['PATH']}:/usr/sbin"
        program, *arguments = row.version_command.split()
        command = [shutil.which(program, path=path) or program, *arguments]
        output = subprocess.run(command, check=True, capture_output=True, text=True)
        version = re.search(r"\d+(?:\.\d+)+", output.stdout + output.stderr)
        return f"{program} {version[0]}" if version else program
    if not row.requires:
        return f"Python {sys.version_info[0]}.{sys.version_info[1]}"
    name = name_of(row.requires[0])
    pin = next(pin for pin in pins()[row.name] if name_of(pin) == name)
    return pin.removeprefix(_NPM).replace("==", " ")


def environment(row: Row) -> Path:
    """The folder with the programs of a row's environment, which is created if it is missing.

    Raises:
        RuntimeError: A package cannot be installed.
        UnavailableError: npm is needed and not installed.
    """
    pinned = pins()[row.name]
    key = sha256(json.dumps([sys.version, pinned]).encode()).hexdigest()[:8]
    folder = CACHE / f"{row.name}-{key}"
    if not (folder / "complete").exists():
        _install(folder, pinned, "--no-deps")
        (folder / "complete").touch()
    _pip(folder, "install", "--no-deps", "--force-reinstall", _wheel())
    return folder / "bin"


def pin(names: Iterable[str]) -> None:
    """Pin the newest versions that the requirements of the rows allow."""
    for name in names:
        folder = Path(mkdtemp())
        try:
            _install(folder, [*ROWS[name].requires, _wheel()])
            packages = _pip(
                folder, "freeze", "--all", "--exclude=pip", "--exclude=rtms-events"
            ).split()
            packages += [_npm_pin(folder, package) for package in _npm(ROWS[name].requires)]
        finally:
            shutil.rmtree(folder)
        known = pins() | {name: packages}
        lines = [f"{json.dumps(row)}: {json.dumps(known[row])}" for row in ROWS if row in known]
        PINS.write_text("{\n" + ",\n".join(lines) + "\n}\n")


def _install(folder: Path, packages: list[str], *options: str) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    venv.create(folder, symlinks=True)
    npm = _npm(packages)
    _pip(folder, "install", *options, *(package for package in packages if package not in npm))
    if npm:
        if shutil.which("npm") is None:
            raise UnavailableError("npm is not installed")
        names = [name.removeprefix(_NPM).replace("==", "@") for name in npm]
        _run(["npm", "install", "--silent", "--ignore-scripts", f"--prefix={folder}", *names])


_NPM = "npm:"


def _npm(packages: Iterable[str]) -> list[str]:
    return [package for package in packages if package.startswith(_NPM)]


def _npm_pin(folder: Path, requirement: str) -> str:
    name = requirement.removeprefix(_NPM)
    package: dict[str, str] = json.loads((folder / f"node_modules/{name}/package.json").read_text())
    return f"{_NPM}{name}=={package['version']}"


@cache
def _wheel() -> str:
    folder = CACHE / "wheel"
    shutil.rmtree(folder, ignore_errors=True)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps"]
    _run([*command, f"--wheel-dir={folder}", str(ROOT)])
    [wheel] = folder.iterdir()
    return str(wheel)


def _pip(folder: Path, *arguments: str) -> str:
    python = folder / "bin/python"
    return _run([sys.executable, "-m", "pip", "--quiet", f"--python={python}", *arguments])


def _run(command: list[str]) -> str:
    result = subprocess.run(command, check=False, capture_output=True, text=True, timeout=LIMIT)
    if result.returncode:
        raise RuntimeError(f"{' '.join(command[:6])} … failed:\n{result.stderr[-2000:]}")
    return result.stdout


def name_of(requirement: str) -> str:
    """The normalized name of the package that a requirement or a pin names."""
    if requirement.startswith(_NPM):
        return requirement.partition("==")[0]
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=~!;@ ]", requirement)[0]).lower()
