from odoo import Command
from odoo.tests import tagged

from ..ledger.returns_common import ReturnsCommon


@tagged("post_install", "-at_install")
class TestIncentiveReturns(ReturnsCommon):
    """Goods that came back earn nothing, whichever of them and whenever; what was kept earns all of its own."""

    # -- which of the goods, and when ----------------------------------------------------------------

    def test_the_cable_comes_back_and_the_machine_is_paid(self):
        plan, invoice = self._machine_plan(), self._sold()
        self._returned(invoice, [(self.cable, 1000, None)])
        self._pay(invoice, date="2026-01-20")
        self.assertEqual(self._earned(plan), {1: 100})
        self.assertEqual(self._paid_for(invoice), {"Machine": 1000})

    def test_the_machine_comes_back_and_the_cable_is_paid(self):
        plan, invoice = self._machine_plan(), self._sold()
        self._returned(invoice, [(self.machine, 1000, None)])
        self._pay(invoice, date="2026-01-20")
        self.assertEqual(self._earned(plan), {})
        self.assertEqual(self._paid_for(invoice), {"Cable": 1000})

    def test_the_cable_comes_back_after_half_was_paid(self):
        plan, invoice = self._machine_plan(), self._sold()
        self._pay(invoice, 1000, date="2026-01-05")
        self._returned(invoice, [(self.cable, 1000, None)])
        self.assertEqual(self._earned(plan), {1: 100})
        self.assertEqual(self._paid_for(invoice), {"Machine": 1000})

    def test_the_machine_comes_back_after_half_was_paid(self):
        plan, invoice = self._machine_plan(), self._sold()
        self._pay(invoice, 1000, date="2026-01-05")
        self._returned(invoice, [(self.machine, 1000, None)])
        self.assertEqual(self._earned(plan), {})

    def test_what_was_confirmed_is_put_right_in_the_month_of_the_return(self):
        plan, cable_back, machine_back = self._machine_plan(), self._sold(), self._sold()
        self._pay(cable_back, 1000, date="2026-01-05")
        self._pay(machine_back, 1000, date="2026-01-05")
        self._confirm(plan, 1)
        self._returned(cable_back, [(self.cable, 1000, None)], date="2026-02-10")
        self._returned(machine_back, [(self.machine, 1000, None)], date="2026-03-10")
        # January gave 50 for each; February gives the other 50 of the one, March takes the 50 of the other
        self.assertEqual(self._earned(plan), {1: 100, 2: 50, 3: -50})
        self.assertTrue(all(self._statement(month=2).line_ids.mapped("is_correction")))

    def test_the_rules_of_the_month_of_the_money_put_it_right(self):
        plan, invoice = self._machine_plan(), self._sold()
        self._pay(invoice, 1000, date="2026-01-05")
        self._confirm(plan, 1)
        version = self.env["collection.incentive.plan"].browse(plan.with_user(self.max).action_new_version()["res_id"])
        version.rule_ids.with_user(self.max).percent = 20
        version.with_user(self.max).action_activate()
        self._returned(invoice, [(self.cable, 1000, None)], date="2026-02-10")
        self._compute(version, "2026-02-28")
        self.assertLines(self._statement(month=2), [("entry", 50)])

    def test_all_was_paid_and_the_cable_s_money_went_back(self):
        plan, invoice = self._machine_plan(), self._sold()
        self._pay(invoice, date="2026-01-05")
        note = self._returned(invoice, [(self.cable, 1000, None)], match=self.env["account.move"])
        self._pay(note, date="2026-01-20")
        self.assertEqual(self._earned(plan), {1: 100})

    def test_all_was_paid_and_the_machine_s_money_went_back(self):
        plan, invoice = self._machine_plan(), self._sold()
        self._pay(invoice, date="2026-01-05")
        note = self._returned(invoice, [(self.machine, 1000, None)], match=self.env["account.move"])
        self._pay(note, date="2026-02-20")
        self.assertEqual(self._earned(plan), {1: 100, 2: -100})

    def test_a_machine_that_is_exchanged_for_a_cable_earns_nothing(self):
        plan, first = self._machine_plan(), self._sold()
        self._pay(first, date="2026-01-05")
        second = self._sold([(self.cable, 1000, None)], date="2026-01-15")
        self._returned(first, [(self.machine, 1000, None)], date="2026-02-15", match=second)
        self.assertEqual(second.payment_state, "reversed")
        self.assertEqual(self._earned(plan), {1: 100, 2: -100})
        self.assertEqual(self._paid_for(first + second), {"Cable": 2000})

    def test_a_fee_for_taking_the_cable_back_is_not_earned_with_the_machine(self):
        plan, invoice = self._machine_plan(), self._sold()
        self._returned(invoice, [(self.cable, 1000, None), (self.service, -100, None)])
        self._pay(invoice, date="2026-01-20")
        self.assertEqual(self._earned(plan), {1: 100})
        self.assertEqual(self._paid_for(invoice), {"Machine": 1000, "Service": 100})

    # -- parts ---------------------------------------------------------------------------------------

    def test_half_of_the_cable_comes_back(self):
        plan, invoice = self._machine_plan(), self._sold()
        self._returned(invoice, [(self.cable, 500, None)])
        self._pay(invoice, 750, date="2026-01-20")
        self.assertEqual(self._earned(plan, "2026-01-31"), {1: 50})
        self._pay(invoice, 750, date="2026-02-20")
        self.assertEqual(self._earned(plan), {1: 50, 2: 50})

    def test_payments_before_and_after_the_return(self):
        plan, invoice = self._machine_plan(), self._sold()
        for amount, day in ((300, "2026-01-05"), (500, "2026-02-05")):
            self._pay(invoice, amount, date=day)
        self._returned(invoice, [(self.cable, 1000, None)], date="2026-03-10")
        self._pay(invoice, date="2026-04-05")
        # half of 300, half of 500; in March the other halves; in April all
        self.assertEqual(self._earned(plan), {1: 15, 2: 25, 3: 40, 4: 20})
        self.assertEqual(self._paid_for(invoice), {"Machine": 1000})

    def test_thirds_of_a_cent_add_up(self):
        invoice = self._sold([(self.machine, 33.33, None), (self.cable, 33.33, None), (self.service, 33.34, None)])
        self._pay(invoice, 11.11, date="2026-01-05")
        self._returned(invoice, [(self.cable, 10, None)])
        self._pay(invoice, 22.22, date="2026-01-20")
        self._pay(invoice, date="2026-01-25")
        self.assertEqual(self._paid_for(invoice), {"Machine": 33.33, "Cable": 23.33, "Service": 33.34})

    def test_a_discount_given_on_all_afterwards_lowers_both(self):
        plan, invoice = self._machine_plan(), self._sold()
        self._returned(invoice, [(None, 200, None)])
        self._pay(invoice, date="2026-01-20")
        self.assertEqual(self._earned(plan), {1: 90})

    def test_a_write_off_is_of_what_was_kept(self):
        plan, invoice = self._machine_plan(), self._sold()
        self._returned(invoice, [(self.cable, 1000, None)])
        self._pay(
            invoice,
            900,
            date="2026-01-20",
            payment_difference_handling="reconcile",
            writeoff_account_id=self.company_data["default_account_expense"].id,
        )
        self.assertEqual(self._earned(plan), {1: 90})
        self.assertEqual(self._paid_for(invoice, kinds=("write_off",)), {"Machine": 100})

    def test_who_shares_an_invoice_shares_what_came_back(self):
        plan = self._plan(self._rate(10, categ_ids=[Command.set(self.machines.ids)]))
        invoice = self._sold()
        invoice.with_user(self.max).collection_share_ids = [
            Command.create({"user_id": self.amy.id, "percent": 30}),
            Command.create({"user_id": self.ben.id, "percent": 70}),
        ]
        self._pay(invoice, 1000, date="2026-01-05")
        self._confirm(plan, 1)
        self._returned(invoice, [(self.cable, 1000, None)], date="2026-02-10")
        self._compute(plan, "2026-02-28")
        self.assertEqual([self._statement(user).amount_total for user in (self.amy, self.ben)], [15, 35])
        self.assertEqual([self._statement(user, 2).amount_total for user in (self.amy, self.ben)], [15, 35])

    # -- tax -----------------------------------------------------------------------------------------

    def test_the_tax_of_the_machine_is_the_tax_of_its_money(self):
        plan, invoice = self._plan(self._rate(10), users=[self.amy]), self._sold(self._both(self.percent_tax(15)))
        self._returned(invoice, [(self.cable, 1000, None)])
        self._pay(invoice, date="2026-01-20")
        self.assertCollected(invoice, [("credit_note", 1000), ("cash", 1150)])
        self.assertUntaxed(invoice, 1000)
        self.assertEqual(self._earned(plan), {1: 100})

    def test_the_tax_is_put_right_when_the_cable_comes_back_later(self):
        plan, invoice = self._plan(self._rate(10), users=[self.amy]), self._sold(self._both(self.percent_tax(15)))
        self._pay(invoice, 1150, date="2026-01-20")
        self._confirm(plan, 1)
        self._returned(invoice, [(self.cable, 1000, None)], date="2026-02-10")
        # of 2,150 there are 2,000 without tax: 1,150 were taken for 1,069.77
        self.assertEqual(self._earned(plan), {1: 106.98, 2: -6.98})
        self.assertUntaxed(invoice, 1000)

    def test_tiers_count_what_was_kept(self):
        plan = self._plan({"name": "T", "kind": "tiers", "step_ids": self._steps((0, 10))}, users=[self.amy])
        invoice = self._sold(self._both(self.percent_tax(15)))
        self._pay(invoice, 1150, date="2026-01-20")
        self._returned(invoice, [(self.cable, 1000, None)], date="2026-01-25")
        self.assertEqual(self._earned(plan), {1: 100})

    # -- what is undone ------------------------------------------------------------------------------

    def test_a_payment_that_bounces_takes_all_back_that_it_has_earned(self):
        plan, invoice = self._machine_plan(), self._sold()
        payment = self._pay(invoice, 1000, date="2026-01-05")
        self._returned(invoice, [(self.cable, 1000, None)], date="2026-01-10")
        self._confirm(plan, 1)
        self._bounce(payment, "2026-02-10")
        self.assertEqual(self._earned(plan), {1: 100, 2: -100})
        self.assertEqual(self._paid_for(invoice), {})

    def test_a_return_that_was_a_mistake_changes_nothing_in_the_end(self):
        plan, invoice = self._machine_plan(), self._sold()
        self._pay(invoice, 1000, date="2026-01-05")
        self._confirm(plan, 1)
        note = self._returned(invoice, [(self.cable, 1000, None)], date="2026-02-10")
        self._receivable(note).remove_move_reconcile()
        self.assertEqual(self._paid_for(invoice), {"Machine": 500, "Cable": 500})
        self.assertEqual(sum(self._earned(plan).values()), 50)

    # -- currencies ----------------------------------------------------------------------------------

    def test_a_return_in_another_currency(self):
        gold = self.setup_other_currency("EUR", rates=[("2016-01-01", 2.0)])
        plan, invoice = self._machine_plan(), self._sold(currency_id=gold.id)
        self._returned(invoice, [(self.cable, 1000, None)])
        self._pay(invoice, date="2026-01-20", currency_id=gold.id)
        # 1,000 EUR of the machine came as 500
        self.assertEqual(self._earned(plan), {1: 50})
        self.assertEqual(self._paid_for(invoice), {"Machine": 500})

    def test_a_return_and_its_money_at_other_rates_than_the_invoice(self):
        gold = self.setup_other_currency("EUR", rates=[("2016-01-01", 2.0), ("2026-01-05", 2.5)])
        plan, invoice = self._machine_plan(), self._sold(currency_id=gold.id)
        self._returned(invoice, [(self.cable, 1000, None)])
        self._pay(invoice, date="2026-01-20", currency_id=gold.id)
        # the machine was worth 500 when it was invoiced; what the rate has taken since is no loss of the salesperson
        self.assertEqual(self._earned(plan), {1: 50})
        self.assertEqual(self._paid_for(invoice), {"Machine": 500})
