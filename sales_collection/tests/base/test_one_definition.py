import ast
from collections import defaultdict
from pathlib import Path

from odoo.tests import BaseCase

ADDON = Path(__file__).resolve().parent
while not (ADDON / "__manifest__.py").exists():
    ADDON = ADDON.parent
#: what Odoo puts together from all classes of a model
_TOGETHER = {"_description", "_inherit", "_name"}


def definitions(addon):
    """Return {(model, name): files} of the methods and attributes of all models in an addon."""
    found = defaultdict(list)
    for path in sorted(addon.rglob("*.py")):
        if {"tests", "demo", "migrations"} & set(path.relative_to(addon).parts):
            continue
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.ClassDef) and (model := _model(node)):
                for name in _names(node):
                    found[model, name].append(path.relative_to(addon.parent).as_posix())
    return found


def _names(node):
    """Yield what a class defines."""
    for part in node.body:
        if isinstance(part, ast.FunctionDef):
            yield part.name
        elif isinstance(part, ast.Assign):
            yield from (target.id for target in part.targets if target.id not in _TOGETHER)


def _model(node):
    """Return the name of the model that a class makes or extends, None if it is no model."""
    values = {
        part.targets[0].id: ast.literal_eval(part.value)
        for part in node.body
        if isinstance(part, ast.Assign) and part.targets[0].id in ("_name", "_inherit")
    }
    inherited = values.get("_inherit")
    return values.get("_name") or (inherited[0] if isinstance(inherited, list) else inherited)


class TestOneDefinition(BaseCase):
    """What a model does stands in one place, and not in classes chained by the order in which they are loaded."""

    def test_no_method_is_defined_twice_for_a_model(self):
        for addon in (path.parent for path in ADDON.parent.glob("*/__manifest__.py")):
            with self.subTest(addon=addon.name):
                found = definitions(addon)
                twice = {key: files for key, files in found.items() if len(files) > 1}
                self.assertFalse(twice, "Make it one definition that calls named steps.")
                self.assertGreater(len(found), 20, "the models have been found")
