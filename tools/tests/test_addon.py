"""When the addon counts as changed."""

import pytest

from tools import addon
from tools.trouble import Trouble


@pytest.fixture(name="home")
def fixture_home(tmp_path):
    """An addon with a model and a test."""
    home = tmp_path / addon.NAME
    for name in ("models/a.py", "tests/test_a.py", "models/__pycache__/a.pyc"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text("1")
    return home


@pytest.mark.parametrize(
    ("name", "changes"),
    [("models/a.py", True), ("tests/test_a.py", False), ("models/__pycache__/a.pyc", False)],
)
def test_only_files_that_odoo_loads_count(home, name, changes):
    """A changed test does not update the demo company."""
    before = addon.fingerprint(home.parent)
    (home / name).write_text("2")
    assert (addon.fingerprint(home.parent) != before) is changes


def test_a_renamed_file_counts(home):
    """The same content under another name is another addon."""
    before = addon.fingerprint(home.parent)
    (home / "models" / "a.py").rename(home / "models" / "b.py")
    assert addon.fingerprint(home.parent) != before


def test_the_addon_comes_first_and_its_bridges_follow(home):
    """A folder with a manifest is an addon; what they need of each other is not needed of others."""
    for name, needed in ((addon.NAME, ["sale"]), ("a_bridge", [addon.NAME, "stock"]), ("b_bridge", ["a_bridge"])):
        (home.parent / name).mkdir(exist_ok=True)
        (home.parent / name / "__manifest__.py").write_text(str({"depends": needed}))
    (home.parent / "docs").mkdir()
    names = addon.names(home.parent)
    assert names == [addon.NAME, "a_bridge", "b_bridge"]
    assert addon.dependencies(home.parent) == ["sale"]
    assert addon.dependencies(home.parent, *names) == ["sale", "stock"]


def test_a_missing_or_broken_manifest_is_explained(home):
    """With its path."""
    with pytest.raises(Trouble, match="complete checkout"):
        addon.dependencies(home.parent)
    (home / "__manifest__.py").write_text("{'depends': [")
    with pytest.raises(Trouble, match="cannot be read"):
        addon.dependencies(home.parent)
