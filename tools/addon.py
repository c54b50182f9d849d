"""The addons of the repository: their manifests, files, and what has to be built again when they change.

One is the addon itself. The others beside it bridge it to other apps and install themselves where those are.
"""

from __future__ import annotations

import ast
import hashlib
from pathlib import Path

from .trouble import Trouble

NAME = "sales_collection"
SKIPPED = {"__pycache__", ".git", "tests"}


def names(repository: Path) -> list[str]:
    """All addons of the repository: the addon itself, then its bridges."""
    return [NAME, *bridges(repository)]


def bridges(repository: Path) -> list[str]:
    """The addons beside it, in a lasting order."""
    return sorted({path.parent.name for path in repository.glob("*/__manifest__.py")} - {NAME})


def manifest(repository: Path, name: str = NAME) -> dict:
    """The manifest of an addon."""
    path = repository / name / "__manifest__.py"
    try:
        return ast.literal_eval(path.read_text())
    except FileNotFoundError:
        raise Trouble(f"There is no {path}: run this in a complete checkout of the repository.") from None
    except (SyntaxError, ValueError) as error:
        raise Trouble(f"The manifest {path} cannot be read ({error}): correct it.") from error


def dependencies(repository: Path, *addons: str) -> list[str]:
    """The addons of others that these ones (without any: the addon itself) depend on."""
    addons = addons or (NAME,)
    needed = {one for name in addons for one in manifest(repository, name).get("depends", ["base"])}
    return sorted(needed.difference(addons))


def fingerprint(repository: Path) -> str:
    """A name that changes when a file of the addon changes, tests apart."""
    root = repository / NAME
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        if path.is_file() and not SKIPPED.intersection(parts):
            digest.update("/".join(parts).encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
