"""The demo company: a database with demo data of Odoo and the addon, kept between calls, and its server."""

from __future__ import annotations

import errno
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from . import addon, cache, install, progress, runs, template
from .trouble import Trouble
from .workspace import Workspace

DATABASE = "sales_collection_demo"
START_SECONDS = 180
STOP_SECONDS = 20


def folder_of(workspace: Workspace) -> Path:
    """Where its sessions, log and mails are."""
    return workspace.folder / "demo"


def ensure(workspace: Workspace, fresh: bool = False) -> None:
    """Make the database if it is missing, update the addon in it if its files have changed."""
    with cache.locked(workspace.folder, "demo", "preparing the demo company"):
        source = template.get(workspace, template.DEMO)
        wanted = {"template": source, "addon": addon.fingerprint(workspace.repository)}
        wanted["server"] = f"{workspace.server.host}:{workspace.server.port}"
        folder = folder_of(workspace)
        noted = cache.facts(folder) or {}
        there = DATABASE in workspace.databases.names(DATABASE)
        usable = there and all(noted.get(key) == wanted[key] for key in ("template", "server"))
        if fresh or not usable:
            _make(workspace, source, folder)
        elif noted != wanted:
            conf = workspace.write_conf(folder)
            install.update(workspace, DATABASE, workspace.variables(conf))
        cache.complete(folder, **wanted)


def _make(workspace: Workspace, source: str, folder: Path) -> None:
    """Make it under another name; the old one goes when the new one is complete."""
    with runs.run(workspace) as run:
        workspace.databases.copy(source, run.name)
        variables = workspace.variables(workspace.write_conf(run.folder))
        install.install(workspace, run.name, variables, "--with-demo")
        cache.remove(folder)
        folder.mkdir(parents=True)
        workspace.databases.drop(DATABASE)
        workspace.databases.rename(run.name, DATABASE)


def check_port(host: str, port: int) -> None:
    """See that nobody else serves there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno != errno.EADDRINUSE:
                raise Trouble(f"Port {port} on {host} cannot be used ({error.strerror}): choose another.") from error
            raise Trouble(
                f"Port {port} is taken, perhaps by another `make demo`: end that one, "
                f'or choose another port (make demo ARGS="--port {port + 1}").'
            ) from error


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(workspace: Workspace, host: str, port: int, **options):
    """Serve the demo company; the block gets the process once it answers."""
    folder = folder_of(workspace)
    conf = workspace.write_conf(folder, http_interface=host, dbfilter=f"^{DATABASE}$", **options)
    command = workspace.odoo_command("-d", DATABASE, "--http-port", port)
    address = f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}"
    with open(folder / "odoo.log", "w") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=workspace.variables(conf),
            start_new_session=True,
            preexec_fn=progress.die_with_parent,
        )
    try:
        _wait_until_it_answers(process, address, folder / "odoo.log")
        yield process
    finally:
        _end(process)


def _wait_until_it_answers(process: subprocess.Popen, address: str, log: Path) -> None:
    """Ask for the login page until it comes."""
    status = progress.Status("Starting Odoo")
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/web/login", timeout=60):
                return status.done("ready")
        except urllib.error.HTTPError as error:
            status.broken()
            raise Trouble(f"Odoo answers with an error ({error.code}): see {log}.") from error
        except OSError:
            time.sleep(0.2)
    status.broken()
    raise Trouble(f"Odoo does not start: see {log}.")


def _end(process: subprocess.Popen) -> None:
    """End the server; it is asked once, and then made to."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def forget_mails(workspace: Workspace) -> Path:
    """An empty folder for the mails of the next session."""
    mails = folder_of(workspace) / "mails"
    shutil.rmtree(mails, ignore_errors=True)
    return mails
