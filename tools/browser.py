"""Programs of the machine that some work needs: a browser for tests and pictures, wkhtmltopdf for PDF."""

from __future__ import annotations

import os
import shutil
import subprocess

from . import progress

BROWSERS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")


def find() -> str | None:
    """The browser that Odoo's tests will find."""
    return next((path for path in map(shutil.which, BROWSERS) if path), None)


def ensure() -> str | None:
    """Find a browser, installing it when this is root on a machine with apt; None when there is none."""
    if find() is None:
        install("chromium", "a browser for the browser tests")
    return find()


def ensure_pdf() -> bool:
    """Find wkhtmltopdf in the same way."""
    if shutil.which("wkhtmltopdf") is None:
        install("wkhtmltopdf", "the program that makes PDF files")
    return shutil.which("wkhtmltopdf") is not None


def install(package: str, what: str) -> bool:
    """Install a package of the machine's own Debian release, as root only; answers whether that worked."""
    if os.geteuid() or not shutil.which("apt-get"):
        return False
    apt = ["apt-get", "-q", "-y", "-o", "Dpkg::Use-Pty=0"]
    variables = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        if not _known(package):
            progress.run([*apt, "update"], "Reading the machine's list of packages", env=variables)
        words = ["install", "--no-install-recommends", package]
        progress.run([*apt, *words], f"Installing {what}", read=_step, env=variables)
    except progress.Failed:
        return False
    return True


def _known(package: str) -> bool:
    """Whether the machine's lists name this package."""
    answer = subprocess.run(["apt-cache", "show", package], capture_output=True)
    return answer.returncode == 0


def _step(line: str) -> str | None:
    """Progress from a line of apt."""
    words = line.split()
    if words[:1] and words[0].startswith("Get:"):
        return " ".join(words[4:5])
    return " ".join(words[:2]) if words[:1] in (["Unpacking"], ["Setting"]) else None


def ensure_chinese() -> bool:
    """Find a font with Chinese characters in the same way."""
    return _has_font(":lang=zh") or (install("fonts-wqy-microhei", "a Chinese font") and _has_font(":lang=zh"))


def ensure_latin() -> bool:
    """Find the font that Odoo asks for first and Debian has; without it pages are wider than users see them."""
    return _has_font("Roboto") or (install("fonts-roboto-unhinted", "a font") and _has_font("Roboto"))


def _has_font(pattern: str) -> bool:
    """Whether the machine has a font of a name, or for a language."""
    listing = shutil.which("fc-list")
    return bool(listing and subprocess.run([listing, pattern], capture_output=True).stdout.strip())
