"""The Debian mirror that this machine uses: its address, its suite, and the keyring it is verified with.

`apt-get indextargets` knows for certain, but only once the lists of packages have been read; on a machine where that
has not happened yet (a fresh container, and no root to do it), the files with the sources are read instead.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from .trouble import Trouble

SOURCES = Path("/etc/apt")
HOW_TO_GO_ON = "or set ODOO_HOME to an unpacked Odoo 19"
# Other suites are not releases (bookworm-updates), other schemes cannot be asked for another suite (cdrom).
RELEASE = re.compile(r"[a-z]+")
SCHEME = re.compile(r"(https?|ftp|file|mirror)\b")


@dataclass(frozen=True)
class Mirror:
    """An archive of Debian; the keyring is a path, a key, or empty for apt's own choice."""

    uri: str
    suite: str
    keyring: str = ""


def find() -> Mirror:
    """Ask apt where this machine has its packages from."""
    if not shutil.which("apt-get"):
        raise Trouble(f"Odoo is fetched with apt, and this machine has none: use Debian, {HOW_TO_GO_ON}.")
    sources = read_sources(SOURCES)
    answer = subprocess.run(["apt-get", "indextargets"], capture_output=True, text=True)
    found = known(parse_targets(answer.stdout), sources) or guessed(sources)
    if found is None:
        raise Trouble(f"apt knows no Debian mirror here: add one to /etc/apt/sources.list.d, {HOW_TO_GO_ON}.")
    return found


def known(targets: list[dict], sources: list[Mirror]) -> Mirror | None:
    """The mirror among the targets of apt; its keyring is in the sources."""
    for target in targets:
        uri = target.get("Repo-URI", "")
        suite = target.get("Base-URI", "").rstrip("/").rpartition("/dists/")[2]
        wanted = {"Created-By": "Packages", "Component": "main", "Origin": "Debian"}
        if all(target.get(key) == value for key, value in wanted.items()) and _usable(uri, suite):
            keyrings = [source.keyring for source in sources if source.uri.rstrip("/") == uri.rstrip("/")]
            return Mirror(uri, suite, keyrings[0] if keyrings else "")
    return None


def guessed(sources: list[Mirror]) -> Mirror | None:
    """The mirror among the sources: other vendors use the same suites, but neither Debian's keyring nor its path."""
    usable = [source for source in sources if _usable(source.uri, source.suite)]
    by_keyring = [source for source in usable if "debian-archive" in source.keyring]
    by_path = [source for source in usable if source.uri.rstrip("/").endswith("/debian")]
    return next(iter(by_keyring + by_path), None)


def _usable(uri: str, suite: str) -> bool:
    return bool(RELEASE.fullmatch(suite) and SCHEME.match(uri))


def parse_targets(text: str) -> list[dict]:
    """The paragraphs that `apt-get indextargets` prints."""
    return [fields for fields in map(_fields, re.split(r"\n\s*\n", text.strip())) if fields]


def read_sources(folder: Path) -> list[Mirror]:
    """What the files with apt's sources name, for the component main."""
    found = []
    for path in [folder / "sources.list", *sorted(folder.glob("sources.list.d/*"))]:
        parse = {".list": parse_lines, ".sources": parse_stanzas}.get(path.suffix)
        if parse and path.is_file():
            found += parse(path.read_text(errors="replace"))
    return found


def parse_lines(text: str) -> list[Mirror]:
    """Sources in the old style, a line each."""
    found = []
    for line in text.splitlines():
        match = re.match(r"\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s+(.*)", line)
        if match and "main" in match[4].split():
            keyring = re.search(r"signed-by=(\S+)", match[1] or "", re.I)
            found.append(Mirror(match[2], match[3], keyring[1] if keyring else ""))
    return found


def parse_stanzas(text: str) -> list[Mirror]:
    """Sources in the new style, a paragraph each."""
    found = []
    for paragraph in re.split(r"\n\s*\n", text):
        fields = {key.lower(): value for key, value in _fields(paragraph).items()}
        words = {key: value.split() for key, value in fields.items()}
        if (
            "deb" in words.get("types", [])
            and "main" in words.get("components", [])
            and fields.get("enabled", "yes").lower() not in ("no", "false", "0")
        ):
            keyring = fields.get("signed-by", "")
            found += [Mirror(uri, suite, keyring) for uri in words.get("uris", []) for suite in words.get("suites", [])]
    return found


def _fields(paragraph: str) -> dict[str, str]:
    """The fields of a paragraph; a field goes on in lines that begin with a space, where a dot is an empty line."""
    fields: dict[str, list[str]] = {}
    name = None
    for line in paragraph.splitlines():
        if line.startswith("#"):
            continue
        if name and line[:1].isspace():
            fields[name].append("" if line.strip() == "." else line.strip())
        elif ":" in line:
            name, _colon, value = line.partition(":")
            fields[name] = [value.strip()]
    return {key: "\n".join(lines).strip() for key, lines in fields.items()}
