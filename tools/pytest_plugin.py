"""What `make test` adds to pytest.

Without a browser, the browser tests are skipped, and nothing else is: the classes derived from HttpCase in files named
test_tour_*.py. Tests that commit to their database, to have two people at work in it, come last: what they leave is in
no other test's way. A slow machine fails no property test: speed is measured in bench/ and never asserted.
"""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

BROWSER_FILES = "test_tour_"
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


def needs_browser(item) -> bool:
    """Whether this test drives a browser."""
    if not Path(str(item.path)).name.startswith(BROWSER_FILES):
        return False
    bases = getattr(getattr(item, "cls", None), "__mro__", ())
    return any(base.__name__ == "HttpCase" for base in bases)


def commits(item) -> bool:
    """Whether this test leaves something in its database."""
    bases = getattr(getattr(item, "cls", None), "__mro__", ())
    return any(base.__name__ == "ConcurrencyCommon" for base in bases)


def pytest_collection_modifyitems(items):
    """Let tests that commit come last, and skip browser tests when `make test` found no browser."""
    items.sort(key=commits)
    reason = os.environ.get("SC_NO_BROWSER")
    if not reason:
        return
    for item in items:
        if needs_browser(item):
            item.add_marker(pytest.mark.skip(reason=reason))
