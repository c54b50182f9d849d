from odoo import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ...base.concurrency_common import ConcurrencyCommon


@tagged("post_install", "-at_install")
class TestMatchConcurrency(ConcurrencyCommon):
    """Two clerks at the same bank line at the same moment, each with a database connection of his own.

    What they work on has to be committed, so it stays in the main company of the test database.
    """

    @staticmethod
    def _proposed(env):
        """Return the ids of two of finance, of a bank line that names an invoice of 1,000, and of the proposal."""
        tag = env["res.users"].with_context(active_test=False).search_count([])
        clerks = [
            new_test_user(env, f"{name}{tag}", groups="sales_collection.group_collection_finance")
            for name in ("flo", "fred")
        ]
        invoice = env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": env["res.partner"].create({"name": f"Foxglove {tag}"}).id,
                "invoice_date": "2026-01-01",
                "invoice_line_ids": [Command.create({"name": "Work", "price_unit": 1000, "tax_ids": []})],
            }
        )
        invoice.action_post()
        journal = env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1)
        line = env["account.bank.statement.line"].create(
            {"journal_id": journal.id, "date": "2026-02-02", "amount": 1000, "payment_ref": invoice.name}
        )
        return [clerk.id for clerk in clerks], line.id, env["collection.match"]._propose(journal, line).id

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_of_two_clerks_one_wins_and_the_other_is_told(self):
        clerks, line, match = self._committed(self._proposed)
        answers = self._at_once(
            *((clerk, lambda env: env["collection.match"].browse(match).action_accept()) for clerk in clerks)
        )
        self.assertEqual(answers.count(None), 1, answers)
        told = next(answer for answer in answers if answer)
        self.assertRegex(told, "Another user is working|Only proposed")
        met = self._committed(
            lambda env: len(env["account.bank.statement.line"].browse(line).line_ids.matched_debit_ids)
        )
        self.assertEqual(met, 1)
