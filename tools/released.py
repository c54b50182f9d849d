"""States that were released: their files from git, and a database that was filled with them.

What people have installed is what an update meets. Each state is a commit; its addons are unpacked in the cache, a
database is filled by them once (`tools/story/`), and the tests of upgrading update copies of it.
"""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

from . import addon, cache, install, mail_sink, python_env, runs, template
from .trouble import Trouble
from .workspace import Workspace

STORY = Path(__file__).with_name("story")
#: where Python packages lie that only this state needs, beside its addons
PACKAGES = "packages"


@dataclass(frozen=True)
class State:
    """What was released: its version and commit, its addons, what is played in it, packages that only it needs."""

    version: str
    commit: str
    addons: tuple[str, ...] = (addon.NAME,)
    story: tuple[str, ...] = ("books", "rooms")
    packages: tuple[str, ...] = ()

    @property
    def kind(self) -> template.Kind:
        """The kind of database in which it is installed."""
        return template.BRIDGED if len(self.addons) > 1 else template.PLAIN


FIRST = State("19.0.1.0.0", "8e4cbc758ac25b6c950a23bb3f6a6abe9e714379", packages=("ofxparse==0.21",))
SECOND = State(
    "19.0.1.1.0",
    "f656b6d875b683bcdae0d3019597aecd501bf387",
    (addon.NAME, "sales_collection_stock"),
    ("books", "rooms", "stock"),
)


class Unavailable(Trouble):
    """The state cannot be had here, for instance in a clone without its history."""


def folder(workspace: Workspace, state: State) -> Path:
    """Where the addons of this state lie; they are taken from git if they do not yet."""
    final = workspace.folder / "released" / state.commit
    if cache.facts(final) is None:
        with cache.locked(workspace.folder, "released", "unpacking a released state"):
            if cache.facts(final) is None:
                _unpack(workspace, state, final)
    return final


def database(workspace: Workspace, state: State) -> str:
    """The name of the database to copy: this state, installed and filled."""
    source = template.get(workspace, state.kind)
    addons = folder(workspace, state)
    wanted = _name(source, state)
    if wanted not in workspace.databases.names(template.PREFIX):
        with cache.locked(workspace.folder, "template", "making a database of a released state"):
            if wanted not in workspace.databases.names(template.PREFIX):
                _fill(workspace, state, source, addons, wanted)
    return wanted


def _unpack(workspace: Workspace, state: State, final: Path) -> None:
    command = ["git", "-C", str(workspace.repository), "archive", "--format=tar", state.commit, *state.addons]
    try:
        archive = subprocess.run(command, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        raise Unavailable(
            f"Version {state.version} is not in this copy of the repository: get its history "
            "(git fetch --unshallow) to test updating from it."
        ) from None
    with cache.building(final) as draft, tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extractall(draft, filter="data")
        _packages(workspace, state, draft)
        cache.complete(draft, version=state.version)


def _packages(workspace: Workspace, state: State, home: Path) -> None:
    """Put what only this state needs beside it, so that the environment of today stays as it is."""
    if not state.packages:
        return
    command = [*python_env.pip(workspace.python), "install", "--quiet", "--no-deps", "--target", home / PACKAGES]
    done = subprocess.run([*command, *state.packages], capture_output=True, text=True)
    if done.returncode:
        reason = python_env.explanation(done.stderr.splitlines())
        raise Unavailable(f"What version {state.version} needs is not to be had. {reason}")


def _name(source: str, state: State) -> str:
    """The name of the filled database: another one where anything that it is made of changes."""
    digest = hashlib.sha256(f"{source}\n{state.commit}\n".encode())
    for script in _scripts(state):
        digest.update(script.read_bytes())
    return f"{template.PREFIX}released_{digest.hexdigest()[:12]}"


def _scripts(state: State) -> list[Path]:
    """What is done in it, in this order."""
    return [STORY / f"{name}.py" for name in state.story]


def _fill(workspace: Workspace, state: State, source: str, addons: Path, wanted: str) -> None:
    with runs.run(workspace) as run, mail_sink.running(run.folder / "mails") as port:
        workspace.databases.copy(source, run.name)
        options = {"addons_path": addons, "smtp_server": "127.0.0.1", "smtp_port": port}
        variables = workspace.variables(workspace.write_conf(run.folder, **options))
        variables["PYTHONPATH"] = os.pathsep.join([variables["PYTHONPATH"], str(addons / PACKAGES)])
        install.install(workspace, run.name, variables, addons=state.addons)
        for script in _scripts(state):
            install.run_script(workspace, run.name, variables, script)
        workspace.databases.freeze(run.name, wanted)
