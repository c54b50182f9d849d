"""Which Odoo is used, and that half an Odoo never is."""

import subprocess

import pytest

from tools import cache, debian, mirror, odoo_source
from tools.trouble import Trouble


def make_odoo(folder, version="(19, 0, 0, FINAL, 0, '')"):
    """A folder that looks like an unpacked Odoo to the tools."""
    (folder / "odoo").mkdir(parents=True)
    (folder / "odoo" / "release.py").write_text(f"RELEASE_LEVELS = []\nversion_info = {version}\n")
    return folder


def test_a_checkout_is_recognised(tmp_path, monkeypatch):
    """ODOO_HOME may be the folder that contains odoo/."""
    make_odoo(tmp_path / "checkout")
    monkeypatch.setenv("ODOO_HOME", str(tmp_path / "checkout"))
    assert odoo_source.get(tmp_path / "cache").path == tmp_path / "checkout"


def test_an_unpacked_package_is_recognised(tmp_path):
    """ODOO_HOME may be the folder into which Debian's package was unpacked."""
    packages = make_odoo(tmp_path / "usr/lib/python3/dist-packages")
    assert odoo_source.named_by_user(str(tmp_path)).path == packages
    assert odoo_source.named_by_user(str(packages)).path == packages


def test_another_version_is_refused(tmp_path):
    """The sentence names the version that was found."""
    make_odoo(tmp_path, "(18, 0, 0, FINAL, 0, '')")
    with pytest.raises(Trouble, match=r"holds Odoo 18\.0: point it to an Odoo 19\.0, or unset it"):
        odoo_source.named_by_user(str(tmp_path))


def test_no_odoo_at_all_is_refused(tmp_path):
    """The sentence says what the folder should contain."""
    with pytest.raises(Trouble, match=r"point it to the folder that contains odoo/release\.py"):
        odoo_source.named_by_user(str(tmp_path))


def test_a_checkout_is_known_by_its_commit(tmp_path):
    """Another commit means another template database."""
    make_odoo(tmp_path)
    git = ["git", "-C", tmp_path, "-c", "user.name=x", "-c", "user.email=x@example.com"]
    subprocess.run([*git, "init", "-q"], check=True)
    names = set()
    for number in "12":
        (tmp_path / "file").write_text(number)
        subprocess.run([*git, "add", "."], check=True)
        subprocess.run([*git, "commit", "-q", "-m", number], check=True)
        names.add(odoo_source.named_by_user(str(tmp_path)).identity)
    assert len(names) == 2


@pytest.fixture(name="delivery")
def fixture_delivery(tmp_path, monkeypatch):
    """Debian and npm deliver at once; `fail` in the answer makes unpacking break off that many times."""
    state = {"fail": 0, "downloads": 0}

    def download(_apt, wanted):
        state["downloads"] += 1
        assert wanted["odoo-19"] == "sid"
        assert wanted["fonts-font-awesome"] == "bookworm"
        return [tmp_path / "odoo-19_19.0.0_all.deb"]

    def unpack(_files, folder):
        packages = make_odoo(folder / odoo_source.PACKAGES)
        if state["fail"]:
            state["fail"] -= 1
            raise KeyboardInterrupt
        for name in ("base", "account", "web/static/lib/jquery/jquery.js"):
            (packages / "odoo/addons" / name).mkdir(parents=True)

    monkeypatch.delenv("ODOO_HOME", raising=False)
    monkeypatch.setattr(odoo_source.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(mirror, "find", lambda: mirror.Mirror("http://mirror.example/", "bookworm"))
    monkeypatch.setattr(debian.PrivateApt, "download", download)
    monkeypatch.setattr(debian, "unpack", unpack)
    monkeypatch.setattr(odoo_source, "_add_script", lambda _draft, _target: None)
    return state


def test_odoo_is_fetched_once(tmp_path, delivery):
    """The second call finds it."""
    first = odoo_source.get(tmp_path / "cache")
    assert odoo_source.get(tmp_path / "cache") == first
    assert first.identity == "odoo-19_19.0.0_all.deb"
    assert delivery["downloads"] == 1


def test_an_interrupted_unpacking_is_done_again(tmp_path, delivery):
    """Half an Odoo is not used, and the next call makes a whole one."""
    delivery["fail"] = 1
    with pytest.raises(KeyboardInterrupt):
        odoo_source.get(tmp_path / "cache")
    assert not (tmp_path / "cache" / "odoo-19.0").exists()
    assert odoo_source.series(odoo_source.get(tmp_path / "cache").path) == "19.0"
    assert delivery["downloads"] == 2


def test_a_package_without_web_libraries_is_refused(tmp_path, delivery, monkeypatch):
    """What would answer the login page with an error is not taken."""
    monkeypatch.setattr(debian, "unpack", lambda _files, folder: make_odoo(folder / odoo_source.PACKAGES))
    with pytest.raises(Trouble, match="does not hold a usable Odoo"):
        odoo_source.get(tmp_path / "cache")
    assert cache.facts(tmp_path / "cache" / "odoo-19.0") is None


def test_another_script_than_expected_is_refused(tmp_path, monkeypatch):
    """What npm delivers is compared with a known sum."""

    def deliver(_command, _label, cwd):
        (cwd / "script.tgz").write_bytes(b"something else")

    monkeypatch.setattr(odoo_source.progress, "run", deliver)
    with pytest.raises(Trouble, match="npm delivered another"):
        odoo_source._add_script(tmp_path, tmp_path / "script.js")
    assert not (tmp_path / "script.js").exists()


def test_without_npm_the_way_out_is_named(tmp_path, delivery, monkeypatch):
    """Before anything is downloaded."""
    monkeypatch.setattr(odoo_source.shutil, "which", lambda _name: None)
    with pytest.raises(Trouble, match="apt install npm"):
        odoo_source.get(tmp_path / "cache")
    assert delivery["downloads"] == 0
