"""`make lint`: ruff on everything, pylint-odoo and the OCA checks on each addon, and whether its README.rst is new."""

from __future__ import annotations

import subprocess

from . import addon, cache, python_env
from .workspace import REPOSITORY

# The author need not be OCA, and a large model is split by phase over files.
NOT_OURS = "--disable=manifest-required-author,consider-merging-classes-inherited"
# What tests post is no text of the addon.
IN_TESTS = f"{NOT_OURS},translation-required,odoo-addons-relative-import"
OCA_MODULE = "from oca_pre_commit_hooks.cli import main; main()"
OCA_PO = "from oca_pre_commit_hooks.cli_po import main; main()"


def checks() -> dict[str, list[str]]:
    """What is run, by the name that people know it under."""
    addons = addon.names(REPOSITORY)
    found = {
        "ruff": ["-m", "ruff", "check", "."],
        "ruff format": ["-m", "ruff", "format", "--check", "."],
        "pylint-odoo": ["-m", "pylint", "--rcfile=.pylintrc", "--ignore-paths=.*/tests/.*", NOT_OURS, *addons],
        "pylint-odoo tests": ["-m", "pylint", "--rcfile=.pylintrc", IN_TESTS, *(f"{name}/tests" for name in addons)],
    }
    for name in addons:
        found[f"oca-checks-odoo-module {name}"] = ["-c", OCA_MODULE, name]
        translations = sorted((REPOSITORY / name / "i18n").glob("*.po*"))
        if translations:
            found[f"oca-checks-po {name}"] = ["-c", OCA_PO, *map(str, translations)]
    found["README.rst"] = ["-m", "tools", "readme", "--check"]
    return found


def main(_words: list[str]) -> int:
    """Run every check, also after one has found something."""
    python = python_env.get(cache.cache_folder(), REPOSITORY)
    broken = []
    for name, command in checks().items():
        print(f"{name}:", flush=True)
        if subprocess.run([python, *command], cwd=REPOSITORY).returncode:
            broken.append(name)
    print(f"Findings of {', '.join(broken)}: see above." if broken else "Clean.", flush=True)
    return 1 if broken else 0
