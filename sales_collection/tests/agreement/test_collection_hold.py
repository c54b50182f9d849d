from psycopg2.errors import UniqueViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..dunning.delivery_common import DeliveryCommon


@tagged("post_install", "-at_install")
class TestCollectionHold(DeliveryCommon):
    """Dunning is stopped by hand for a reason, and goes on when that is lifted. Today is 12 January 2026."""

    def _stop_by_hand(self, user=None, items=None, **values):
        """Stop the dunning of items by the wizard, as Lea does; return their holds in force."""
        items = items or self.item
        user = user or self.lea
        receivables = self.env["collection.receivable"].search([("move_line_id", "in", items.ids)])
        wizard = self.env["collection.hold.stop"].with_user(user).with_company(self.company)
        wizard = wizard.with_context(active_model="collection.receivable", active_ids=receivables.ids)
        wizard.create({"note": "He is in hospital", **values}).action_apply()
        return self._holds(items)

    def _holds(self, items=None):
        return self.env["collection.hold"].search([("move_line_id", "in", (items or self.item).ids)])

    # -- stopping

    def test_a_leader_stops_the_dunning_of_an_invoice(self):
        hold = self._stop_by_hand()
        self.assertEqual((hold.reason, hold.note, hold.date_end), ("manual", "He is in hospital", False))
        self.assertEqual(hold.partner_id, self.customer)
        self.assertFalse(self._prepared())

    def test_finance_stops_the_dunning_of_any_invoice(self):
        zoes = self._receivable(self._invoice(40, user=self.zoe))
        self.assertEqual(self._stop_by_hand(self.fay, zoes).create_uid, self.fay)

    def test_several_invoices_are_stopped_at_once(self):
        items = self.item | self._receivable(self._invoice(40))
        self.assertEqual(self._stop_by_hand(items=items).move_line_id, items)

    def test_the_other_invoices_go_on_being_dunned(self):
        other = self._invoice(40)
        self._stop_by_hand()
        self.assertEqual(self._prepared().line_ids.move_id, other)

    def test_dunning_rests_through_the_last_day_and_resumes_the_day_after(self):
        self._stop_by_hand(date_end="2026-01-12")
        self.assertFalse(self._prepared())
        self._holds().sudo().date_end = "2026-01-11"
        self.assertTrue(self._prepared())

    def test_the_reason_is_shown_on_the_invoice(self):
        self._stop_by_hand(date_end="2026-01-20")
        shown = self.invoice.with_user(self.fay).collection_hold_reason
        self.assertIn("Manual Stop", shown)
        self.assertIn("01/20/2026", shown)

    # -- what is refused

    def test_a_salesperson_does_not_stop_dunning(self):
        with self.assertRaises(AccessError):
            self._stop_by_hand(self.amy)

    def test_a_leader_does_not_stop_the_dunning_of_another_teams_invoice(self):
        self.other_team.sudo().user_id = self.max
        zoes = self._receivable(self._invoice(40, user=self.zoe))
        with self.assertRaises(AccessError):
            self._stop_by_hand(self.lea, zoes)

    def test_a_day_that_has_passed_is_refused(self):
        with self.assertRaises(UserError):
            self._stop_by_hand(date_end="2026-01-11")

    def test_without_an_invoice_there_is_nothing_to_stop(self):
        wizard = self.env["collection.hold.stop"].with_user(self.lea).create({"note": "Because"})
        with self.assertRaises(UserError):
            wizard.action_apply()

    def test_blanks_are_no_reason(self):
        with self.assertRaises(UserError):
            self._stop_by_hand(note="  ")

    def test_nobody_writes_holds_directly(self):
        hold = self._stop_by_hand()
        for user in (self.amy, self.lea, self.fay):
            with self.subTest(user.name):
                mine = hold.with_user(user)
                with self.assertRaises(AccessError):
                    mine.date_end = "2027-01-01"
                with self.assertRaises(AccessError):
                    mine.unlink()
                with self.assertRaises(AccessError):
                    mine.create({"move_line_id": self.item.id, "reason": "manual"})

    def test_a_salesperson_sees_the_holds_of_his_own_invoices_only(self):
        zoes = self._receivable(self._invoice(40, user=self.zoe))
        self._stop_by_hand()
        self._stop_by_hand(self.fay, zoes)
        seen = self.env["collection.hold"].with_user(self.amy).search([("partner_id", "=", self.customer.id)])
        self.assertEqual(seen.move_line_id, self.item)

    # -- lifting

    def test_a_leader_lifts_the_hold_and_dunning_resumes(self):
        hold = self._stop_by_hand()
        hold.with_user(self.lea).action_lift()
        self.assertFalse(hold.active)
        self.assertTrue(self._prepared())

    def test_a_salesperson_does_not_lift_a_hold(self):
        hold = self._stop_by_hand()
        with self.assertRaises(AccessError):
            hold.with_user(self.amy).action_lift()

    def test_a_leader_does_not_lift_the_hold_of_another_team(self):
        self.other_team.sudo().user_id = self.max
        hold = self._stop_by_hand(self.fay, self._receivable(self._invoice(40, user=self.zoe)))
        with self.assertRaises(AccessError):
            hold.with_user(self.lea).action_lift()

    def test_finance_of_another_company_does_not_lift_a_hold(self):
        hold = self._stop_by_hand()
        other = self.env["res.company"].sudo().create({"name": "Elsewhere"})
        self.fay.sudo().write({"company_ids": [Command.set(other.ids)], "company_id": other.id})
        with self.assertRaises(AccessError):
            hold.with_user(self.fay).with_company(other).action_lift()

    def test_what_was_agreed_with_the_customer_is_not_lifted_by_hand(self):
        for reason in ("promise", "dispute", "plan"):
            with self.subTest(reason):
                hold = self.env["collection.hold"]._stop(self.item, reason)
                with self.assertRaises(UserError):
                    hold.with_user(self.fay).action_lift()
                self.assertTrue(hold.active)

    def test_a_second_promise_for_an_invoice_is_refused(self):
        self.env["collection.hold"]._stop(self.item, "promise")
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation), self.env.cr.savepoint():
            self.env["collection.hold"]._stop(self.item, "promise")
