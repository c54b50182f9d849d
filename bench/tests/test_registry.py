"""What is measured finds the files of the addon where they are."""

import ast
import importlib.util
from pathlib import Path
from unittest import TestCase

BENCH = Path(__file__).parents[1]
ADDONS = BENCH.parent
#: a module of the addon as the benchmarks write it down, also in a text that is filled in
PLACES = ("odoo.addons.sales_collection.", "{ADDON}.", "{database.ADDON}.")


def named(tree):
    """Yield the modules of the addon that a source imports or names, within the addon."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(PLACES[0]):
            yield node.module.removeprefix(PLACES[0])
            yield from (f"{node.module}.{alias.name}".removeprefix(PLACES[0]) for alias in node.names)
        elif isinstance(node, ast.JoinedStr):
            text = ast.unparse(node)[2:-1]
            yield from (text.split(place)[1] for place in PLACES[1:] if f"{place}models." in text)


class TestRegistry(TestCase):
    def test_every_module_of_the_addon_is_where_the_benchmarks_look(self):
        found = set()
        for path in BENCH.glob("*.py"):
            for module in named(ast.parse(path.read_text())):
                file = ADDONS / "sales_collection" / f"{module.replace('.', '/')}.py"
                # a name within a module counts with the module
                places = (file, file.parent.with_suffix(".py"), file.with_suffix(""))
                self.assertTrue(any(place.exists() for place in places), f"{path.name}: {module}")
                found.add(module)
        self.assertGreaterEqual(len(found), 4)

    def test_the_backtest_finds_the_score(self):
        spec = importlib.util.spec_from_file_location("backtest", BENCH / "backtest.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        self.assertTrue(module.scoring.figures_of)
