"""The virtual environment: which Python, which versions, and when it counts."""

import re

import pytest

from tools import cache, progress, python_env
from tools.trouble import Trouble
from tools.workspace import REPOSITORY


@pytest.fixture(name="repository")
def fixture_repository(tmp_path):
    """A repository with requirements."""
    for name in python_env.REQUIREMENTS:
        (tmp_path / name).write_text("a==1\n")
    return tmp_path


def test_the_key_follows_the_pinned_versions_and_python(repository):
    """Whatever changes what is installed changes the name of the environment."""
    keys = {python_env.key(repository, "CPython 3.11.2"), python_env.key(repository, "CPython 3.12.1")}
    for name in python_env.REQUIREMENTS:
        (repository / name).write_text("a==2\n")
        keys.add(python_env.key(repository, "CPython 3.11.2"))
    assert len(keys) == 4


@pytest.mark.parametrize(
    ("version", "answer"), [((3, 9), False), ((3, 10), True), ((3, 13, 1), True), ((3, 14), False)]
)
def test_odoo_runs_on_these_versions(version, answer):
    """3.10 to 3.13."""
    assert python_env.suitable(version) is answer


PINNED = r"[\w.-]+==[\w.]+( ; python_version [<>]=? \"3\.\d+\")?"


def test_every_requirement_is_pinned():
    """A line is empty, a comment, the word that a source is to be built, or a name with one exact version."""
    for name in python_env.REQUIREMENTS:
        for line in (REPOSITORY / name).read_text().splitlines():
            assert re.fullmatch(rf"(#.*|\s*|--no-binary=[\w-]+|{PINNED})", line), line


def test_no_requirement_is_named_twice():
    """The second file adds to the first."""
    names = []
    for name in python_env.REQUIREMENTS:
        found = re.findall(r"^([\w.-]+)==", (REPOSITORY / name).read_text(), re.M)
        names += [re.sub(r"[-_.]+", "-", word).lower() for word in found]
    assert sorted(names) == sorted(set(names))


def test_an_unsuitable_python_looks_for_another(monkeypatch):
    """The newest suitable one that works is taken."""
    monkeypatch.setattr(python_env.sys, "version_info", (3, 14, 0))
    monkeypatch.setattr(python_env.shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(python_env, "_version", lambda path: "3.12.1" if path.endswith("3.12") else None)
    assert python_env.base_python() == ("/bin/python3.12", "3.12.1")


def test_no_suitable_python_is_explained(monkeypatch):
    """The sentence says which versions do."""
    monkeypatch.setattr(python_env.sys, "version_info", (3, 14, 0))
    monkeypatch.setattr(python_env.shutil, "which", lambda _name: None)
    with pytest.raises(Trouble, match=r"3\.10 to 3\.13.*install one"):
        python_env.base_python()


def test_an_interrupted_installation_is_not_taken_for_complete(tmp_path, repository, monkeypatch):
    """It is thrown away and made again."""
    started = []

    def make_empty(home, _base):
        started.append(home)
        home.mkdir(parents=True)
        (home / "left over").touch()
        return ["pip"]

    def install(*_words, **_options):
        if len(started) == 1:
            raise KeyboardInterrupt

    monkeypatch.setattr(python_env, "_empty", make_empty)
    monkeypatch.setattr(progress, "run", install)
    with pytest.raises(KeyboardInterrupt):
        python_env.get(tmp_path / "cache", repository)
    assert cache.facts(started[0]) is None
    assert python_env.get(tmp_path / "cache", repository) == started[1] / "bin" / "python"
    assert python_env.get(tmp_path / "cache", repository) and len(started) == 2


@pytest.mark.parametrize(
    ("lines", "advice"),
    [
        (["Collecting a", "ERROR: No matching distribution found for a==1"], "No matching distribution"),
        (["OSError: [Errno 28] No space left on device"], "disk is full"),
        ([], "check the network"),
    ],
)
def test_pips_complaints_become_one_sentence(lines, advice):
    """With the reason that pip gave."""
    sentence = python_env.explanation(lines)
    assert advice in sentence
    assert sentence.endswith(".")
