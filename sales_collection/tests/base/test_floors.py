import ast
from pathlib import Path

from odoo.tests import BaseCase

ADDON = Path(__file__).parents[2]
#: each uses those before it
ROOMS = (
    "base",
    "responsibility",
    "ledger",
    "schedule",
    "receipt",
    "agreement",
    "dunning",
    "credit",
    "bank",
    "audit",
    "target",
    "incentive",
)
FOLDERS = ("models", "engine", "wizards", "reports")


def room(parts):
    """Return the room of a file or module of the addon given by the parts of its path; None for what is in no room."""
    return parts[1] if len(parts) > 2 and parts[0] in FOLDERS else None


def imported(path):
    """Yield what a file imports of the addon, as the parts of paths within it."""
    here = path.relative_to(ADDON).parts
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            module = node.module.split(".") if node.module else []
            if node.level:
                module = [*here[: len(here) - node.level], *module]
            elif module[:3] == ["odoo", "addons", ADDON.name]:
                module = module[3:]
            else:
                continue
            yield from ((*module, alias.name) for alias in node.names)


class TestFloors(BaseCase):
    """The house has floors: each room uses those below it, and none above it."""

    def test_every_file_is_in_a_room(self):
        names = {path for folder in FOLDERS for path in (ADDON / folder).rglob("*.py") if path.name != "__init__.py"}
        outside = sorted(str(path) for path in names if room(path.relative_to(ADDON).parts) not in ROOMS)
        self.assertFalse(outside)

    def test_no_room_uses_one_above_it(self):
        found, uses = [], 0
        for folder in FOLDERS:
            for path in (ADDON / folder).rglob("*.py"):
                own = room(path.relative_to(ADDON).parts)
                for parts in imported(path) if own else ():
                    other = room((*parts, ""))
                    uses += 1
                    if other and ROOMS.index(other) > ROOMS.index(own):
                        found.append(f"{path.relative_to(ADDON)} uses {'.'.join(parts)}")
        self.assertFalse(found)
        self.assertGreater(uses, 300, "the imports have been found")
