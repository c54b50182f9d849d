"""Packages from Debian, without installing them.

Odoo 19 is in the suite `sid` only. A private state of apt (own lists, own sources) asks the same mirror that
the machine uses anyway, with the same keyring; apt checks signatures and sums. Nothing of it needs root, and
nothing of it touches the machine's own packages.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import re
import subprocess
from pathlib import Path

from . import progress
from .mirror import HOW_TO_GO_ON, Mirror
from .trouble import Trouble

ODOO_SUITE = "sid"


class PrivateApt:
    """apt with its own sources and lists in a folder."""

    def __init__(self, folder: Path, mirror: Mirror):
        self.folder = folder
        self.mirror = mirror

    def prepare(self, suites) -> None:
        """Write a configuration that adds to the machine's own one (proxies, credentials)."""
        for name in ("lists/partial", "archives/partial"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        keyring = self.mirror.keyring
        if "BEGIN PGP" in keyring:
            (self.folder / "mirror.asc").write_text(keyring + "\n")
            keyring = str(self.folder / "mirror.asc")
        options = "target=Packages" + (f" signed-by={keyring}" if keyring else "")
        sources = [f"deb [{options}] {self.mirror.uri} {suite} main\n" for suite in dict.fromkeys(suites)]
        (self.folder / "sources.list").write_text("".join(sources))
        (self.folder / "apt.conf").write_text(
            f'Dir::State::Lists "{self.folder}/lists";\n'
            f'Dir::Etc::SourceList "{self.folder}/sources.list";\n'
            'Dir::Etc::SourceParts "/dev/null";\n'
            f'Dir::Cache "{self.folder}";\n'
            f'APT::Sandbox::User "{pwd.getpwuid(os.geteuid()).pw_name}";\n'
            'Acquire::Languages "none";\n'
            'Acquire::Retries "3";\n'
            "#clear APT::Update::Post-Invoke;\n"
            "#clear APT::Update::Post-Invoke-Success;\n"
        )

    def command(self, *words) -> list[str]:
        """An apt-get call that uses this folder and reports its progress on its output."""
        return ["apt-get", "-c", str(self.folder / "apt.conf"), "-q=2", "-o", "APT::Status-Fd=1", *words]

    def download(self, wanted: dict[str, str]) -> list[Path]:
        """Fetch packages (name: suite) and return their files in that order, each with the sum that Debian signed.

        apt goes on with a file that was interrupted, but takes one of the right size as it is: so the sums are
        compared here again, and a damaged file is fetched once more.
        """
        self.prepare(wanted.values())
        store = self.folder / "debs"
        store.mkdir(exist_ok=True)
        names = [f"{name}/{suite}" for name, suite in wanted.items()]
        try:
            update = self.command("update", "--error-on=any")
            progress.run(update, "Reading Debian's list of packages", read=percentage)
            sums = self._sums(names)
            for _attempt in range(2):
                progress.run(self.command("download", *names), "Downloading Odoo 19", read=percentage, cwd=store)
                if not discard_damaged(store, sums):
                    return sorted((store / file for file in sums), key=lambda path: list(wanted).index(package(path)))
        except progress.Failed as failure:
            raise Trouble(explanation(failure.lines)) from failure
        raise Trouble(f"The Debian mirror delivers damaged packages: use another mirror, {HOW_TO_GO_ON}.")

    def _sums(self, names: list[str]) -> dict[str, str]:
        """The files that belong to packages, with their sums; in a folder without them, or apt would leave them out."""
        lines: list[str] = []
        command = self.command("--print-uris", "download", *names)
        progress.run(command, "Choosing packages", on_line=lines.append, cwd=self.folder)
        return parse_sums(lines)


def parse_sums(lines: list[str]) -> dict[str, str]:
    """File names and sums from `apt-get --print-uris`."""
    found = (re.match(r"'\S+' (\S+\.deb) \d+ SHA256:([0-9a-f]{64})$", line) for line in lines)
    return {match[1]: match[2] for match in found if match}


def discard_damaged(store: Path, sums: dict[str, str]) -> list[str]:
    """Delete files that are not what they should be; answers which were missing or deleted."""
    damaged = []
    for name, wanted in sums.items():
        file = store / name
        if not file.exists() or hashlib.sha256(file.read_bytes()).hexdigest() != wanted:
            file.unlink(missing_ok=True)
            damaged.append(name)
    return damaged


def package(file: Path) -> str:
    """The name of the package in a file."""
    return file.name.split("_")[0]


def percentage(line: str) -> str | None:
    """Progress from a status line of apt, `dlstatus:2:64.78:Retrieving file 2 of 3`."""
    words = line.strip().split(":", 3)
    return f"{float(words[2]):.0f} %" if len(words) == 4 and words[0] == "dlstatus" else None


def explanation(lines: list[str]) -> str:
    """One sentence for what apt complained about."""
    complaints = [line[2:].strip() for line in lines if line.startswith("E:")]
    text = " ".join(complaints) or "apt-get ended with an error"
    if re.search(r"NO_PUBKEY|not signed|EXPKEYSIG|signature", text, re.I):
        return f"apt cannot verify Debian's signature: install debian-archive-keyring, {HOW_TO_GO_ON}."
    if re.search(r"Unable to locate package|Release '.*' for|no longer has a Release", text):
        return f"The Debian mirror has no Odoo 19 in the suite {ODOO_SUITE}: use another mirror, {HOW_TO_GO_ON}."
    if re.search(r"is expired|not valid yet", text):
        return f"The Debian mirror is out of date, or this machine's clock is: correct it, {HOW_TO_GO_ON}."
    if re.search(r"space", text):
        return "The disk is full: free about 4 GB, or set SALES_COLLECTION_CACHE to a folder with more room."
    reason = (complaints or [text])[0][:200]
    return f"Debian's packages could not be downloaded ({reason}): check the network and run it again."


def unpack(files: list[Path], folder: Path) -> None:
    """Unpack packages into one folder."""
    status = progress.Status("Unpacking it")
    for number, file in enumerate(files, 1):
        status.update(f"{package(file)} ({number} of {len(files)})")
        command = ["dpkg", "-x", file, folder]
        answer = subprocess.run(command, capture_output=True, text=True, **progress.bound())
        if answer.returncode:
            status.broken()
            file.unlink()
            reason = (answer.stderr.strip().splitlines() or ["damaged"])[-1]
            raise Trouble(
                f"The package {file.name} could not be unpacked ({reason}): "
                "check that 4 GB of disk are free and run the same command again."
            )
    status.done()
