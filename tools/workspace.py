"""Everything that is set up, and how Odoo is run with it.

Programs that are started from here (pytest, benchmark, shell, `python -m odoo`) find in their environment:

- `PYTHONPATH` with Odoo and the repository, `PGHOST`, `PGPORT`, `PGUSER`, `PGPASSWORD` for the server;
- `ODOO_RC` and `SC_ODOO_CONF`: the configuration of Odoo (addons path, data folder, no database name);
- `SC_PYTHON`: the Python of the virtual environment, to run Odoo in a process of its own;
- `SC_TEMPLATE_DB`: a database with what the addon depends on, without the addon and demo data. Its files are
  inside the database, so `CREATE DATABASE x TEMPLATE y` is a complete copy;
- `SC_DEMO_TEMPLATE_DB`: the same with Odoo's own demo data, sale_management, English and Chinese;
- `SC_SPARE_DB`: for the tests of the bridges, a second copy of their database, to do with what they like;
- `SC_RELEASED_DB`: for the tests of upgrading, a database that a released state has filled (released.py);
  `SC_NO_RELEASED`: why there is none;
- `SC_DATABASE_PREFIX`: databases whose name begins with it are dropped when the run of the tests ends.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from . import cache, odoo_source, postgres, python_env
from .databases import Databases
from .trouble import Trouble

REPOSITORY = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Workspace:
    """A repository with an Odoo, a Python and a PostgreSQL for it."""

    repository: Path
    folder: Path
    odoo: odoo_source.Odoo
    python: Path
    server: postgres.Server

    @property
    def databases(self) -> Databases:
        """What can be done with databases."""
        return Databases(self.python, self.server)

    def variables(self, conf: Path | None = None, **more: str) -> dict[str, str]:
        """The environment for a program that uses Odoo."""
        unwanted = ("PGDATABASE", "PGSERVICE", "ODOO_RC", "OPENERP_SERVER", "PYTHONHOME", "VIRTUAL_ENV")
        found = {key: value for key, value in os.environ.items() if key not in unwanted}
        found.setdefault("HOME", str(self.folder))
        found.update(self.server.variables())
        found["PYTHONPATH"] = os.pathsep.join([str(self.odoo.path), str(self.repository)])
        found["PYTHONUNBUFFERED"] = "1"
        found["PATH"] = os.pathsep.join([str(self.python.parent), found.get("PATH", os.defpath)])
        found["SC_PYTHON"] = str(self.python)
        if conf:
            found["ODOO_RC"] = found["SC_ODOO_CONF"] = str(conf)
        return {**found, **more}

    def write_conf(self, folder: Path, **options: str) -> Path:
        """Write a configuration of Odoo whose data lies in `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        values = {
            "addons_path": self.repository,
            "data_dir": folder / "data",
            "db_host": self.server.host or "False",
            "db_port": self.server.port or "False",
            "db_user": self.server.user or "False",
            "http_interface": "127.0.0.1",
            "list_db": "False",
            "max_cron_threads": "0",
            "screenshots": self.folder / "failed-browser-tests",
            **options,
        }
        conf = folder / "odoo.conf"
        lines = [f"{name} = {str(value).replace('%', '%%')}\n" for name, value in values.items()]
        conf.write_text("[options]\n" + "".join(lines))
        return conf

    def odoo_command(self, *words) -> list[str]:
        """The command that runs Odoo."""
        return [str(self.python), "-m", "odoo", *map(str, words)]


def set_up() -> Workspace:
    """Get whatever is missing; when everything is there this takes about a second."""
    if sys.platform != "linux":
        raise Trouble("The set-up works on Linux: use a Debian machine or container.")
    folder = cache.cache_folder()
    python = python_env.get(folder, REPOSITORY)
    odoo = odoo_source.get(folder)
    server = postgres.get(folder, python)
    workspace = Workspace(REPOSITORY, folder, odoo, python, server)
    if not server.embedded:
        workspace.databases.check()
    return workspace
