"""Reading Odoo's log."""

from tools import odoo_log

LOG = """\
2026-01-02 03:04:05,678 42 INFO db odoo.modules.loading: Loading module sale (3/54)
2026-01-02 03:04:05,678 42 WARNING db odoo.addons.base.models.ir_actions_report: Unable to find Wkhtmltopdf on this system.
2026-01-02 03:04:05,678 42 WARNING db odoo.addons.base.models.ir_model: The model x has no access rules
2026-01-02 03:04:05,678 42 INFO ? odoo: WARNING is only a word here
2026-01-02 03:04:05,678 42 CRITICAL ? odoo.service.server: Failed to initialize
Traceback (most recent call last):
ValueError: x
2026-01-02 03:04:05,678 42 INFO db odoo.registry: done
the rest of an INFO message
"""  # noqa: E501


def test_warnings_and_errors_are_complaints():
    """With their traceback, without what the machine lacks."""
    assert odoo_log.complaints(LOG.splitlines()) == [
        "WARNING odoo.addons.base.models.ir_model: The model x has no access rules",
        "CRITICAL odoo.service.server: Failed to initialize\nTraceback (most recent call last):\nValueError: x",
    ]


def test_loading_is_progress():
    """The module and how many there are."""
    assert [odoo_log.loading(line) for line in LOG.splitlines()[:2]] == ["sale (3 of 54)", None]
