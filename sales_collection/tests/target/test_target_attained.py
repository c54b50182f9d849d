from decimal import Decimal

from odoo import Command
from odoo.tests import tagged

from .target_common import TargetCommon


@tagged("post_install", "-at_install")
class TestTargetAttained(TargetCommon):
    """What targets have attained, by the ledger."""

    # -- collected ---------------------------------------------------------------------------------

    def test_money_counts_in_the_period_of_its_date(self):
        invoice = self._owed(1000)
        self._pay(invoice, 300, date="2026-01-31")
        self._pay(invoice, 400, date="2026-02-01")
        self._pay(invoice, 200, date="2026-03-01")
        self.assertEqual(self._attained()["amount"], 400)
        self.assertEqual(self._attained("2026-01-01", "2026-01-31")["amount"], 300)

    def test_a_bounce_counts_negative_when_it_bounces_and_the_old_month_stays(self):
        payment = self._pay(self._owed(1000), 300, date="2026-01-20")
        self._bounce(payment)
        self.assertEqual(self._attained()["amount"], -300)
        self.assertEqual(self._attained("2026-01-01", "2026-01-31")["amount"], 300)

    def test_credit_notes_and_write_offs_are_not_collected(self):
        invoice = self._owed(1000)
        self._credit(invoice, 100)
        self._write_off(invoice, paid=400, lost=50)
        self.assertEqual(self._attained()["amount"], 400)

    def test_money_counts_in_company_currency(self):
        gold = self.setup_other_currency("EUR", rates=[("2016-01-01", 2.0)])
        invoice = self._owed(1000, currency_id=gold.id)
        self._pay(invoice, 1000, date="2026-02-10", currency_id=gold.id)
        self.assertEqual(self._attained()["amount"], 500)

    def test_what_was_collected_stays_with_who_collected_it(self):
        invoice = self._owed(1000)
        self._pay(invoice, 400, date="2026-02-10")
        invoice.sudo().collection_user_id = self.ben
        self._pay(invoice, 250, date="2026-02-11")
        self.assertEqual((self._attained()["amount"], self._attained(user=self.ben)["amount"]), (400, 250))

    # -- the overdue stock -------------------------------------------------------------------------

    def test_the_overdue_stock_is_what_was_overdue_and_open_at_the_start(self):
        late = self._owed(1000, due="2026-01-15")
        self._pay(late, 200, date="2026-01-20")
        self._owed(200, due="2026-01-31")
        not_yet = self._owed(500, due="2026-02-01")
        self._pay(late, 600, date="2026-02-03")
        self._pay(not_yet, date="2026-02-03")
        target = self._target(overdue_share=70)
        self.assertEqual((target.overdue_stock, target.overdue_attained), (1000, 60))

    def test_a_credit_note_takes_an_item_out_of_the_stock_a_write_off_does_not(self):
        invoice = self._owed(1000)
        self._credit(invoice, 200)
        self._write_off(invoice, paid=400, lost=100)
        target = self._target()
        self.assertEqual((target.overdue_stock, target.overdue_attained), (800, 50))

    def test_money_after_the_period_does_not_count_for_its_stock(self):
        invoice = self._owed(1000, date="2025-12-01", due="2025-12-31")
        self._pay(invoice, 250, date="2026-01-15")
        self._pay(invoice, 750, date="2026-02-10")
        self.assertEqual(self._attained("2026-01-01", "2026-01-31")["overdue_share"], 25)
        self.assertEqual(self._attained()["overdue_share"], 100)

    def test_an_older_payment_that_bounces_is_not_of_the_stock(self):
        invoice = self._owed(100)
        self._bounce(self._pay(invoice, 60, date="2026-01-20"))
        self._pay(invoice, 100, date="2026-02-16")
        target = self._target()
        self.assertEqual((target.overdue_stock, target.overdue_attained), (40, 100))

    def test_a_payment_that_bounces_in_the_same_month_counts_for_nothing(self):
        self._bounce(self._pay(self._owed(100), date="2026-02-10"))
        target = self._target()
        self.assertEqual((target.overdue_stock, target.overdue_attained), (100, 0))

    def test_a_plan_of_the_period_does_not_take_an_item_out_of_the_stock(self):
        self._plan(self._owed(100), "2026-05-31")
        self.assertEqual(self._target().overdue_stock, 100)

    def test_an_item_that_a_plan_had_moved_before_is_not_in_the_stock(self):
        hold = self._plan(self._owed(100), "2026-05-31")
        self.env.cr.execute("UPDATE collection_hold SET create_date = '2026-01-31' WHERE id = %s", [hold.id])
        self.assertEqual(self._target().overdue_stock, 0)

    def test_who_takes_over_takes_what_is_open(self):
        invoice = self._owed(1000)
        self._pay(invoice, 400, date="2026-02-10")
        invoice.sudo().collection_user_id = self.ben
        self.env.flush_all()
        targets = self._target() | self._target(self.ben) | self._target(team_id=self.team.id)
        self.assertEqual(targets.mapped("overdue_stock"), [400, 600, 1000])
        self.assertEqual(targets.mapped("overdue_attained"), [100, 0, 40])

    # -- on time, days late ------------------------------------------------------------------------

    def test_on_time_is_measured_by_what_fell_due(self):
        invoice = self._owed(1000, due="2026-02-05")
        self._pay(invoice, 600, date="2026-02-05")
        self._pay(invoice, 200, date="2026-02-08")
        self._owed(5000, due="2026-02-20")
        self._pay(self._owed(70, due="2026-01-10"), date="2026-02-02")
        target = self._target(on_time_rate=90)
        self.assertEqual((target.fallen_due, target.on_time_attained), (1000, 60))

    def test_what_falls_due_today_is_not_late_yet(self):
        self._owed(1000, due="2026-02-16")
        self.assertIsNone(self._attained()["on_time_rate"])

    def test_a_discount_given_in_time_is_in_time_and_a_write_off_later_is_late(self):
        self._write_off(self._owed(100, due="2026-02-10"), paid=98, lost=2)
        self._write_off(self._owed(100, due="2026-02-02"), paid=0, lost=100)
        self.assertEqual(self._attained()["on_time_rate"], 50)

    def test_days_late_are_weighed_by_money_and_early_money_is_not_below_zero(self):
        self._pay(self._owed(100, due="2026-02-01"), date="2026-02-11")
        self._pay(self._owed(300, due="2026-02-01"), date="2026-02-03")
        self.assertEqual(self._attained()["days_late"], 4)
        self._pay(self._owed(400, due="2026-02-28"), date="2026-02-03")
        self.assertEqual(self._attained()["days_late"], 2)

    def test_a_bounce_takes_its_days_late_back(self):
        self._pay(self._owed(100, due="2026-02-01"), date="2026-02-11")
        self._bounce(self._pay(self._owed(900, due="2026-02-01"), date="2026-02-02"))
        self.assertEqual(self._attained()["days_late"], 10)

    def test_money_paid_back_is_not_collected_and_not_late(self):
        self._pay(self._owed(100, due="2026-02-01"), date="2026-02-11")
        refund = self._invoice(40, date="2026-01-01", move_type="out_refund")
        self._pay(refund, date="2026-02-10")
        found = self._attained()
        self.assertEqual((found["amount"], found["days_late"], found["on_time_rate"]), (60, 10, 0))

    # -- what is still due, and the pace -----------------------------------------------------------

    def test_still_due_is_what_is_open_and_due_until_the_end(self):
        for amount, due in ((100, "2026-01-31"), (200, "2026-02-28"), (400, "2026-03-01")):
            self._owed(amount, due=due)
        self.assertEqual(self._target().still_due, 300)
        self.assertEqual(self._target(as_user=self.max, date_from="2026-01-01").still_due, 0)

    def test_the_pace_is_per_working_day(self):
        self._pay(self._owed(5000), 500, date="2026-02-10")
        target = self._target(amount=2000)
        self.assertEqual((target.progress, target.missing, target.days_left), (25, 1500, 10))
        self.assertEqual((target.pace, target.pace_needed, target.status), (50, 150, "behind"))

    def test_a_holiday_of_the_company_is_no_working_day(self):
        self.env["resource.calendar.leaves"].sudo().create(
            {
                "name": "Carnival",
                "calendar_id": self.company.resource_calendar_id.id,
                "company_id": self.company.id,
                "date_from": "2026-02-17 00:00:00",
                "date_to": "2026-02-17 23:59:59",
            }
        )
        self.assertEqual(self._target().days_left, 9)

    def test_the_status_tells_how_the_amount_stands(self):
        self._pay(self._owed(5000), 500, date="2026-02-10")
        for amount, status in ((1000, "on_track"), (1001, "behind"), (500, "reached")):
            target = self._target(amount=amount)
            self.assertEqual(target.status, status)
            target.sudo().unlink()
        self.assertEqual(self._target(as_user=self.max, date_from="2026-01-01").status, "missed")
        self.assertEqual(self._target(date_from="2026-03-01").status, "future")
        self.assertFalse(self._target(self.ben, amount=0, days_late=3).status)

    # -- teams, companies, the interface -----------------------------------------------------------

    def test_a_team_has_what_its_salespeople_collected_for_it(self):
        for user, amount in ((self.amy, 100), (self.ben, 20), (self.zoe, 3)):
            self._pay(self._owed(amount, user=user), date="2026-02-10")
        self.assertEqual(self._target(team_id=self.team.id).collected, 120)

    def test_money_of_another_company_does_not_count(self):
        other = self.setup_other_company(name="Elsewhere")
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "company_id": other["company"].id,
                "journal_id": other["default_journal_sale"].id,
                "partner_id": self.customer.id,
                "invoice_date": "2026-01-01",
                "invoice_user_id": self.amy.id,
                "invoice_line_ids": [Command.create({"name": "Far", "price_unit": 70, "tax_ids": []})],
            }
        )
        invoice.action_post()
        self._pay(invoice, journal_id=other["default_journal_bank"].id, date="2026-02-10")
        self.assertEqual(
            self._attained(), dict.fromkeys(("overdue_share", "on_time_rate", "days_late")) | {"amount": 0}
        )

    def test_the_interface_for_incentives(self):
        self._pay(self._owed(1000, due="2026-01-31"), 250, date="2026-02-10")
        self._target(amount=2000, overdue_share=50)
        users = self.amy | self.ben
        found = self.env["collection.target"]._attained(users, "2026-02-01", "2026-02-28", self.company)
        self.assertEqual(
            found[self.amy.id],
            {
                "amount": (Decimal(2000), Decimal(250)),
                "overdue_share": (Decimal(50), Decimal(25)),
                "on_time_rate": (None, None),
                "days_late": (None, Decimal(10)),
            },
        )
        self.assertEqual(found[self.ben.id]["amount"], (None, 0))
        self.assertEqual(
            self.env["collection.target"]._attained(users[:0], "2026-02-01", "2026-02-28", self.company), {}
        )

    def test_any_number_of_targets_is_read_by_the_same_number_of_queries(self):
        targets = self._target(as_user=self.max, date_from="2026-01-01")
        for user in (self.amy, self.ben):
            targets |= self._target(user) | self._target(user, period="quarter")
        self.env.flush_all()
        counts = []
        for some in (targets[-1:], targets):
            self.env.invalidate_all()
            some.mapped("company_currency_id.rounding")
            before = self.env.cr.sql_log_count
            some.mapped("collected")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])

    # -- factories ---------------------------------------------------------------------------------

    def _credit(self, invoice, amount):
        """Take an amount off an invoice by a credit note of 5 February."""
        credit = self._invoice(amount, date="2026-02-05", move_type="out_refund")
        (self._receivable(invoice) + self._receivable(credit)).reconcile()

    def _write_off(self, invoice, paid, lost):
        """Book on 10 February money for an invoice, and beside it a loss."""
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "date": "2026-02-10",
                "journal_id": self.company_data["default_journal_misc"].id,
                "line_ids": [
                    Command.create({"account_id": account.id, "partner_id": self.customer.id, "balance": balance})
                    for account, balance in (
                        (self.company_data["default_account_receivable"], -paid - lost),
                        (self.journal.default_account_id, paid),
                        (self.expense, lost),
                    )
                    if balance
                ],
            }
        )
        move.action_post()
        (self._receivable(invoice) + self._receivable(move)).reconcile()

    def _plan(self, invoice, due):
        """Let an invoice fall due on another day, as a payment plan does that is made now; return its hold."""
        item = self._receivable(invoice)
        hold = self.env["collection.hold"].sudo().create({"move_line_id": item.id, "reason": "plan"})
        item.collection_date_due = due
        return hold
