"""The demo company: when it is made, updated, or left as it is."""

import smtplib
import socket
from types import SimpleNamespace

import pytest

from tools import addon, cache, demo, install, mail_sink, template
from tools.trouble import Trouble


@pytest.fixture(name="world")
def fixture_world(tmp_path, monkeypatch):
    """A workspace whose database is noted down instead of made; `done` says what would have happened."""
    state = SimpleNamespace(done=[], names=[demo.DATABASE], template="t1", addon="a1")
    state.workspace = SimpleNamespace(
        folder=tmp_path,
        repository=tmp_path,
        server=SimpleNamespace(host="/run", port="5432"),
        databases=SimpleNamespace(names=lambda _prefix: state.names),
        write_conf=lambda _folder: None,
        variables=lambda _conf: {},
    )
    monkeypatch.setattr(template, "get", lambda _workspace, _kind: state.template)
    monkeypatch.setattr(addon, "fingerprint", lambda _repository: state.addon)
    monkeypatch.setattr(install, "update", lambda *_words: state.done.append("updated"))
    monkeypatch.setattr(demo, "_make", lambda _w, _source, folder: (folder.mkdir(), state.done.append("made")))
    cache.complete(_made(tmp_path / "demo"), template="t1", addon="a1", server="/run:5432")
    return state


def _made(folder):
    folder.mkdir(exist_ok=True)
    return folder


def test_nothing_is_done_when_nothing_changed(world):
    """The second call serves within seconds."""
    demo.ensure(world.workspace)
    assert world.done == []


def test_changed_files_update_the_addon_once(world):
    """And the call after that finds it up to date."""
    world.addon = "a2"
    demo.ensure(world.workspace)
    demo.ensure(world.workspace)
    assert world.done == ["updated"]


@pytest.mark.parametrize("change", ["template", "database", "server", "fresh"])
def test_it_is_made_anew_when_an_update_is_not_enough(world, change, monkeypatch):
    """Another Odoo, set of dependencies or server, a lost database, or on request."""
    if change == "template":
        world.template = "t2"
    if change == "database":
        world.names = []
    if change == "server":
        world.workspace.server.port = "5433"
    monkeypatch.setattr(demo, "_make", lambda _w, _source, _folder: world.done.append("made"))
    demo.ensure(world.workspace, fresh=change == "fresh")
    assert world.done == ["made"]


def test_a_taken_port_is_explained():
    """With another one to choose."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(Trouble, match=f"Port {port} is taken.*--port {port + 1}"):
            demo.check_port("127.0.0.1", port)
    demo.check_port("127.0.0.1", demo.free_port())


def test_mails_of_the_demo_company_are_kept(tmp_path):
    """Nothing leaves the machine, everything can be read."""
    with mail_sink.running(tmp_path) as port, smtplib.SMTP("127.0.0.1", port) as smtp:
        smtp.sendmail("a@example.com", ["b@example.com"], "Subject: one\r\n\r\n.dotted\r\nlast\r\n")
        smtp.sendmail("a@example.com", ["b@example.com"], "Subject: two\r\n\r\nx\r\n")
    mails = [path.read_text() for path in sorted(tmp_path.iterdir())]
    assert [mail.splitlines()[0] for mail in mails] == ["Subject: one", "Subject: two"]
    assert ".dotted" in mails[0].splitlines()
