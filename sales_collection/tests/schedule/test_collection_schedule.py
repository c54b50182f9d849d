from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .schedule_common import ScheduleCommon


@tagged("post_install", "-at_install")
class TestCollectionSchedule(ScheduleCommon):
    """How the collection schedule of an order is proposed, changed and approved."""

    # -- proposal ----------------------------------------------------------------------------------

    def test_a_confirmed_order_gets_a_line_for_each_instalment_of_its_payment_term(self):
        order = self._order(term=self.term).with_user(self.amy)
        self.assertRecordValues(
            order.collection_schedule_line_ids,
            [
                {"percent": 30, "amount": 300, "milestone": "invoice", "days": 0, "date_planned": self.today},
                {"percent": 70, "amount": 700, "milestone": "invoice", "days": 30, "date_planned": self._day(30)},
            ],
        )

    def test_an_order_without_a_payment_term_is_planned_for_the_invoice_date(self):
        lines = self._order().collection_schedule_line_ids
        self.assertRecordValues(lines, [{"amount": 1000, "milestone": "invoice", "days": 0}])

    def test_a_salesperson_confirms_his_order_and_has_its_schedule(self):
        order = self._order(confirm=False).with_user(self.amy)
        order.action_confirm()
        self.assertEqual(order.collection_schedule_line_ids.mapped("amount"), [1000])

    def test_an_order_that_is_imported_as_confirmed_has_its_schedule(self):
        order = self._order(confirm=False, state="sale")
        self.assertEqual(order.collection_schedule_line_ids.mapped("amount"), [1000])

    def test_the_last_line_takes_the_cent_that_rounding_leaves(self):
        self.term.line_ids = [
            Command.clear(),
            *(Command.create({"value": "percent", "value_amount": 33.33, "nb_days": days}) for days in (0, 30)),
            Command.create({"value": "percent", "value_amount": 33.34, "nb_days": 60}),
        ]
        order = self._order(100.01, term=self.term)
        self.assertEqual(order.collection_schedule_line_ids.mapped("amount"), [33.33, 33.33, 33.35])

    def test_a_fixed_instalment_keeps_its_amount_and_the_rest_follows(self):
        self.term.line_ids = [
            Command.clear(),
            Command.create({"value": "fixed", "value_amount": 200, "nb_days": 0}),
            Command.create({"value": "percent", "value_amount": 100, "nb_days": 30}),
        ]
        order = self._order(1000, term=self.term)
        self.assertEqual(order.collection_schedule_line_ids.mapped("amount"), [200, 800])

    def test_a_quotation_may_have_its_schedule_before_it_is_confirmed(self):
        order = self._order(confirm=False, term=self.term).with_user(self.amy)
        self.assertFalse(order.collection_schedule_line_ids)
        order.action_propose_schedule()
        order.action_confirm()
        self.assertEqual(order.collection_schedule_line_ids.mapped("amount"), [300, 700])

    def test_nothing_is_proposed_for_an_order_of_nothing(self):
        self.assertFalse(self._order(0).collection_schedule_line_ids)

    def test_days_after_the_end_of_a_month_are_counted_from_the_order(self):
        self.term.line_ids = [
            Command.clear(),
            Command.create({"value": "percent", "value_amount": 100, "delay_type": "days_after_end_of_month"}),
        ]
        order = self._order(confirm=False, term=self.term, date_order="2026-01-10 12:00:00")
        order.action_propose_schedule()
        self.assertEqual(order.collection_schedule_line_ids.date_planned, date(2026, 1, 31))

    # -- it follows the order ----------------------------------------------------------------------

    def test_a_proposal_follows_the_total_of_the_order(self):
        order = self._order(term=self.term)
        order.order_line.price_unit = 2000
        self.assertEqual(order.collection_schedule_line_ids.mapped("amount"), [600, 1400])
        self.assertFalse(order.collection_schedule_difference)

    def test_a_proposal_follows_a_new_payment_term(self):
        order = self._order()
        order.payment_term_id = self.term
        self.assertEqual(order.collection_schedule_line_ids.mapped("amount"), [300, 700])

    def test_changing_the_order_in_its_form_does_not_count_as_changing_the_schedule(self):
        order = self._order(term=self.term).with_user(self.amy)
        with Form(order) as form, form.order_line.edit(0) as line:
            line.price_unit = 3000
        self.assertFalse(order.collection_schedule_edited)
        self.assertEqual(order.collection_schedule_line_ids.mapped("amount"), [900, 2100])

    def test_a_schedule_changed_by_hand_stands_and_says_what_it_lacks(self):
        order = self._order(900, term=self.term).with_user(self.amy)
        order.collection_schedule_line_ids[0].amount = 270
        order.order_line.price_unit = 1000
        self.assertEqual(sum(order.collection_schedule_line_ids.mapped("amount")), 900)
        self.assertIn("900.00", order.collection_schedule_difference)
        self.assertIn("1,000.00", order.collection_schedule_difference)
        order.action_propose_schedule()
        self.assertEqual(order.collection_schedule_line_ids.mapped("amount"), [300, 700])
        self.assertFalse(order.collection_schedule_difference)

    def test_an_approved_schedule_stands_until_it_is_reopened(self):
        order = self._order(900, term=self.term)
        order.with_user(self.lea).action_approve_schedule()
        order.order_line.price_unit = 1000
        self.assertEqual(sum(order.collection_schedule_line_ids.mapped("amount")), 900)
        self.assertTrue(order.collection_schedule_difference)
        order.with_user(self.lea).action_reopen_schedule()
        self.assertEqual(order.collection_schedule_line_ids.mapped("amount"), [300, 700])

    def test_milestones_count_from_the_order_and_from_the_delivery(self):
        order = self._order(commitment_date=f"{self._day(20)} 12:00:00")
        signature, delivery = self._plan(order, (300, 0), (700, 0)).with_user(self.amy)
        signature.write({"milestone": "signature", "days": 5})
        delivery.write({"milestone": "delivery", "days": 10})
        self.assertEqual(signature.date_planned, self._day(5))
        self.assertEqual(delivery.date_planned, self._day(30))
        order.commitment_date += timedelta(days=1)
        self.assertEqual(delivery.date_planned, self._day(31))

    def test_a_percentage_written_by_hand_gives_the_amount(self):
        order = self._order(term=self.term).with_user(self.amy)
        order.collection_schedule_line_ids[0].percent = 40
        self.assertEqual(order.collection_schedule_line_ids.mapped("amount"), [400, 700])

    # -- who may -----------------------------------------------------------------------------------

    def test_a_leader_approves_and_the_chatter_says_so(self):
        order = self._order().with_context(tracking_disable=False, mail_notrack=False)
        self.env.cr.flush()  # the chatter is written before the commit
        order.with_user(self.lea).action_approve_schedule()
        self.env.cr.flush()
        self.env.invalidate_all()
        self.assertEqual(order.collection_schedule_state, "approved")
        tracked = order.message_ids.sudo().tracking_value_ids.filtered(
            lambda value: value.field_id.name == "collection_schedule_state"
        )
        self.assertEqual(tracked.new_value_char, "Approved")
        self.assertEqual(tracked.mail_message_id.author_id, self.lea.partner_id)

    def test_a_salesperson_does_not_approve(self):
        order = self._order()
        with self.assertRaises(AccessError):
            order.with_user(self.amy).action_approve_schedule()
        with self.assertRaises(AccessError):
            order.with_user(self.amy).collection_schedule_state = "approved"

    def test_a_leader_does_not_approve_what_he_answers_for_but_a_manager_does(self):
        order = self._order(user=self.lea)
        with self.assertRaises(AccessError):
            order.with_user(self.lea).action_approve_schedule()
        order.with_user(self.max).action_approve_schedule()
        self.assertEqual(order.collection_schedule_state, "approved")

    def test_a_leader_does_not_approve_for_another_team(self):
        order = self._order(user=self.zoe)
        order.user_id = self.zoe
        with self.assertRaises(AccessError):
            order.with_user(self.lea).action_approve_schedule()

    def test_an_order_without_a_schedule_is_not_approved(self):
        with self.assertRaisesRegex(UserError, "Propose one"):
            self._order(confirm=False).with_user(self.lea).action_approve_schedule()

    def test_nobody_changes_an_approved_schedule(self):
        order = self._order()
        order.with_user(self.lea).action_approve_schedule()
        line = order.with_user(self.amy).collection_schedule_line_ids
        with self.assertRaisesRegex(UserError, "reopen"):
            line.amount = 900
        with self.assertRaisesRegex(UserError, "reopen"):
            line.unlink()
        with self.assertRaisesRegex(UserError, "reopen"):
            line.create({"order_id": order.id, "name": "More", "amount": 1})
        with self.assertRaisesRegex(UserError, "reopen"):
            order.with_user(self.max).action_propose_schedule()

    def test_a_salesperson_plans_only_what_he_answers_for(self):
        line = self._order().collection_schedule_line_ids
        for values in ({"amount": 1}, {"note": "Hello"}):
            with self.assertRaises(AccessError):
                line.with_user(self.ben).write(values)
        with self.assertRaises(AccessError):
            line.with_user(self.ben).order_id.action_propose_schedule()

    def test_who_answers_for_an_order_plans_it_without_being_its_salesperson(self):
        order = self._order(user=self.zoe)
        order.with_user(self.max).collection_user_id = self.amy
        line = order.with_user(self.amy).collection_schedule_line_ids
        line.amount = 900
        self.assertTrue(order.collection_schedule_edited)
        order.with_user(self.amy).action_propose_schedule()
        self.assertEqual(order.collection_schedule_line_ids.amount, 1000)

    def test_finance_reads_schedules_and_changes_none(self):
        line = self._order().collection_schedule_line_ids.with_user(self.fay)
        self.assertEqual(line.amount, 1000)
        with self.assertRaises(AccessError):
            line.note = "Hello"

    def test_a_deleted_quotation_takes_its_schedule_along(self):
        order = self._order(confirm=False)
        order.action_propose_schedule()
        lines = order.collection_schedule_line_ids
        order.unlink()
        self.assertFalse(lines.exists())
