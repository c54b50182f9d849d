import ast
import re
from pathlib import Path
from unittest import skipUnless

from odoo.tests import BaseCase, tagged

ADDON = Path(__file__).parents[2]
PAGE = ADDON.parent / "docs" / "security.md"
#: tests, demo data and migrations run as nobody's request
_NOBODYS = {"tests", "demo", "migrations"}
#: what a field says to be worked out, or searched, with more rights than the user's
_OF_FIELDS = {"compute_sudo", "related_sudo", "bypass_search_access"}
_HEADING = "## Elevated rights"


def elevated(source):
    """Return {method or field of a Python source that lifts rights: the names by which it may be called}.

    A field may stand under its own name or that of its compute method.
    """
    found = {}

    def visit(node, name=None, other=None):
        if isinstance(node, ast.FunctionDef):
            name = name or node.name
        elif isinstance(node, ast.Assign) and name is None and isinstance(node.targets[0], ast.Name):
            name, other = node.targets[0].id, _compute_of(node.value)
        elif isinstance(node, ast.Call) and _lifts(node):
            found.setdefault(name, {name, other} - {None})
        for child in ast.iter_child_nodes(node):
            visit(child, name, other)

    visit(ast.parse(source))
    return found


def _compute_of(value):
    keywords = value.keywords if isinstance(value, ast.Call) else ()
    return next((word.value.value for word in keywords if word.arg == "compute" and _is(word.value, str)), None)


def _lifts(call):
    """Return whether a call asks for more rights than the user's; ``sudo(False)`` gives them back."""
    called = call.func.attr if isinstance(call.func, ast.Attribute) else None
    given = [ast.unparse(one) for one in call.args]
    if called == "sudo" and given != ["False"] or called == "with_user" and "SUPERUSER_ID" in given:
        return True
    return any(word.arg in {"su", *_OF_FIELDS} and ast.unparse(word.value) == "True" for word in call.keywords)


def _is(node, kind):
    return isinstance(node, ast.Constant) and isinstance(node.value, kind)


def rows(page):
    """Return {(file, method or field)} of the first column of the tables that say which need elevated rights serve."""
    section = page.split(_HEADING, 1)[1].split("\n## ", 1)[0]
    found, counts = set(), False
    for line in section.splitlines():
        if line.startswith("| file"):
            counts = "| need |" in line
        elif counts and line.startswith("| `"):
            file, *names = re.findall(r"`([^`]+)`", line.split("|")[1])
            found.update((file, name) for name in names)
    return found


@tagged("post_install", "-at_install")
class TestSecurityPage(BaseCase):
    """The page for whoever reviews rights names every method that lifts them, and none that is gone."""

    def test_what_lifts_rights_is_found(self):
        source = """
total = fields.Float(compute="_compute_total", compute_sudo=True)
files = fields.Many2many("ir.attachment", bypass_search_access=True)
plain = fields.Float(compute="_compute_plain", compute_sudo=False)
class A:
    size = fields.Float(related="a.b", related_sudo=True)
    def up(self):
        return self.mapped(lambda row: row.sudo().name)
    def down(self):
        return self.sudo(False)
    def root(self):
        return self.with_user(SUPERUSER_ID)
    def env(self):
        return self.env(su=True)
    def user(self, user):
        return self.with_user(user)
"""
        found = elevated(source)
        self.assertEqual(set(found), {"total", "files", "size", "up", "root", "env"})
        self.assertEqual(found["total"], {"total", "_compute_total"})

    @skipUnless(PAGE.exists(), "the page is beside the addon, in its repository")
    def test_every_method_has_its_row_and_every_row_its_method(self):
        named, known, missing = rows(PAGE.read_text()), set(), []
        addons = [path.parent for path in ADDON.parent.glob("*/__manifest__.py")]
        for path in sorted(path for addon in addons for path in addon.rglob("*.py")):
            # of the addon itself; files of the bridges beside it are named with their folder
            file = path.relative_to(ADDON if path.is_relative_to(ADDON) else ADDON.parent)
            if _NOBODYS & set(file.parts):
                continue
            for names in elevated(path.read_text()).values():
                keys = {(file.as_posix(), name) for name in names}
                known |= keys
                missing += [] if keys & named else [" ".join(f"`{part}`" for part in sorted(keys)[0])]
        self.assertFalse(missing, "Say in docs/security.md under Elevated rights whom each serves and why it is safe.")
        gone = sorted(named - known)
        self.assertFalse(gone, "These lift no rights any more: take them off docs/security.md.")
