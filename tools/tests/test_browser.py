"""Without a browser, browser tests are skipped and nothing else is."""

import subprocess
from types import SimpleNamespace

import pytest

from tools import browser, pytest_plugin


class HttpCase:
    """Stands for Odoo's class of that name."""


class Tour(HttpCase):
    """A test class with a browser."""


class Plain:
    """A test class without."""


@pytest.mark.parametrize(
    ("file", "cls", "answer"),
    [
        ("test_tour_receipt.py", Tour, True),
        ("test_tour_receipt.py", Plain, False),
        ("test_portal.py", Tour, False),
        ("test_tour_receipt.py", None, False),
    ],
)
def test_a_browser_test_is_known_by_its_file_and_class(file, cls, answer):
    """HttpCase alone may also fetch pages without a browser."""
    assert pytest_plugin.needs_browser(SimpleNamespace(path=f"/x/{file}", cls=cls)) is answer


@pytest.mark.parametrize("reason", ["", "no browser here"])
def test_skipping_is_switched_by_the_environment(reason, monkeypatch):
    """`make test` sets the reason when it finds no browser."""
    monkeypatch.setenv("SC_NO_BROWSER", reason)
    marks = {"tour": [], "plain": []}
    items = [
        SimpleNamespace(path="test_tour_a.py", cls=Tour, add_marker=marks["tour"].append),
        SimpleNamespace(path="test_a.py", cls=Plain, add_marker=marks["plain"].append),
    ]
    pytest_plugin.pytest_collection_modifyitems(items)
    assert [mark.kwargs["reason"] for mark in marks["tour"]] == ([reason] if reason else [])
    assert marks["plain"] == []


def test_only_root_installs_packages(monkeypatch):
    """Anybody else is left alone, with what the machine has."""
    monkeypatch.setattr(browser.os, "geteuid", lambda: 1000)
    monkeypatch.setattr(browser.shutil, "which", lambda _name: None)
    monkeypatch.setattr(browser.progress, "run", lambda *_words, **_options: pytest.fail("tried to install"))
    assert browser.ensure() is None
    assert browser.ensure_pdf() is False
    assert browser.ensure_chinese() is False
    assert browser.ensure_latin() is False


def test_root_installs_what_is_missing(monkeypatch):
    """After reading the lists if they do not know the package."""
    calls = []
    monkeypatch.setattr(browser.os, "geteuid", lambda: 0)
    monkeypatch.setattr(browser.shutil, "which", lambda name: name if name == "apt-get" else None)
    monkeypatch.setattr(browser.subprocess, "run", lambda *_w, **_o: subprocess.CompletedProcess([], 100))
    monkeypatch.setattr(browser.progress, "run", lambda command, *_w, **_o: calls.append(command))
    assert browser.install("chromium", "a browser") is True
    assert [call[5] for call in calls] == ["update", "install"]
    assert calls[1][-1] == "chromium"
