"""What is in the cache folder counts only when it is complete."""

import multiprocessing
import os
import signal
import subprocess
import sys

import pytest

from tools import cache
from tools.trouble import Trouble
from tools.workspace import REPOSITORY


def test_an_interrupted_build_is_not_taken_for_complete(tmp_path):
    """The folder has no name before it is complete."""
    home = tmp_path / "odoo"
    with pytest.raises(KeyboardInterrupt), cache.building(home) as draft:
        (draft / "half").write_text("x")
        raise KeyboardInterrupt
    assert not home.exists()
    assert cache.facts(home) is None


def test_the_next_build_starts_from_nothing(tmp_path):
    """What an interruption left behind is not mixed with the new files."""
    home = tmp_path / "odoo"
    with pytest.raises(KeyboardInterrupt), cache.building(home) as draft:
        (draft / "half").write_text("x")
        raise KeyboardInterrupt
    with cache.building(home) as draft:
        (draft / "whole").write_text("x")
        cache.complete(draft, package="1")
    assert sorted(path.name for path in home.iterdir()) == [cache.MARKER, "whole"]
    assert cache.facts(home) == {"package": "1"}
    assert [path.name for path in tmp_path.iterdir()] == ["odoo"]


def test_a_folder_without_its_marker_is_not_complete(tmp_path):
    """Files alone prove nothing, nor does a marker that is cut off."""
    (tmp_path / "odoo").mkdir()
    assert cache.facts(tmp_path / "odoo") is None
    (tmp_path / "odoo" / cache.MARKER).write_text('{"package"')
    assert cache.facts(tmp_path / "odoo") is None


def test_a_new_build_replaces_the_old_one(tmp_path):
    """A complete folder stays until the new one is complete."""
    home = tmp_path / "odoo"
    for number in "12":
        with cache.building(home) as draft:
            if number == "2":
                assert cache.facts(home) == {"package": "1"}
            cache.complete(draft, package=number)
    assert cache.facts(home) == {"package": "2"}


def test_the_environment_chooses_the_folder(tmp_path, monkeypatch):
    """SALES_COLLECTION_CACHE comes before XDG_CACHE_HOME."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    monkeypatch.delenv("SALES_COLLECTION_CACHE", raising=False)
    assert cache.cache_folder() == tmp_path / "xdg" / "sales-collection"
    monkeypatch.setenv("SALES_COLLECTION_CACHE", str(tmp_path / "own"))
    assert cache.cache_folder() == tmp_path / "own"


def test_an_impossible_folder_is_explained(tmp_path, monkeypatch):
    """One sentence names the folder and the way out."""
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SALES_COLLECTION_CACHE", str(tmp_path / "file" / "below"))
    with pytest.raises(Trouble, match="set SALES_COLLECTION_CACHE to a folder that you may write to"):
        cache.cache_folder()


def _hold(path, ready):
    lock = cache.try_lock(path)
    ready.send(lock is not None)
    signal.pause()


def test_a_program_holds_the_lock_of_the_one_that_was_killed(tmp_path):
    """The next run waits until nobody writes any more."""
    code = (
        "import sys, pathlib; from tools import cache, progress\n"
        "with cache.locked(pathlib.Path(sys.argv[1]), 'odoo', 'trying'):\n"
        "    progress.run(['sh', '-c', 'echo on; (sleep 1; exit) & wait'], 'x', on_line=print, preexec_fn=None)"
    )
    command = [sys.executable, "-c", code, tmp_path]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=REPOSITORY) as parent:
        assert "on\n" in iter(parent.stdout.readline, "")
        parent.kill()
    assert cache.try_lock(tmp_path / "odoo.lock") is None
    with cache.locked(tmp_path, "odoo", "waiting"):
        assert len(cache.held) == 1
    assert cache.held == set()


def test_a_lock_ends_with_its_process(tmp_path):
    """While it lives nobody else gets the lock; kill -9 frees it."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe()
    process = context.Process(target=_hold, args=(tmp_path / "lock", there))
    process.start()
    assert here.recv() is True
    assert cache.try_lock(tmp_path / "lock") is None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    with cache.try_lock(tmp_path / "lock") as lock:
        assert lock is not None
