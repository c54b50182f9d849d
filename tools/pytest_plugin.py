"""What `make test` adds to pytest: without a browser, the browser tests are skipped, and nothing else is.

Browser tests are the classes derived from HttpCase in files named test_tour_*.py.
"""

import os
from pathlib import Path

import pytest

BROWSER_FILES = "test_tour_"


def needs_browser(item) -> bool:
    """Whether this test drives a browser."""
    if not Path(str(item.path)).name.startswith(BROWSER_FILES):
        return False
    bases = getattr(getattr(item, "cls", None), "__mro__", ())
    return any(base.__name__ == "HttpCase" for base in bases)


def pytest_collection_modifyitems(items):
    """Skip browser tests when `make test` found no browser."""
    reason = os.environ.get("SC_NO_BROWSER")
    if not reason:
        return
    for item in items:
        if needs_browser(item):
            item.add_marker(pytest.mark.skip(reason=reason))
