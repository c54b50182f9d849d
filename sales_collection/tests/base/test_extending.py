import os
import re
import subprocess
import tempfile
from pathlib import Path
from unittest import SkipTest

from odoo.tests import tagged

from .other_database_common import OtherDatabaseCommon

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "extending.md"
TESTS = Path(__file__).with_name("extending_example.py")
NAME = "sales_collection_example"
#: a block of the page and the file that it is
BLOCK = re.compile(r"<!-- file: (\S+) -->\n```(?:python|xml)\n(.*?)```", re.DOTALL)


@tagged("post_install", "-at_install")
class TestExtending(OtherDatabaseCommon):
    """What the page for developers of other addons says works as it stands there."""

    source = "SC_TEMPLATE_DB"

    def test_the_examples_are_an_addon_that_works(self):
        if not PAGE.exists():
            raise SkipTest("The page is beside the addon, in its repository.")
        files = dict(BLOCK.findall(PAGE.read_text()))
        self.assertEqual(len(files), 9, "the blocks of the page have been found")
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder) / NAME
            for name, text in {**files, "tests/test_example.py": TESTS.read_text()}.items():
                (home / name).parent.mkdir(parents=True, exist_ok=True)
                (home / name).write_text(text)
            (home / "tests" / "__init__.py").write_text("from . import test_example\n")
            done = self._install(folder)
        self.assertEqual(done.returncode, 0, done.stderr[-3000:])
        self.assertRegex(done.stderr, r"0 failed, 0 error\(s\) of 8 tests")

    def _install(self, folder):
        """Install the addon and run its tests in the database; return the finished process."""
        words = ["-d", self.name, "-i", NAME, f"--addons-path={folder},{ROOT}", f"--test-tags=/{NAME}"]
        command = [os.environ["SC_PYTHON"], "-m", "odoo", "-c", os.environ["SC_ODOO_CONF"], *words, "--stop-after-init"]
        return subprocess.run(
            [*command, "--log-level=warn", "--log-handler=odoo.tests.result:INFO"], capture_output=True, text=True
        )
