"""The command line: one sentence, exit code 1, no traceback."""

import importlib
import subprocess
import sys

import pytest

from tools import commands, words
from tools.trouble import Trouble
from tools.workspace import REPOSITORY


def call(*arguments, **environment):
    """Run the tools as the Makefile does."""
    command = [sys.executable, "-m", "tools", *arguments]
    return subprocess.run(command, capture_output=True, text=True, cwd=REPOSITORY, env=environment)


def test_an_unknown_command_is_explained():
    """With those that there are."""
    answer = call("nothing")
    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr.startswith("Say what to do: one of setup, test,")


def test_a_wrong_odoo_home_ends_in_one_sentence(tmp_path):
    """Nothing is downloaded, nothing is printed but the reason."""
    (tmp_path / "odoo").mkdir()
    code = "from tools import odoo_source, __main__ as m, commands; import sys; "
    code += "commands.run = lambda words: odoo_source.get(None); sys.exit(m.main())"
    environment = {"ODOO_HOME": str(tmp_path)}
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=REPOSITORY, env=environment
    )
    assert answer.returncode == 1
    assert len(answer.stderr.splitlines()) == 1
    assert "holds no Odoo: point it to" in answer.stderr


@pytest.mark.parametrize("name", sorted(commands.COMMANDS.values()))
def test_every_command_can_be_loaded(name):
    """And explains itself."""
    module = importlib.import_module(f"tools.{name}")
    assert callable(module.main)
    assert module.__doc__.startswith("`make ")


def test_every_command_has_a_target_in_the_makefile():
    """And every target has a line in `make help`."""
    text = (REPOSITORY / "Makefile").read_text()
    for name in commands.COMMANDS:
        assert f"\n{name}: ## " in text
        assert f"-m tools {name} $(ARGS)" in text


def test_wrong_words_are_explained():
    """No usage text, but what the command takes."""
    parser = words.Parser("demo")
    parser.add_argument("--fresh", action="store_true")
    with pytest.raises(Trouble, match=r'unrecognized arguments: --frsh: `make demo` takes ARGS="--fresh"'):
        parser.parse_args(["--frsh"])
