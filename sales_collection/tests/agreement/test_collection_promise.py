from freezegun import freeze_time
from psycopg2.errors import CheckViolation, UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .agreement_common import AgreementCommon


@tagged("post_install", "-at_install")
class TestCollectionPromise(AgreementCommon):
    """A customer says by when he pays: recorded by whoever answers for the invoice, dunning waits."""

    # -- recorded

    def test_a_salesperson_records_what_his_customer_promised(self):
        promise = self._promise(self._open(100), 60)
        self.assertRecordValues(
            promise,
            [
                {
                    "state": "open",
                    "amount": 60,
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                    "currency_id": self.currency.id,
                    "user_id": self.amy.id,
                    "team_id": self.team.id,
                    "date": self._date("2026-03-02"),
                }
            ],
        )

    def test_all_that_is_open_is_promised_unless_another_amount_is_named(self):
        invoices = self._open(100) + self._open(40)
        promise = self.env["collection.promise"].with_user(self.amy).with_company(self.company)
        promise = promise.with_context(collection_move_line_ids=self._receivable(invoices).ids).create(
            {"date_promised": "2026-03-10", "promised_by": "Ms Li", "channel_id": self.phone.id}
        )
        self.assertEqual(promise.amount, 140)

    def test_the_customer_is_left_in_peace_until_the_tolerance_has_passed(self):
        invoice = self._open()
        self.policy.promise_tolerance = 2
        self._promise(invoice, day="2026-03-10")
        self.assertEqual(self._on_hold(invoice), ("promise", self._date("2026-03-12")))
        self.assertFalse(self._dunned("2026-03-12"))
        self.assertTrue(self._dunned("2026-03-13"))

    def test_the_invoice_says_why_it_is_on_hold(self):
        invoice = self._open()
        self._promise(invoice)
        self.assertEqual(invoice.with_user(self.amy).collection_hold_reason, "Promise to Pay until 03/12/2026")

    def test_the_day_itself_and_the_last_day_of_the_policy_can_be_promised(self):
        self.policy.promise_days = 10
        for day in ("2026-03-02", "2026-03-12"):
            self.assertEqual(self._promise(self._open(), day=day).state, "open")

    def test_what_is_not_promised_goes_on_being_dunned(self):
        self._promise(self._open(100))
        other = self._open(40)
        self.assertEqual(self._dunned().line_ids.move_id, other)

    def test_the_rules_of_the_day_are_kept_on_the_promise(self):
        self.policy.write({"promise_tolerance": 4, "promise_percent": 90})
        promise = self._promise(self._open(), tolerance_days=99, percent=1)
        self.assertRecordValues(promise, [{"tolerance_days": 4, "percent": 90}])
        with self.assertRaisesRegex(UserError, "cannot be changed"):
            promise.tolerance_days = 99

    def test_it_is_dated_by_the_company_of_the_invoices(self):
        other = self.setup_other_company()["company"].sudo()
        other.partner_id.tz = "Asia/Shanghai"
        self.amy.sudo().company_ids = [Command.link(other.id)]
        journal = (
            self.env["account.journal"].sudo().search([("company_id", "=", other.id), ("type", "=", "sale")], limit=1)
        )
        with freeze_time("2026-03-02 20:00:00"):
            here = self._promise(self._open())
            there = self._open(company_id=other.id, journal_id=journal.id)
            promises = self.env["collection.promise"].with_user(self.amy)
            promises = promises.with_context(allowed_company_ids=[self.company.id, other.id])
            values = {
                "move_line_ids": [Command.set(self._receivable(there).ids)],
                "amount": 100,
                "promised_by": "Ms Li",
                "channel_id": self.phone.id,
            }
            with self.assertRaisesRegex(UserError, "between today and"):
                promises.create({**values, "date_promised": "2026-03-02"})
            there = promises.create({**values, "date_promised": "2026-03-03"})
        self.assertEqual((here.date, there.date), (self._date("2026-03-02"), self._date("2026-03-03")))
        self.assertEqual(there.company_id, other)

    # -- refused

    def test_anothers_invoice_is_refused(self):
        with self.assertRaises(AccessError):
            self._promise(self._open(), user=self.ben)

    def test_a_leader_records_it_for_her_team_only(self):
        self.assertTrue(self._promise(self._open(), user=self.lea))
        with self.assertRaises(AccessError):
            self._promise(self._open(user=self.zoe), user=self.lea)

    def test_two_customers_are_refused(self):
        invoices = self._open(100) + self._open(40, partner=self.larkspur)
        with self.assertRaisesRegex(UserError, "one customer"):
            self._promise(invoices, 140)

    def test_a_paid_invoice_is_refused(self):
        invoice = self._open()
        self._pay(invoice, date="2026-02-28")
        with self.assertRaisesRegex(UserError, "open invoices"):
            self._promise(invoice)

    def test_a_draft_invoice_is_refused(self):
        with self.assertRaisesRegex(UserError, "open invoices"):
            self._promise(self._open(post=False))

    def test_no_invoice_at_all_is_refused(self):
        with self.assertRaisesRegex(UserError, "open invoices"):
            self._promise(self.env["account.move"])

    def test_more_than_is_open_is_refused(self):
        invoice = self._open(100)
        self._pay(invoice, 60, date="2026-02-28")
        with self.assertRaisesRegex(UserError, "Only .*40.* are open"):
            self._promise(invoice, 40.01)
        self.assertEqual(self._promise(invoice, 40).amount, 40)

    @mute_logger("odoo.sql_db")
    def test_zero_and_less_are_refused(self):
        invoice = self._open()
        for amount in (0, -40):
            with self.assertRaises(CheckViolation), self.env.cr.savepoint():
                self._promise(invoice, amount)

    def test_a_past_day_is_refused(self):
        with self.assertRaisesRegex(UserError, "between today and"):
            self._promise(self._open(), day="2026-03-01")

    def test_a_day_beyond_the_policy_is_refused(self):
        self.policy.promise_days = 10
        with self.assertRaisesRegex(UserError, "between today and 03/12/2026"):
            self._promise(self._open(), day="2026-03-13")

    def test_who_promised_and_through_what_is_asked_for(self):
        for missing in ("promised_by", "channel_id"):
            with self.assertRaisesRegex(UserError, "contact person"):
                self._promise(self._open(), **{missing: False})

    def test_the_policy_may_leave_out_who_promised(self):
        self.policy.promise_contact_required = False
        self.assertTrue(self._promise(self._open(), promised_by=False, channel_id=False))

    @mute_logger("odoo.sql_db")
    def test_the_same_invoice_is_not_promised_twice(self):
        invoice = self._open()
        self._promise(invoice, 60)
        with self.assertRaises(UniqueViolation) as caught, self.env.cr.savepoint():
            self._promise(invoice, 40)
        message = self.env["collection.hold"]._sql_error_to_message(caught.exception)
        self.assertRegex(message, "promise to pay already exists")

    def test_a_promise_is_never_recorded_as_settled(self):
        with self.assertRaises(UserError):
            self._promise(self._open(), state="kept")

    def test_what_the_program_fills_is_not_taken_from_outside(self):
        promise = self._promise(
            self._open(), date="2025-01-01", amount_received=100, date_judged="2025-01-01", user_id=self.ben.id
        )
        self.assertRecordValues(
            promise,
            [
                {
                    "date": self._date("2026-03-02"),
                    "amount_received": 0,
                    "date_judged": False,
                    "user_id": self.amy.id,
                }
            ],
        )

    # -- afterwards

    def test_only_the_note_is_changed_afterwards(self):
        promise = self._promise(self._open())
        promise.note = "He called back."
        for field, value in (
            ("amount", 1),
            ("date_promised", "2026-03-20"),
            ("state", "kept"),
            ("user_id", self.ben.id),
            ("promised_by", "Mr Wu"),
        ):
            with self.assertRaisesRegex(UserError, "cannot be changed"):
                promise[field] = value

    def test_nobody_deletes_a_promise(self):
        promise = self._promise(self._open())
        for user in (self.amy, self.fay, self.max):
            with self.assertRaises(AccessError):
                promise.with_user(user).unlink()

    def test_a_cancelled_promise_holds_nothing_and_can_be_made_anew(self):
        invoice = self._open()
        promise = self._promise(invoice)
        promise.action_cancel()
        self.assertEqual((promise.state, self._on_hold(invoice)), ("cancelled", (False, False)))
        self.assertTrue(self._dunned())
        self.assertTrue(self._promise(invoice))

    def test_a_leader_and_finance_cancel_a_promise(self):
        for user in (self.lea, self.fay, self.max):
            promise = self._promise(self._open())
            promise.with_user(user).action_cancel()
            self.assertEqual(promise.state, "cancelled")

    def test_a_colleague_does_not_cancel_a_promise(self):
        promise = self._promise(self._open())
        for user in (self.ben, self.zoe):
            with self.assertRaises(AccessError):
                promise.with_user(user).action_cancel()

    def test_a_settled_promise_is_not_cancelled(self):
        invoice = self._open()
        promise = self._promise(invoice)
        self._pay(invoice, date="2026-03-02")
        self._judge("2026-03-03")
        with self.assertRaisesRegex(UserError, "already closed"):
            promise.action_cancel()

    def test_one_sees_ones_own_promises_and_the_teams(self):
        promise = self._promise(self._open())
        promises = self.env["collection.promise"]
        for user, seen in (
            (self.amy, True),
            (self.ben, False),
            (self.zoe, False),
            (self.lea, True),
            (self.fay, True),
            (self.max, True),
        ):
            self.assertEqual(bool(promises.with_user(user).search([("id", "=", promise.id)])), seen, user.name)

    def test_the_customer_shows_how_many_promises_he_broke(self):
        for invoice in (self._open(), self._open()):
            self._promise(invoice)
        self._judge("2026-03-20")
        kept = self._open()
        self._promise(kept, day="2026-03-10")
        contact = self.env["res.partner"].create({"name": "Books", "parent_id": self.customer.id})
        for partner in (self.customer, contact):
            self.assertEqual(partner.with_user(self.fay).collection_promise_broken_count, 2)
        self.assertEqual(self.customer.with_user(self.fay).collection_agreement_count, 3)

    # -- from the customer's form

    def _offered(self, user=None):
        """Return the invoices that the button on the customer's form offers, with their names in a message."""
        customer = self.customer.with_user(user or self.amy).with_company(self.company)
        action = customer.action_collection_promise()
        self.assertEqual(action["res_model"], "collection.promise")
        items = self.env["account.move.line"].browse(action["context"]["collection_move_line_ids"])
        return items.move_id

    def test_after_a_call_all_that_is_due_is_promised_with_one_click(self):
        due, _later = self._open(100), self._open(40, due="2026-04-30")
        _bens = self._open(10, user=self.ben)
        self.assertEqual(self._offered(), due)

    def test_what_is_not_due_is_offered_when_nothing_else_is_open(self):
        later = self._open(40, due="2026-04-30")
        self.assertEqual(self._offered(), later)

    def test_what_is_promised_already_is_not_offered_again(self):
        first, second = self._open(100), self._open(40)
        self._promise(first)
        self.assertEqual(self._offered(), second)
        self._promise(second, 40)
        with self.assertRaisesRegex(UserError, "already covers"):
            self._offered()

    def test_nothing_is_promised_when_nothing_is_owed(self):
        with self.assertRaisesRegex(UserError, "no open amount"):
            self._offered()

    def test_dispute_and_payment_plan_are_in_the_menu_of_the_customer(self):
        invoice = self._open()
        for name, model in (("dispute", "collection.dispute"), ("plan", "collection.plan")):
            action = self.env.ref(f"sales_collection.res_partner_action_{name}").with_user(self.amy)
            action = action.with_context(active_model="res.partner", active_id=self.customer.id).run()
            self.assertEqual(action["res_model"], model)
            self.assertEqual(action["context"]["collection_move_line_ids"], self._receivable(invoice).ids)
