"""Where Odoo 19 is: what the user names in ODOO_HOME, else Debian's package, unpacked into the cache."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path

from . import cache, debian, mirror, progress
from .trouble import Trouble

SERIES = "19.0"
PACKAGES = Path("usr/lib/python3/dist-packages")

WEB_LIBRARIES = (
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-montserrat",
    "fonts-roboto-unhinted",
    "fonts-inconsolata",
    "fonts-ocr-b",
)
# Odoo needs version 4.7 of this one, and the suites that come after these have 7.
FONT_AWESOME = "fonts-font-awesome"
FONT_AWESOME_SUITES = ("bookworm", "trixie")

# Debian leaves this script out, and every page of the web client logs an error without it.
SCRIPT = "addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"
SCRIPT_PACKAGE = "@mediapipe/selfie_segmentation@0.1.1675465747"
SCRIPT_SHA512 = "IxYxNhwE5VwOm52L1yoFWYLP7q9Pd+NJjzOC5tlepfvEGaY3o9hslhUrx9BgseqdfZtKSDtd/4NfCSMjNzQalA=="


@dataclass(frozen=True)
class Odoo:
    """An Odoo that can be run: the folder to put on Python's path, a name that changes with its content."""

    path: Path
    identity: str


def series(folder: Path) -> str | None:
    """The series that an unpacked Odoo says it is ("19.0"); None when this is no Odoo."""
    release = folder / "odoo" / "release.py"
    if not release.is_file():
        return None
    found = re.search(r"^version_info\s*=\s*\(\s*(\d+)\s*,\s*(\d+)", release.read_text(), re.M)
    return f"{found[1]}.{found[2]}" if found else None


def named_by_user(home: str) -> Odoo:
    """The Odoo in ODOO_HOME: a git checkout, the folder of Debian's package, or its Python path."""
    folder = Path(home).expanduser().resolve()
    for candidate in (folder, folder / PACKAGES):
        found = series(candidate)
        if found == SERIES:
            return Odoo(candidate, _identity(candidate))
        if found:
            raise Trouble(f"ODOO_HOME ({folder}) holds Odoo {found}: point it to an Odoo {SERIES}, or unset it.")
    raise Trouble(
        f"ODOO_HOME ({folder}) holds no Odoo: point it to the folder that contains odoo/release.py of an "
        f"Odoo {SERIES}, or unset it."
    )


def _identity(folder: Path) -> str:
    """A name for this state of a user's Odoo: its commit, else its place and age."""
    git = shutil.which("git")
    if git and (folder / ".git").exists():
        commit = subprocess.run([git, "-C", folder, "rev-parse", "HEAD"], capture_output=True, text=True)
        if commit.returncode == 0:
            return f"git {commit.stdout.strip()}"
    return f"{folder} {(folder / 'odoo' / 'release.py').stat().st_mtime_ns}"


def get(folder: Path) -> Odoo:
    """Find Odoo, or fetch it into the cache folder."""
    if os.environ.get("ODOO_HOME"):
        return named_by_user(os.environ["ODOO_HOME"])
    home = folder / f"odoo-{SERIES}"
    if cache.facts(home) is None:
        with cache.locked(folder, "odoo", "fetching Odoo"):
            if cache.facts(home) is None:
                _fetch(folder, home)
    return Odoo(home / PACKAGES, cache.facts(home)["package"])


def _fetch(folder: Path, home: Path) -> None:
    """Download, unpack, check; only then does it get its name. Complete downloads survive an interruption."""
    source = mirror.find()
    if not shutil.which("npm"):
        raise Trouble("A script of Odoo's web client comes from npm, which is not here: install it (apt install npm).")
    apt = debian.PrivateApt(folder / "apt", source)
    wanted = {"odoo-19": debian.ODOO_SUITE, **dict.fromkeys(WEB_LIBRARIES, debian.ODOO_SUITE)}
    own = source.suite in FONT_AWESOME_SUITES
    wanted[FONT_AWESOME] = source.suite if own else FONT_AWESOME_SUITES[-1]
    files = apt.download(wanted)
    with cache.building(home) as draft:
        debian.unpack(files, draft)
        _add_script(draft, draft / PACKAGES / "odoo" / SCRIPT)
        _check(draft / PACKAGES)
        cache.complete(draft, package=files[0].name)
    shutil.rmtree(apt.folder, ignore_errors=True)


def _check(packages: Path) -> None:
    """See that what was unpacked is an Odoo whose login page will work."""
    wanted = ("odoo/addons/base", "odoo/addons/account", "odoo/addons/web/static/lib/jquery/jquery.js")
    missing = [name for name in wanted if not (packages / name).exists()]
    if series(packages) != SERIES or missing:
        reason = ", ".join(missing) or "another version"
        raise Trouble(
            f"Debian's package does not hold a usable Odoo {SERIES} ({reason}): set ODOO_HOME to an unpacked Odoo 19."
        )


def _add_script(draft: Path, target: Path) -> None:
    """Add the script that Debian leaves out, from npm."""
    if target.exists():
        return
    store = draft / "npm"
    store.mkdir()
    command = ["npm", "pack", "--loglevel=error", "--cache", store / "cache", SCRIPT_PACKAGE]
    try:
        progress.run(command, "Downloading a script of the web client", cwd=store)
    except progress.Failed as failure:
        reason = next((line for line in failure.lines if " code " in line), "npm pack failed")
        raise Trouble(
            f"A script of Odoo's web client could not be downloaded ({reason}): "
            "check the network and run the same command again."
        ) from failure
    archive = next(store.glob("*.tgz"))
    if base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode() != SCRIPT_SHA512:
        raise Trouble(f"npm delivered another {SCRIPT_PACKAGE} than expected: check npm's registry and start again.")
    with tarfile.open(archive) as content:
        script = content.extractfile(f"package/{target.name}").read()
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(script)
    shutil.rmtree(store)
