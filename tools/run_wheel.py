"""`make wheel`: the addon as a wheel (for pip) and as a zip file (for an addons path), in dist/."""

from __future__ import annotations

import os
import subprocess
import zipfile
from pathlib import Path

from . import addon, cache, python_env
from .trouble import Trouble
from .workspace import REPOSITORY

BUILD = "import sys; from whool.buildapi import build_wheel; print(build_wheel(sys.argv[1]))"


def main(_words: list[str]) -> int:
    """Build both; whool takes the files that git knows."""
    version = addon.manifest(REPOSITORY)["version"]
    python = python_env.get(cache.cache_folder(), REPOSITORY)
    target = REPOSITORY / "dist"
    target.mkdir(exist_ok=True)
    command = [python, "-c", BUILD, target]
    variables = {**os.environ, "WHOOL_POST_VERSION_STRATEGY_OVERRIDE": "none"}
    answer = subprocess.run(command, cwd=REPOSITORY / addon.NAME, capture_output=True, text=True, env=variables)
    if answer.returncode:
        reason = answer.stderr.strip().splitlines()[-1]
        raise Trouble(f"The wheel could not be built ({reason}): see that the addon's files are committed.")
    wheel = target / answer.stdout.split()[-1]
    archive = target / f"{addon.NAME}-{version}.zip"
    repack(wheel, archive)
    print(f"{wheel.relative_to(REPOSITORY)}  for pip, beside an Odoo that was installed with pip")
    print(f"{archive.relative_to(REPOSITORY)}  to unpack into a folder of Odoo's addons path")
    return 0


def repack(wheel: Path, archive: Path) -> None:
    """Copy the addon's folder from a wheel into a zip file."""
    inside = f"odoo/addons/{addon.NAME}/"
    with zipfile.ZipFile(wheel) as source, zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as copy:
        for entry in source.infolist():
            if entry.filename.startswith(inside):
                copy.writestr(entry.filename.removeprefix("odoo/addons/"), source.read(entry))
