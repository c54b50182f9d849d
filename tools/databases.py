"""What is done to databases as a whole, on whichever server."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from .postgres import Server
from .trouble import Trouble

OLDEST_SERVER = 13


class Databases:
    """Statements that go through psycopg2 in the virtual environment."""

    def __init__(self, python: Path, server: Server):
        self.python = python
        self.server = server

    def ask(self, *statements, database: str = "postgres") -> list:
        """Run statements (text, or text and values) one by one; answers the rows of the last one."""
        script = Path(__file__).with_name("query.py")
        request = json.dumps({"database": database, "statements": statements})
        environment = {**os.environ, **self.server.variables()}
        command = [self.python, script]
        answer = subprocess.run(command, input=request, capture_output=True, text=True, env=environment)
        if answer.returncode:
            raise Trouble(_explanation(answer.stderr, self.server))
        return json.loads(answer.stdout)

    def check(self) -> None:
        """See that the user's own server answers and that databases may be created."""
        [(allowed, version)] = self.ask(
            "SELECT rolcreatedb OR rolsuper, current_setting('server_version_num')::int "
            "FROM pg_roles WHERE rolname = current_user"
        )
        if version < OLDEST_SERVER * 10000:
            raise Trouble(
                f"Your PostgreSQL is version {version // 10000} and Odoo 19 needs {OLDEST_SERVER}: "
                "name a newer server in PGHOST and PGPORT, or unset them to use a private server."
            )
        if not allowed:
            raise Trouble(
                f"The database user {self.server.user} may not create databases: "
                f'run ALTER ROLE "{self.server.user}" CREATEDB on that server.'
            )

    def names(self, prefix: str) -> list[str]:
        """The databases whose name begins like this."""
        return [
            row[0] for row in self.ask(["SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix]])
        ]

    def copy(self, template: str, name: str) -> None:
        """Make a database from another one."""
        self.ask(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')

    def rename(self, old: str, new: str) -> None:
        """Rename a database that nobody uses."""
        self.ask(f'ALTER DATABASE "{old}" RENAME TO "{new}"')

    def freeze(self, draft: str, name: str) -> None:
        """Give a finished template its name; nobody can connect to it any more, only copy it."""
        self.ask(
            f'ALTER DATABASE "{draft}" ALLOW_CONNECTIONS false',
            f'ALTER DATABASE "{draft}" RENAME TO "{name}"',
        )

    def drop(self, *names: str) -> None:
        """Delete databases, also those in use."""
        if names:
            self.ask(*[f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)' for name in names])


def _explanation(error: str, server: Server) -> str:
    """One sentence for what the server complained about."""
    reason = error.strip().splitlines()[-1] if error.strip() else "no reason given"
    if "OperationalError" in reason or "could not connect" in error or "connection to server" in error:
        where = f"{server.host or 'the local socket'}{':' + server.port if server.port else ''}"
        return (
            f"The PostgreSQL server at {where} cannot be used as {server.user} ({reason[:160]}): "
            "correct PGHOST, PGPORT, PGUSER and PGPASSWORD, or unset them to use a private server."
        )
    return f"PostgreSQL refused a statement ({reason[:200]}): run the same command again."
