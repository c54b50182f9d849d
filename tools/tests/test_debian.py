"""Reading what apt says."""

from tools import debian


def test_progress_of_apt_is_told():
    """A status line gives a percentage, any other line nothing."""
    assert debian.percentage("dlstatus:2:64.7808:Retrieving file 2 of 3\n") == "65 %"
    assert debian.percentage("Get:1 something") is None
