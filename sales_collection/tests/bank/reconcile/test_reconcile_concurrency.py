from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ...base.concurrency_common import ConcurrencyCommon


@tagged("post_install", "-at_install")
class TestReconcileConcurrency(ConcurrencyCommon):
    """Two clerks at the same line of the board, or at its end, each with a database connection of his own.

    What they work on has to be committed, so it stays in the main company of the test database.
    """

    @staticmethod
    def _board(env):
        """Return the ids of two of finance, of a reconciliation in a year of its own and of its bank line."""
        tag = env["res.users"].with_context(active_test=False).search_count([])
        clerks = [
            new_test_user(env, f"{name}{tag}", groups="sales_collection.group_collection_finance")
            for name in ("gus", "gil")
        ]
        journal = env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1)
        year = 2000 + env["collection.reconcile"].search_count([])
        line = env["account.bank.statement.line"].create(
            {
                "journal_id": journal.id,
                "date": f"{year}-02-02",
                "amount": 100,
                "payment_ref": "Money",
                "partner_id": env["res.partner"].create({"name": f"Gentian {tag}"}).id,
            }
        )
        reconcile = env["collection.reconcile"].create(
            {"journal_id": journal.id, "date_from": f"{year}-02-01", "date_to": f"{year}-02-28"}
        )
        return [clerk.id for clerk in clerks], reconcile.id, line.id

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_one_books_the_line_on_account_the_other_is_told_that_it_is_settled(self):
        clerks, reconcile, line = self._committed(self._board)

        def on_account(env):
            lines = env["account.bank.statement.line"].browse(line)
            env["collection.reconcile"].browse(reconcile)._book_on_account(lines, lines.partner_id)

        answers = self._at_once(*((clerk, on_account) for clerk in clerks))
        self.assertEqual(answers.count(None), 1, answers)
        told = next(answer for answer in answers if answer)
        self.assertRegex(told, "Another user is working|by another user")

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_one_closes_the_reconciliation_the_other_is_told_who_did(self):
        clerks, reconcile, _line = self._committed(self._board)
        answers = self._at_once(
            *((clerk, lambda env: env["collection.reconcile"].browse(reconcile).action_close()) for clerk in clerks)
        )
        self.assertEqual(answers.count(None), 1, answers)
        told = next(answer for answer in answers if answer)
        self.assertRegex(told, "Another user is closing|has closed this reconciliation")
