from lxml import etree

from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestNoContentHelp(TransactionCase):
    """Whoever opens a list with nothing in it reads what to do first.

    The list of actions is made of all that the addon and its bridges have.
    """

    def _actions(self):
        # sudo: what is installed
        data = self.env["ir.model.data"].sudo()
        found = data.search([("module", "=like", "sales_collection%"), ("model", "=", "ir.actions.act_window")])
        actions = self.env["ir.actions.act_window"].sudo().browse(found.mapped("res_id"))
        kinds = {"list", "kanban", "pivot", "graph"}
        return actions.filtered(lambda action: action.target != "new" and kinds & set(action.view_mode.split(",")))

    def test_every_list_says_what_to_do_first(self):
        actions = self._actions()
        self.assertGreater(len(actions), 40)
        for action in actions:
            with self.subTest(action.xml_id):
                self.assertTrue(action.help, "nothing is said when the list is empty")
                root = etree.fromstring(f"<div>{action.help}</div>")
                titles = root.xpath("p[@class='o_view_nocontent_smiling_face']")
                self.assertEqual(len(titles), 1)
                self.assertTrue("".join(titles[0].itertext()).strip())
                words = " ".join(" ".join(p.itertext()) for p in root.iter("p") if p not in titles)
                self.assertGreater(len(words.split()), 5, "it does not say what to do first")
