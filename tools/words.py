"""Reading the arguments of a command."""

from __future__ import annotations

import argparse

from .trouble import Trouble


class Parser(argparse.ArgumentParser):
    """An argument parser whose complaints are one sentence."""

    def __init__(self, command: str, **options):
        super().__init__(prog=f"make {command}", add_help=False, **options)
        self.command = command

    def error(self, message: str):
        """Say what is wrong and what is possible."""
        known = " ".join(action.option_strings[0] for action in self._actions if action.option_strings)
        raise Trouble(f'{message}: `make {self.command}` takes ARGS="{known}".')
