"""README.rst out of fragments."""

import docutils.core
import pytest

from tools import addon, run_readme
from tools.trouble import Trouble
from tools.workspace import REPOSITORY


def test_words_become_those_of_restructuredtext():
    """Code, links and headings are written otherwise; lists and emphasis are the same."""
    assert run_readme.to_rst("## Set up\n\n- *press* `make`, see [here](a.md)") == (
        "Set up\n^^^^^^\n\n- *press* ``make``, see `here <a.md>`__\n"
    )


def test_what_it_does_not_know_is_refused():
    """A table would be shown as it is written."""
    with pytest.raises(Trouble, match="does not know"):
        run_readme.to_rst("| a | b |")


@pytest.mark.parametrize("name", addon.names(REPOSITORY))
def test_each_addon_has_a_page_without_errors(name):
    """As the index of Python packages reads it."""
    settings = {"halt_level": 2, "report_level": 2}
    page = docutils.core.publish_string(run_readme.text(REPOSITORY, name), writer="html5", settings_overrides=settings)
    assert addon.manifest(REPOSITORY, name)["name"].encode() in page


@pytest.mark.parametrize("name", addon.names(REPOSITORY))
def test_it_is_up_to_date(name):
    """Whoever changes a fragment runs `make readme`."""
    assert (REPOSITORY / name / "README.rst").read_text(encoding="utf-8") == run_readme.text(REPOSITORY, name)
