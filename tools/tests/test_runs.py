"""Runs clear up after themselves, and after those that could not."""

import os
import signal
import time
from types import SimpleNamespace

import pytest

from tools import cache, runs


class Recorder:
    """Databases that only note what is dropped."""

    def __init__(self):
        self.existing = []

    def names(self, prefix):
        """The names that begin like this."""
        return [name for name in self.existing if name.startswith(prefix)]

    def drop(self, *names):
        """Forget them."""
        self.existing = [name for name in self.existing if name not in names]


@pytest.fixture(name="workspace")
def fixture_workspace(tmp_path):
    """A workspace without Odoo."""
    return SimpleNamespace(folder=tmp_path, databases=Recorder())


def test_a_run_leaves_nothing_behind(workspace):
    """Neither its database nor another one that it made, and no files."""
    with runs.run(workspace) as run:
        workspace.databases.existing = [run.name, run.name + "extra", "other"]
        assert run.folder.is_dir()
    assert workspace.databases.existing == ["other"]
    assert not run.folder.exists()


def test_two_runs_do_not_touch_each_other(workspace):
    """The second one begins while the first is going on."""
    with runs.run(workspace) as first:
        workspace.databases.existing = [first.name]
        with runs.run(workspace) as second:
            assert second.name != first.name
        assert workspace.databases.existing == [first.name]
        assert first.folder.is_dir()


def test_a_killed_run_is_cleared_up_by_the_next(workspace):
    """Its lock is free, so nobody needs it."""
    folder = workspace.folder / "runs" / f"{runs.PREFIX}dead_"
    cache.try_lock(folder / "lock").close()
    workspace.databases.existing = [folder.name, folder.name + "extra"]
    with runs.run(workspace):
        assert workspace.databases.existing == []
        assert not folder.exists()


def test_a_request_to_end_clears_up_too(workspace):
    """SIGTERM is treated like Ctrl-C."""
    with pytest.raises(runs.Terminated), runs.run(workspace) as run:
        workspace.databases.existing = [run.name]
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(5)
    assert workspace.databases.existing == []
