"""The command line behind the Makefile: `python3 -m tools COMMAND [ARGUMENTS]`."""

import sys


def main() -> int:
    """Run a command; a failure ends in one plain sentence."""
    if sys.version_info < (3, 9):
        print(
            "The set-up runs on Python 3.9 or later: install a newer one (apt install python3.11).",
            file=sys.stderr,
        )
        return 1
    from .commands import run
    from .trouble import Trouble

    try:
        return run(sys.argv[1:])
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return 130


if __name__ == "__main__":
    sys.exit(main())
