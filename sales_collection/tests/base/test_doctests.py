import doctest
import importlib
import pkgutil

from odoo.tests import BaseCase, tagged

from ... import engine


@tagged("post_install", "-at_install")
class TestDoctests(BaseCase):
    """The examples in the docstrings of the engine, all of them in one place."""

    def test_the_examples_of_the_engine_hold(self):
        for module in pkgutil.walk_packages(engine.__path__, f"{engine.__name__}."):
            with self.subTest(module=module.name):
                self.assertFalse(doctest.testmod(importlib.import_module(module.name)).failed)
