"""Other addons that do the same job, from PyPI, each into a folder and a database of its own."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

from odoo.modules.module import initialize_sys_path
from odoo.tools import config

from . import database


@contextmanager
def installed(source: str, addon: str, *requirements: str):
    """Yield the name of a copy of a database in which the addon is installed; both go at the end.

    :param requirements: what pip calls it and the addons from there that it needs, with their versions
    :raises Trouble: when it cannot be downloaded.
    """
    with tempfile.TemporaryDirectory() as folder:
        # the environment of the project has no pip of its own: that of the Python that it was made with is used
        pip = [str(Path(sys.base_prefix) / "bin" / "python3"), "-m", "pip", "install", "--quiet"]
        command = [*pip, "--no-deps", "--target", folder, *requirements]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise database.Trouble(f"{addon} cannot be installed for the comparison: {done.stderr[-500:]}")
        own = config["addons_path"]
        config["addons_path"] = [*own, str(Path(folder) / "odoo" / "addons")]
        initialize_sys_path()
        try:
            with database.workplace(source, "peer") as name:
                database.install(name, addon)
                yield name
        finally:
            config["addons_path"] = own
