"""`make wheel`: each addon as a wheel (for pip) and as a zip file (for an addons path), in dist/."""

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
    """Build them; whool takes the files that git knows."""
    python = python_env.get(cache.cache_folder(), REPOSITORY)
    target = REPOSITORY / "dist"
    target.mkdir(exist_ok=True)
    for name in addon.names(REPOSITORY):
        wheel, archive = pack(name, python, target)
        print(f"{wheel.relative_to(REPOSITORY)}  for pip, beside an Odoo that was installed with pip")
        print(f"{archive.relative_to(REPOSITORY)}  to unpack into a folder of Odoo's addons path")
    return 0


def pack(name: str, python: Path, target: Path) -> tuple[Path, Path]:
    """Build the wheel and the zip file of an addon."""
    version = addon.manifest(REPOSITORY, name)["version"]
    command = [python, "-c", BUILD, target]
    variables = {**os.environ, "WHOOL_POST_VERSION_STRATEGY_OVERRIDE": "none"}
    answer = subprocess.run(command, cwd=REPOSITORY / name, capture_output=True, text=True, env=variables)
    if answer.returncode:
        reason = answer.stderr.strip().splitlines()[-1]
        raise Trouble(f"The wheel of {name} could not be built ({reason}): see that its files are committed.")
    wheel = target / answer.stdout.split()[-1]
    archive = target / f"{name}-{version}.zip"
    repack(name, wheel, archive)
    return wheel, archive


def repack(name: str, wheel: Path, archive: Path) -> None:
    """Copy an addon's folder from a wheel into a zip file."""
    inside = f"odoo/addons/{name}/"
    with zipfile.ZipFile(wheel) as source, zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as copy:
        for entry in source.infolist():
            if entry.filename.startswith(inside):
                copy.writestr(entry.filename.removeprefix("odoo/addons/"), source.read(entry))
