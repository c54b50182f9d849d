"""What people wrote, where a field wants HTML."""

from markupsafe import Markup

from odoo.tools import plaintext2html


def as_html(text):
    """Return a text as HTML that shows it as it was written; what is HTML already stays."""
    return text if isinstance(text, Markup) or not text else plaintext2html(text)
