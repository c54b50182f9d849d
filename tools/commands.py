"""The commands and what runs them."""

from __future__ import annotations

import importlib

from .trouble import Trouble

COMMANDS = {
    "setup": "run_setup",
    "test": "run_tests",
    "lint": "run_lint",
    "demo": "run_demo",
    "shell": "run_shell",
    "bench": "run_bench",
    "screenshots": "run_screenshots",
    "manual": "run_manual",
    "readme": "run_readme",
    "wheel": "run_wheel",
    "stop": "run_stop",
}


def run(words: list[str]) -> int:
    """Run the command that the first word names; each lies in a module of its own."""
    if not words or words[0] not in COMMANDS:
        raise Trouble(f"Say what to do: one of {', '.join(COMMANDS)}.")
    module = importlib.import_module(f".{COMMANDS[words[0]]}", __package__)
    return module.main(words[1:])
