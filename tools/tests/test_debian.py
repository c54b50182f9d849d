"""Getting packages from Debian, and reading what apt and dpkg say."""

import hashlib

import pytest

from tools import debian
from tools.mirror import Mirror
from tools.trouble import Trouble


def test_apt_gets_its_own_sources_and_lists(tmp_path):
    """The mirror and keyring of the machine, in files of the cache folder."""
    apt = debian.PrivateApt(tmp_path, Mirror("http://mirror.example/debian/", "bookworm", "/k.gpg"))
    apt.prepare(["sid", "bookworm", "sid"])
    lines = (tmp_path / "sources.list").read_text().splitlines()
    assert lines == [
        "deb [target=Packages signed-by=/k.gpg] http://mirror.example/debian/ sid main",
        "deb [target=Packages signed-by=/k.gpg] http://mirror.example/debian/ bookworm main",
    ]
    assert f'Dir::State::Lists "{tmp_path}/lists"' in (tmp_path / "apt.conf").read_text()


def test_a_key_in_the_sources_becomes_a_file(tmp_path):
    """apt wants a path."""
    key = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQINBGP"
    debian.PrivateApt(tmp_path, Mirror("http://mirror.example/", "bookworm", key)).prepare(["sid"])
    assert f"signed-by={tmp_path}/mirror.asc" in (tmp_path / "sources.list").read_text()
    assert (tmp_path / "mirror.asc").read_text() == key + "\n"


def test_progress_of_apt_is_told():
    """A status line gives a percentage, any other line nothing."""
    assert debian.percentage("dlstatus:2:64.7808:Retrieving file 2 of 3\n") == "65 %"
    assert debian.percentage("Get:1 something") is None


@pytest.mark.parametrize(
    ("complaint", "advice"),
    [
        ("E: Unable to locate package odoo-19", "use another mirror"),
        ("E: The following signatures couldn't be verified: NO_PUBKEY 0E98", "debian-archive-keyring"),
        ("E: Release file for http://mirror.example/InRelease is expired (invalid since 2d).", "clock"),
        ("E: You don't have enough free space in /cache", "disk is full"),
        ("E: Could not resolve 'mirror.example'", "check the network"),
        ("nothing that apt would say", "check the network"),
    ],
)
def test_apts_complaints_become_one_sentence(complaint, advice):
    """Whatever apt says, the reader learns what to do."""
    sentence = debian.explanation(["Reading package lists...", complaint])
    assert advice in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_a_damaged_package_is_thrown_away(tmp_path):
    """Half a file is deleted, so that the next run fetches it again."""
    damaged = tmp_path / "odoo-19_1_all.deb"
    damaged.write_bytes(b"!<arch>\ndebian-binary")
    with pytest.raises(Trouble, match="could not be unpacked.*run the same command again"):
        debian.unpack([damaged], tmp_path / "out")
    assert not damaged.exists()


PRINTED = """\
dlstatus:1:0.0000:Retrieving file 1 of 1
'http://mirror.example/pool/o/odoo-19_19.0_all.deb' odoo-19_19.0_all.deb 4 SHA256:{odoo}
'http://mirror.example/pool/f/fonts_3_all.deb' fonts_2%3a3_all.deb 5 SHA256:{fonts}
"""


@pytest.fixture(name="apt")
def fixture_apt(tmp_path, monkeypatch):
    """apt that delivers what `deliveries` holds, one after the other, and keeps files that are there."""
    apt = debian.PrivateApt(tmp_path, Mirror("http://mirror.example/debian/", "bookworm", "/k.gpg"))
    apt.deliveries = []
    sums = {"odoo": hashlib.sha256(b"odoo").hexdigest(), "fonts": hashlib.sha256(b"fonts").hexdigest()}

    def run(command, _label, on_line=None, cwd=None, **_options):
        if "--print-uris" in command:
            for line in PRINTED.format(**sums).splitlines():
                on_line(line)
        elif "download" in command:
            for name, content in apt.deliveries.pop(0).items():
                (cwd / name).exists() or (cwd / name).write_bytes(content)

    monkeypatch.setattr(debian.progress, "run", run)
    return apt


GOOD = {"odoo-19_19.0_all.deb": b"odoo", "fonts_2%3a3_all.deb": b"fonts"}
WANTED = {"odoo-19": "sid", "fonts": "bookworm"}


def test_packages_come_in_the_order_asked_for(apt):
    """Whatever order apt names them in."""
    apt.deliveries = [GOOD, GOOD]
    assert [path.name for path in apt.download(WANTED)] == list(GOOD)
    assert [debian.package(path) for path in apt.download(dict(reversed(WANTED.items())))] == ["fonts", "odoo-19"]


def test_a_damaged_download_is_fetched_once_more(apt):
    """Of the right size, but with another content than Debian signed."""
    apt.deliveries = [{**GOOD, "odoo-19_19.0_all.deb": b"oooo"}, GOOD]
    assert apt.download(WANTED)[0].read_bytes() == b"odoo"


def test_a_mirror_that_keeps_delivering_damage_is_given_up(apt):
    """Twice is enough."""
    apt.deliveries = [{"odoo-19_19.0_all.deb": b"oooo"}] * 2
    with pytest.raises(Trouble, match="delivers damaged packages: use another mirror"):
        apt.download(WANTED)
