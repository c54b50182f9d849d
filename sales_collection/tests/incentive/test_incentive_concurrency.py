from odoo import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..base.concurrency_common import ConcurrencyCommon


@tagged("post_install", "-at_install")
class TestIncentiveConcurrency(ConcurrencyCommon):
    """Mia and Mo manage the incentives of one salesperson at the same moment, each with a connection of his own.

    In January 2024 the salesperson collected 1,000, of which 10 % are his; in February nothing.
    """

    def setUp(self):
        super().setUp()
        self.managers, self.plan_id, (self.january, self.february) = self._committed(self._make)
        self.addCleanup(self._committed, self._clean)

    @classmethod
    def _make(cls, env):
        """Return the ids of two managers, of a plan and of its two statements, computed."""
        tag = env["res.users"].with_context(active_test=False).search_count([])
        seller, *managers = (
            new_test_user(env, f"{name}_incentive{tag}", groups=f"sales_collection.group_collection_{role}")
            for name, role in (("sam", "salesperson"), ("mia", "manager"), ("mo", "manager"))
        )
        cls._collect(env, seller, tag)
        company = [("company_ids", "in", env.company.ids)]
        accounts = env["account.account"]
        plan = env["collection.incentive.plan"].create(
            {
                "name": f"Collect {tag}",
                "date_from": "2024-01-01",
                "date_to": "2024-02-29",
                "member_ids": [Command.create({"user_id": seller.id})],
                "rule_ids": [Command.create({"name": "Rate", "kind": "rate", "percent": 10})],
                "pay_by": "entry",
                "journal_id": cls._journal(env, "general").id,
                "expense_account_id": accounts.search([("account_type", "=", "expense"), *company], limit=1).id,
                "liability_account_id": accounts.search(
                    [("account_type", "=", "liability_current"), *company], limit=1
                ).id,
            }
        )
        plan.action_activate()
        plan.action_compute()
        return [manager.id for manager in managers], plan.id, plan.statement_ids.sorted("date_from").ids

    @staticmethod
    def _journal(env, kind):
        return env["account.journal"].search([("type", "=", kind), ("company_id", "=", env.company.id)], limit=1)

    @classmethod
    def _collect(cls, env, seller, tag):
        product = env["product.product"].create({"name": "Work", "type": "service", "taxes_id": False})
        invoice = env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": env["res.partner"].create({"name": f"Gentian {tag}"}).id,
                "invoice_date": "2024-01-02",
                "invoice_user_id": seller.id,
                "invoice_line_ids": [Command.create({"product_id": product.id, "price_unit": 1000, "tax_ids": False})],
            }
        )
        invoice.action_post()
        env["account.payment.register"].with_context(active_model="account.move", active_ids=invoice.ids).create(
            {"payment_date": "2024-01-15", "journal_id": cls._journal(env, "bank").id}
        )._create_payments()

    def _clean(self, env):
        env.cr.execute("DELETE FROM collection_incentive WHERE plan_id = %s", [self.plan_id])
        env["collection.incentive.plan"].browse(self.plan_id).unlink()
        env["res.users"].browse(self.managers).active = False

    def _confirm(self, *ids):
        return lambda env: env["collection.incentive"].browse(ids).action_confirm()

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def _both(self, mia, mo):
        """Let Mia and Mo do this at once; return what each was told, None if it went well."""
        return self._at_once(*zip(self.managers, (mia, mo), strict=True))

    def _read(self, number, *names):
        return self._committed(lambda env: [env["collection.incentive"].browse(number)[name] for name in names])

    def test_one_confirms_and_the_other_is_told(self):
        confirm = self._confirm(self.january, self.february)
        answers = self._both(confirm, confirm)
        self.assertEqual(answers.count(None), 1, answers)
        self.assertRegex(next(filter(None, answers)), "Another user is working|already confirmed")
        confirmed_by = self._committed(lambda env: env["collection.incentive"].browse(self.january).confirmed_by_id.id)
        self.assertEqual(confirmed_by, self.managers[answers.index(None)])
        self.assertEqual(self._read(self.january, "state", "amount_payable"), ["confirmed", 100])

    def test_who_computes_while_another_confirms_changes_nothing_that_is_confirmed(self):
        answers = self._both(
            self._confirm(self.january), lambda env: env["collection.incentive"].browse(self.january).action_compute()
        )
        self.assertIn(None, answers)
        state = "computed" if answers[0] else "confirmed"
        self.assertEqual(self._read(self.january, "state", "amount_total"), [state, 100])
        lines = self._committed(lambda env: env["collection.incentive"].browse(self.january).line_ids.mapped("amount"))
        self.assertEqual(lines, [100])

    def test_who_opens_a_statement_while_another_confirms_the_next_one_that_counts_on_it(self):
        self._committed(lambda env: self._confirm(self.january)(env(user=self.managers[0])))
        answers = self._both(
            lambda env: env["collection.incentive"].browse(self.january).action_reopen(), self._confirm(self.february)
        )
        self.assertEqual(answers.count(None), 1, answers)
        [january], [february] = self._read(self.january, "state"), self._read(self.february, "state")
        expected = ("computed", "computed") if answers[0] is None else ("confirmed", "confirmed")
        self.assertEqual((january, february), expected)

    def test_it_is_paid_once(self):
        self._committed(lambda env: self._confirm(self.january)(env(user=self.managers[0])))

        def pay(env):
            env["collection.incentive"].browse(self.january).action_pay()

        answers = self._both(pay, pay)
        self.assertEqual(answers.count(None), 1, answers)
        self.assertRegex(next(filter(None, answers)), "Another user is working|already paid")
        booked = self._committed(
            lambda env: (
                env["account.move"]
                .search([("ref", "=", env["collection.incentive"].browse(self.january)._booking_text())])
                .mapped("amount_total")
            )
        )
        self.assertEqual(booked, [100])
