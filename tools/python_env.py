"""The virtual environment with everything that Odoo, the addon and its tests need, every version pinned."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

from . import cache, progress
from .trouble import Trouble

REQUIREMENTS = ("requirements.txt", "requirements-dev.txt")
# PostgreSQL is among the packages, and does not run as root: another user must be able to read them.
READABLE = 0o022
OLDEST, NEWEST = (3, 10), (3, 13)
NO_PYTHON = "Odoo 19 needs Python 3.10 to 3.13, and none is here: install one (apt install python3.13)."


def suitable(version: tuple[int, ...]) -> bool:
    """Whether Odoo 19 runs on this version of Python."""
    return OLDEST <= tuple(version[:2]) <= NEWEST


def base_python() -> tuple[str, str]:
    """A Python to build on, and its version: the one that runs this, else another one that is installed."""
    if suitable(sys.version_info) and sys.prefix == sys.base_prefix:
        return sys.executable, _version(sys.executable)
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        version = found and _version(found)
        if version:
            return found, version
    if suitable(sys.version_info):
        return sys.executable, _version(sys.executable)
    raise Trouble(NO_PYTHON)


def _version(python: str) -> str | None:
    """The full version of a Python that can make virtual environments; None when it cannot be used."""
    code = "import venv, platform; print(platform.python_implementation(), platform.python_version())"
    answer = subprocess.run([python, "-c", code], capture_output=True, text=True)
    return answer.stdout.strip() if answer.returncode == 0 else None


def key(repository: Path, version: str) -> str:
    """A name that changes with the pinned versions and with Python."""
    digest = hashlib.sha256(version.encode())
    for name in REQUIREMENTS:
        digest.update((repository / name).read_bytes())
    return digest.hexdigest()[:12]


def get(folder: Path, repository: Path) -> Path:
    """The Python of the virtual environment, which is made if it is not there yet."""
    base, version = base_python()
    if not version:
        raise Trouble("This Python cannot make virtual environments: install python3-venv (apt install python3-venv).")
    home = folder / "venvs" / key(repository, version)
    if cache.facts(home) is None:
        with cache.locked(folder, "venv", "installing Python packages"):
            if cache.facts(home) is None:
                _make(home, base, version, repository)
    return home / "bin" / "python"


def _make(home: Path, base: str, version: str, repository: Path) -> None:
    """Build it where it will stay, since its scripts hold their path; the marker makes it count."""
    cache.remove(home)
    installer = _empty(home, base)
    wanted = [word for name in REQUIREMENTS for word in ("-r", repository / name)]
    options = ["--disable-pip-version-check", "--no-input", "--no-deps", "--only-binary=:all:"]
    try:
        progress.run(
            [*installer, "install", *options, *wanted],
            "Installing Python packages",
            read=_step,
            umask=READABLE,
            env={**os.environ, "PYTHONUNBUFFERED": "1", "PIP_REQUIRE_VIRTUALENV": "0"},
        )
    except progress.Failed as failure:
        raise Trouble(explanation(failure.lines)) from failure
    cache.complete(home, python=version)


def _empty(home: Path, base: str) -> list[str]:
    """Make an empty environment; answers the command that installs into it.

    Debian keeps `ensurepip` in a package of its own, so the pip of the machine is asked first.
    """
    python = home / "bin" / "python"
    pip = [base, "-m", "pip", "--python", str(python)]
    bare = subprocess.run([base, "-m", "venv", "--without-pip", home], capture_output=True, text=True, umask=READABLE)
    if bare.returncode == 0 and subprocess.run([*pip, "--version"], capture_output=True).returncode == 0:
        return pip
    cache.remove(home)
    full = subprocess.run([base, "-m", "venv", home], capture_output=True, text=True, umask=READABLE)
    if full.returncode:
        raise Trouble("Python packages cannot be installed here: install pip (apt install python3-pip).")
    return [str(python), "-m", "pip"]


def pip(python: Path) -> list[str]:
    """The command that is pip for this environment: its own, or that of the Python that it was made with."""
    own = [str(python), "-m", "pip"]
    if subprocess.run([*own, "--version"], capture_output=True).returncode == 0:
        return own
    return [base_python()[0], "-m", "pip", "--python", str(python)]


def _step(line: str) -> str | None:
    """Progress from a line of pip."""
    words = line.split()
    if words[:1] in (["Collecting"], ["Downloading"], ["Using"], ["Building"]):
        return " ".join(words[:2])
    return "unpacking" if words[:1] == ["Installing"] else None


def explanation(lines: list[str]) -> str:
    """One sentence for what pip complained about."""
    errors = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR:")]
    text = errors[-1] if errors else (lines[-1] if lines else "no reason given")
    if "No space left" in " ".join(lines):
        return "The disk is full: free about 1 GB, or set SALES_COLLECTION_CACHE to a folder with more room."
    return f"Python packages could not be installed ({text[:200]}): check the network and start again."
