"""Released states: where they come from, and that the next one has a version of its own."""

import subprocess
from dataclasses import replace
from types import SimpleNamespace

import pytest

from tools import addon, released
from tools.workspace import REPOSITORY


@pytest.fixture(name="workspace")
def fixture_workspace(tmp_path):
    """A repository with one commit, and an empty cache."""
    repository = tmp_path / "repository"
    (repository / addon.NAME).mkdir(parents=True)
    (repository / addon.NAME / "__manifest__.py").write_text("{'version': '1'}")
    git = ["git", "-C", str(repository), "-c", "user.name=x", "-c", "user.email=x@example.com"]
    for words in (["init", "--quiet"], ["add", "."], ["commit", "--quiet", "--message", "First"]):
        subprocess.run([*git, *words], check=True)
    return SimpleNamespace(repository=repository, folder=tmp_path / "cache")


def commit(workspace) -> str:
    """The only commit of the repository."""
    command = ["git", "-C", str(workspace.repository), "rev-parse", "HEAD"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def test_the_files_are_those_of_the_commit(workspace):
    """Whatever lies in the working tree now; and they are unpacked once."""
    state = released.State("1", commit(workspace))
    (workspace.repository / addon.NAME / "__manifest__.py").write_text("{'version': '2'}")
    home = released.folder(workspace, state)
    assert addon.manifest(home)["version"] == "1"
    assert released.folder(workspace, state) == home


def test_a_clone_without_history_is_told_what_to_do(workspace):
    """It has no such commit."""
    with pytest.raises(released.Unavailable, match="unshallow"):
        released.folder(workspace, released.State("1", "0" * 40))


def test_a_copy_without_git_is_told_too(workspace, tmp_path):
    """As one from a zip file."""
    without = SimpleNamespace(repository=tmp_path, folder=workspace.folder)
    with pytest.raises(released.Unavailable, match="history"):
        released.folder(without, released.State("1", "0" * 40))


@pytest.mark.parametrize("change", [{"commit": "0" * 40}, {"story": ("books",)}])
def test_what_the_database_is_made_of_is_part_of_its_name(change):
    """Another commit or other scripts are another database."""
    other = replace(released.FIRST, **change)
    assert released._name("template", released.FIRST) != released._name("template", other)


def test_the_version_is_above_what_was_released():
    """Odoo updates what has a higher version, and runs the migrations in between."""
    last = tuple(map(int, released.SECOND.version.split(".")))
    for name in addon.names(REPOSITORY):
        assert tuple(map(int, addon.manifest(REPOSITORY, name)["version"].split("."))) > last


def test_no_migration_is_above_the_version():
    """Odoo would not run it yet."""
    for name in addon.names(REPOSITORY):
        version = tuple(map(int, addon.manifest(REPOSITORY, name)["version"].split(".")))
        for home in (REPOSITORY / name / "migrations").glob("[0-9]*"):
            assert tuple(map(int, home.name.split("."))) <= version, home
