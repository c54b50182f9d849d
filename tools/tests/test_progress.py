"""Running programs."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tools import progress
from tools.workspace import REPOSITORY


def test_a_failing_program_is_told_with_its_last_words():
    """The caller makes a sentence of them."""
    with pytest.raises(progress.Failed) as caught:
        progress.run(["sh", "-c", "echo one; echo two >&2; exit 3"], "Trying")
    assert caught.value.lines == ["one", "two"]


def test_what_it_prints_is_read(capsys):
    """Line by line, for progress and for the caller."""
    lines = []
    progress.run(["printf", "a\\nb\\n"], "Trying", on_line=lines.append)
    assert lines == ["a", "b"]
    assert capsys.readouterr().out.splitlines() == ["Trying ...", "Trying: done (0 s)"]


def _alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False


def test_a_program_ends_with_the_one_that_started_it():
    """Also after kill -9, so that no Odoo goes on alone."""
    code = "from tools import progress; progress.run(['sh', '-c', 'echo $$; exec sleep 60'], 'x', on_line=print)"
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=REPOSITORY)
    child = next(int(line) for line in parent.stdout if line.strip().isdigit())
    assert _alive(child)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 10
    while _alive(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    if _alive(child):
        os.kill(child, signal.SIGKILL)
        pytest.fail("the program goes on")
