"""Finding the Debian mirror of the machine."""

import pytest

from tools import mirror
from tools.mirror import Mirror
from tools.trouble import Trouble

SECURITY = """\
MetaKey: main/binary-amd64/Packages
Base-URI: http://mirror.example/debian-security/dists/bookworm-security/
Repo-URI: http://mirror.example/debian-security/
Component: main
Origin: Debian
Created-By: Packages
"""

RELEASE = """\
MetaKey: main/binary-amd64/Packages
Base-URI: http://mirror.example/debian/dists/bookworm/
Repo-URI: http://mirror.example/debian/
Component: main
Origin: Debian
Created-By: Packages
"""

DEB822 = """\
# What is installed from.
Types: deb deb-src
# http://snapshot.example/archive
URIs: http://mirror.example/debian http://second.example/debian/
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://other.example/linux
Suites: bookworm
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 mQINBGP
 -----END PGP PUBLIC KEY BLOCK-----

Types: deb
URIs: http://off.example/debian
Suites: bookworm
Components: main
Enabled: no
"""

DEBIAN = Mirror("http://mirror.example/debian/", "bookworm", "/k.gpg")


def test_the_release_is_found_among_the_targets():
    """Not its security updates, and with the keyring that the sources name."""
    targets = mirror.parse_targets(SECURITY + "\n" + RELEASE)
    sources = [Mirror("http://mirror.example/debian", "bookworm", "/k.gpg")]
    assert mirror.known(targets, sources) == DEBIAN
    assert mirror.known(targets, []) == Mirror(DEBIAN.uri, "bookworm")


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("Origin: Ubuntu", False),
        ("Component: contrib", False),
        ("Created-By: Translations", False),
        ("Repo-URI: cdrom:[Debian]/", False),
        ("Base-URI: http://mirror.example/debian/dists/bookworm-backports/", False),
        ("Base-URI: http://mirror.example/debian/dists/sid/", True),
        ("Repo-URI: https://mirror.example/debian/", True),
    ],
)
def test_a_target_counts_when_it_is_debians_main(line, answer):
    """One line of the good paragraph is changed at a time."""
    assert (mirror.known(mirror.parse_targets(RELEASE + line), []) is not None) is answer


def test_sources_of_the_new_style_are_read():
    """Each address with each suite; what is switched off is left out."""
    found = mirror.parse_stanzas(DEB822)
    assert [(source.uri, source.suite) for source in found] == [
        ("http://mirror.example/debian", "bookworm"),
        ("http://mirror.example/debian", "bookworm-updates"),
        ("http://second.example/debian/", "bookworm"),
        ("http://second.example/debian/", "bookworm-updates"),
        ("http://other.example/linux", "bookworm"),
    ]
    assert found[0].keyring == "/usr/share/keyrings/debian-archive-keyring.gpg"
    assert found[-1].keyring.splitlines()[:3] == ["-----BEGIN PGP PUBLIC KEY BLOCK-----", "", "mQINBGP"]


def test_sources_of_the_old_style_are_read():
    """With options in brackets, or without any."""
    text = """\
# deb http://off.example/debian bookworm main
deb-src http://mirror.example/debian bookworm main
deb [arch=amd64 signed-by=/k.gpg] http://mirror.example/debian bookworm main contrib
deb http://plain.example/debian bookworm main # the second one
deb http://other.example/debian bookworm contrib
"""
    assert mirror.parse_lines(text) == [
        Mirror("http://mirror.example/debian", "bookworm", "/k.gpg"),
        Mirror("http://plain.example/debian", "bookworm"),
    ]


def test_without_lists_the_sources_are_enough():
    """Debian's keyring tells, else the path; another vendor's `bookworm main` is not Debian's."""
    vendor = Mirror("http://vendor.example/apt", "bookworm", "/vendor.gpg")
    plain = Mirror("http://plain.example/debian", "bookworm")
    signed = Mirror("http://signed.example/x", "bookworm", "/usr/share/keyrings/debian-archive-keyring.gpg")
    assert mirror.guessed([vendor, plain, signed]) == signed
    assert mirror.guessed([vendor, plain]) == plain
    assert mirror.guessed([vendor]) is None


def test_all_files_with_sources_are_read(tmp_path):
    """Of both styles, and no others."""
    (tmp_path / "sources.list.d").mkdir()
    (tmp_path / "sources.list").write_text("deb http://a.example/debian bookworm main\n")
    (tmp_path / "sources.list.d" / "b.sources").write_text(DEB822)
    (tmp_path / "sources.list.d" / "c.list.save").write_text("deb http://c.example/debian bookworm main\n")
    found = {source.uri for source in mirror.read_sources(tmp_path)}
    assert "http://a.example/debian" in found
    assert "http://other.example/linux" in found
    assert "http://c.example/debian" not in found


def test_no_mirror_is_explained(tmp_path, monkeypatch):
    """A machine without sources, or without apt, learns of ODOO_HOME."""
    monkeypatch.setattr(mirror, "SOURCES", tmp_path)
    monkeypatch.setattr(mirror, "parse_targets", lambda _text: [])
    monkeypatch.setattr(mirror.shutil, "which", lambda name: f"/usr/bin/{name}")
    with pytest.raises(Trouble, match="add one to /etc/apt/sources.list.d, or set ODOO_HOME"):
        mirror.find()
    monkeypatch.setattr(mirror.shutil, "which", lambda _name: None)
    with pytest.raises(Trouble, match="use Debian, or set ODOO_HOME to an unpacked Odoo 19"):
        mirror.find()
