"""Other addons that do the same job, from PyPI, each into a folder and a database of its own."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from odoo.modules.module import initialize_sys_path
from odoo.tools import config

from . import database


@contextmanager
def installed(source: str, addon: str, *requirements: str):
    """Yield the name of a copy of a database in which the addon is installed; the copy goes at the end.

    :param requirements: what pip calls it and the addons from there that it needs, with their versions
    :raises Trouble: when it cannot be downloaded.
    """
    own = config["addons_path"]
    config["addons_path"] = [*own, _downloaded(addon, *requirements)]
    initialize_sys_path()
    try:
        with database.workplace(source, "peer") as name:
            database.install(name, addon)
            yield name
    finally:
        config["addons_path"] = own


@cache
def _downloaded(addon: str, *requirements: str) -> str:
    """Return the folder of the addons, once for all sizes: Odoo keeps in mind where it found an addon.

    It lies with Odoo's data, which `make bench` deletes at the end.
    """
    folder = Path(config["data_dir"]) / "peers" / addon
    # the environment of the project has no pip of its own: that of the Python that it was made with is used
    pip = [str(Path(sys.base_prefix) / "bin" / "python3"), "-m", "pip", "install", "--quiet"]
    command = [*pip, "--no-deps", "--target", str(folder), *requirements]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise database.Trouble(f"{addon} cannot be installed for the comparison: {done.stderr[-500:]}")
    return str(folder / "odoo" / "addons")
