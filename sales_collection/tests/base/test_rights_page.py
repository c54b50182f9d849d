from pathlib import Path

from odoo.tests import TransactionCase, tagged

from .rights import added_table, rights_table

PAGE = Path(__file__).parents[3] / "docs" / "security.md"


@tagged("post_install", "-at_install")
class TestRightsPage(TransactionCase):
    """The page for whoever reviews the rights tells what is installed."""

    def test_the_page_tells_what_each_group_may(self):
        if not PAGE.exists():
            self.skipTest("the addon is here without its pages")
        section = PAGE.read_text(encoding="utf-8").partition("## What each group may\n")[2].partition("\n## ")[0]
        written = [line for line in section.splitlines() if line.startswith("|")]
        installed = [*rights_table(self.env), *added_table(self.env)]
        if written != installed:
            new = "\n".join(rights_table(self.env)) + "\n\n" + "\n".join(added_table(self.env))
            self.fail(f"Other rights are installed than docs/security.md tells. Its tables should be:\n\n{new}")

    def test_nobody_outside_our_groups_has_any_right(self):
        ours = self.env["res.groups"]
        for name in ("salesperson", "leader", "finance", "manager"):
            ours |= self.env.ref(f"sales_collection.group_collection_{name}")
        # sudo: what is installed
        rows = self.env["ir.model.access"].sudo().search([("model_id.model", "=like", "collection.%")])
        self.assertTrue(rows)
        self.assertFalse((rows.group_id - ours).mapped("full_name"))
        self.assertFalse(rows.filtered(lambda row: not row.group_id).mapped("name"))
