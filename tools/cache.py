"""The cache folder: where it is, who may write to it now, and what in it is complete.

Everything that is downloaded or built lives outside the repository. A folder counts as complete only when its
marker file is there, and the marker is written last: what is interrupted before that is thrown away later.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from contextlib import contextmanager
from pathlib import Path

from .trouble import Trouble

MARKER = "complete.json"
# The locks that this process holds, by file descriptor.
held: set[int] = set()


def cache_folder() -> Path:
    """Where downloads, virtual environments and databases are kept."""
    chosen = os.environ.get("SALES_COLLECTION_CACHE")
    if chosen:
        folder = Path(chosen).expanduser()
    else:
        folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sales-collection"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        folder = folder.resolve()
    except OSError as error:
        raise Trouble(
            f"The cache folder {folder} cannot be made ({error.strerror}): "
            "set SALES_COLLECTION_CACHE to a folder that you may write to."
        ) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Trouble(
            f"You may not write to the cache folder {folder}: "
            "set SALES_COLLECTION_CACHE to a folder that you may write to."
        )
    return folder


def try_lock(path: Path):
    """Lock this file for as long as the answer is open; None when another process holds it.

    The kernel lets go of the lock when the process ends, however it ends.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = open(path, "a")  # noqa: SIM115 (open as long as the lock is wanted)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.close()
        return None
    return handle


@contextmanager
def locked(folder: Path, name: str, what: str):
    """Do one thing at a time: wait until nobody else does `what` in this cache folder.

    Programs that `progress.run` starts meanwhile hold the lock too: if this process is killed, the next run waits
    until they have ended as well, and does not build where they still write.
    """
    path = folder / f"{name}.lock"
    handle = try_lock(path)
    if handle is None:
        print(f"Another run is busy {what}: waiting for it.", flush=True)
        handle = open(path, "a")  # noqa: SIM115 (closed below)
        fcntl.flock(handle, fcntl.LOCK_EX)
    held.add(handle.fileno())
    try:
        yield
    finally:
        held.discard(handle.fileno())
        handle.close()


def facts(folder: Path) -> dict | None:
    """What was noted when this folder was completed; None when it is not complete."""
    try:
        return json.loads((folder / MARKER).read_text())
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None


def complete(folder: Path, **noted) -> None:
    """Declare a folder complete, and note what is in it."""
    draft = folder / (MARKER + ".draft")
    with open(draft, "w") as handle:
        json.dump(noted, handle, indent=1, sort_keys=True)
        handle.flush()
        os.fsync(handle.fileno())
    draft.rename(folder / MARKER)


def remove(folder: Path) -> None:
    """Delete a folder so that an interruption leaves nothing that looks complete."""
    (folder / MARKER).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        raise Trouble(f"The folder {folder} cannot be deleted: delete it by hand and start again.")


@contextmanager
def building(final: Path):
    """Give an empty folder to fill; it becomes `final` in one step when the block ends well.

    The block calls `complete` on the folder before it ends.
    """
    draft = final.with_name(final.name + ".partial")
    remove(draft)
    draft.mkdir(parents=True)
    yield draft
    if facts(draft) is None:
        raise RuntimeError(f"{draft} was not declared complete")
    if final.exists():
        remove(final)
    draft.rename(final)
