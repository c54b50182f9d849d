"""The addon itself: its manifest, its files, and what has to be built again when they change."""

from __future__ import annotations

import ast
import hashlib
from pathlib import Path

from .trouble import Trouble

NAME = "sales_collection"
SKIPPED = {"__pycache__", ".git", "tests"}


def manifest(repository: Path) -> dict:
    """The addon's manifest."""
    path = repository / NAME / "__manifest__.py"
    try:
        return ast.literal_eval(path.read_text())
    except FileNotFoundError:
        raise Trouble(f"There is no {path}: run this in a complete checkout of the repository.") from None
    except (SyntaxError, ValueError) as error:
        raise Trouble(f"The manifest {path} cannot be read ({error}): correct it.") from error


def dependencies(repository: Path) -> list[str]:
    """The addons it depends on."""
    return sorted(manifest(repository).get("depends", ["base"]))


def fingerprint(repository: Path) -> str:
    """A name that changes when a file of the addon changes, tests apart."""
    root = repository / NAME
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        if path.is_file() and not SKIPPED.intersection(parts):
            digest.update("/".join(parts).encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
