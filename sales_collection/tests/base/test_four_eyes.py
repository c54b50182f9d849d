from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..agreement.plan_common import PlanCommon


@tagged("post_install", "-at_install")
class TestFourEyes(PlanCommon):
    """Whoever claims, proposes or answers for something does not decide on it, whoever answers for it meanwhile."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # sudo: a leader who sells in her own team, as all of them may
        cls.env["crm.team.member"].sudo().create({"crm_team_id": cls.team.id, "user_id": cls.lea.id})

    def _order(self, user, confirm=True, **values):
        line = Command.create({"product_id": self.service.id, "price_unit": 100, "tax_ids": []})
        orders = self.env["sale.order"].with_user(user).with_company(self.company)
        order = orders.create(
            {
                "partner_id": self.customer.id,
                "user_id": user.id,
                "team_id": self.team.id,
                "order_line": [line],
                **values,
            }
        )
        if confirm:
            order.action_confirm()
        self._settled()
        return order

    def _invoiced(self, user):
        invoice = self._open(user=user)
        self._settled()
        return invoice

    def _settled(self):
        """What was done is in the database, as between two requests."""
        self.env.flush_all()
        self.env.invalidate_all()

    # -- the schedule of an order

    def test_who_has_answered_for_an_order_does_not_approve_its_schedule(self):
        order = self._order(self.lea)
        order.collection_user_id = self.ben
        self._settled()
        with self.assertRaisesRegex(AccessError, "collection responsible of this order"):
            order.action_approve_schedule()
        order.with_user(self.max).action_approve_schedule()
        self.assertEqual(order.collection_schedule_state, "approved")
        with self.assertRaisesRegex(AccessError, "collection responsible of this order"):
            order.action_reopen_schedule()

    def test_neither_does_who_hands_over_and_approves_at_once(self):
        order = self._order(self.lea)
        with self.assertRaises(AccessError):
            order.write({"collection_user_id": self.ben.id, "collection_schedule_state": "approved"})
        self.assertEqual(order.collection_schedule_state, "draft")

    def test_neither_does_who_lends_a_colleague_her_quotation(self):
        order = self._order(self.lea, confirm=False)
        order.action_propose_schedule()
        order.user_id = self.ben
        self._settled()
        self.assertEqual(order.collection_user_id, self.ben)
        with self.assertRaisesRegex(AccessError, "collection responsible of this order"):
            order.action_approve_schedule()

    def test_neither_does_who_sells_it(self):
        self.customer.with_user(self.max).collection_user_id = self.amy
        order = self._order(self.lea)
        self.assertEqual(order.collection_user_id, self.amy)
        with self.assertRaisesRegex(AccessError, "collection responsible of this order"):
            order.action_approve_schedule()

    def test_a_leader_approves_what_the_team_has_handed_over_among_itself(self):
        order = self._order(self.amy)
        order.with_user(self.lea).collection_user_id = self.ben
        self._settled()
        order.with_user(self.lea).action_approve_schedule()
        self.assertEqual(order.collection_schedule_state, "approved")

    def test_the_memory_is_not_written_by_hand(self):
        order = self._order(self.lea)
        order.collection_user_id = self.ben
        self._settled()
        for forged in (False, [self.amy.id]):
            with self.assertRaises(UserError):
                order.with_user(self.max).write({"collection_involved": forged})
        self.assertEqual(order.sudo().collection_involved, sorted((self.lea | self.ben).ids))
        self.assertFalse(order.with_user(self.max).copy_data()[0].get("collection_involved"))

    def test_a_planned_payment_is_not_moved_to_the_order_of_who_answers(self):
        mine = self._order(self.amy)
        self.customer.with_user(self.max).collection_user_id = self.ben
        his = self._order(self.amy)
        self.assertTrue(his.with_user(self.amy).has_access("read"))
        with self.assertRaises(AccessError):
            mine.collection_schedule_line_ids.with_user(self.amy)[:1].write({"order_id": his.id})
        self.assertTrue(mine.collection_schedule_line_ids)

    # -- the credit for an order

    def test_who_has_sold_an_order_does_not_decide_on_its_credit(self):
        self.policy.write({"credit_rule_limit": "block", "credit_leader_amount": 2000})
        self.customer.credit_limit = 50
        order = self._order(self.lea, confirm=False)
        order.user_id = self.ben
        self._settled()
        check = self.env["collection.credit.check"].with_user(self.ben)._ask(order.with_user(self.ben))
        self.assertNotEqual(check.approver_id, self.lea)
        with self.assertRaisesRegex(AccessError, "your own order"):
            check.with_user(self.lea).action_approve()
        check.with_user(self.max).action_approve()
        self.assertEqual(check.state, "approved")

    # -- payment plans

    def test_who_answers_for_an_invoice_does_not_approve_its_plan(self):
        plan = self._proposed(self._invoiced(self.lea), user=self.fay)
        with self.assertRaisesRegex(AccessError, "were responsible for"):
            plan.with_user(self.lea).action_approve()
        with self.assertRaisesRegex(AccessError, "were responsible for"):
            plan.with_user(self.lea).action_refuse("No")
        plan.with_user(self.max).action_approve()
        self.assertEqual(plan.state, "approved")

    def test_neither_does_who_has_handed_it_over_before(self):
        invoice = self._invoiced(self.lea)
        invoice.with_user(self.lea).write({"collection_user_id": self.ben.id})
        self._settled()
        plan = self._proposed(invoice, user=self.ben)
        with self.assertRaisesRegex(AccessError, "were responsible for"):
            plan.with_user(self.lea).action_approve()

    def test_neither_does_who_hands_it_over_afterwards(self):
        invoice = self._invoiced(self.lea)
        plan = self._proposed(invoice, user=self.fay)
        invoice.with_user(self.lea).write({"collection_user_id": self.ben.id})
        self._settled()
        with self.assertRaisesRegex(AccessError, "were responsible for"):
            plan.with_user(self.lea).action_approve()

    # -- disputes

    def test_finance_that_answers_for_an_invoice_does_not_accept_its_dispute(self):
        for hand_over in (False, True):
            invoice = self._invoiced(self.fay)
            dispute = self._dispute(invoice, user=self.max)
            if hand_over:
                invoice.with_user(self.lea).sudo().write({"collection_user_id": self.amy.id})
                self._settled()
            with self.assertRaisesRegex(AccessError, "were responsible for"):
                dispute.with_user(self.fay).action_accept()
            self.assertEqual(dispute.state, "open")

    # -- receipts

    def test_who_was_named_in_a_claim_does_not_confirm_it(self):
        receipt = self._receipt(50, user=self.max, user_id=self.fay.id, partner_id=self.customer.id)
        receipt.with_user(self.fay).write({"amount": 60, "reference": "By Fay"})
        receipt.with_user(self.fay).user_id = self.amy
        self._settled()
        receipt.with_user(self.max).action_submit()
        with self.assertRaisesRegex(AccessError, "claimed receipt"):
            receipt.with_user(self.fay).action_confirm()
        self.assertFalse(receipt.with_user(self.fay).can_confirm)

    def test_a_copy_is_the_claim_of_who_copies(self):
        receipt = self._receipt(50)
        copied = receipt.with_user(self.fay).copy({"reference": "Again"})
        copied.sudo().action_submit()
        with self.assertRaisesRegex(AccessError, "claimed receipt"):
            copied.with_user(self.fay).action_confirm()

    def test_of_several_claims_one_s_own_stops_all(self):
        receipts = self._receipt(50, submit=True) | self._receipt(40, user=self.fay, submit=True)
        with self.assertRaises(AccessError):
            receipts.with_user(self.fay).action_confirm()
        values = {"res_model": receipts._name, "res_ids": receipts.ids, "reason": "No"}
        for user in (self.fay, self.max):  # a dialog of her own, and one that somebody else has opened
            wizard = self.env["collection.reason"].with_user(user).create(values)
            with self.assertRaises(AccessError):
                wizard.with_user(self.fay).action_apply()
        self.assertEqual(set(receipts.sudo().mapped("state")), {"submitted"})

    # -- who answers

    def test_nobody_makes_himself_responsible(self):
        order, invoice = self._order(self.ben), self._open(user=self.ben)
        item = self._receivable(self._entry(300, self.company_data["default_account_revenue"]))
        self.customer.with_user(self.max).collection_user_id = self.ben
        item.sudo().collection_user_id = self.ben
        self._settled()
        for record in (order, invoice, item, self.customer):
            with self.assertRaisesRegex(AccessError, "yourself"):
                record.with_user(self.lea).write({"collection_user_id": self.lea.id})
        rows = self.env["collection.receivable"].with_user(self.lea).search([("move_id", "=", invoice.id)])
        for records in (order, invoice, self.customer, rows):
            wizards = self.env["collection.responsible"].with_user(self.lea)
            context = {"active_model": records._name, "active_ids": records.ids}
            with self.assertRaisesRegex(AccessError, "yourself"):
                wizards.with_context(**context).create({"user_id": self.lea.id}).action_apply()
        self.assertEqual(order.collection_user_id | invoice.collection_user_id | item.collection_user_id, self.ben)
        with self.assertRaisesRegex(AccessError, "yourself"):
            self._order(self.lea, collection_user_id=self.lea.id)
        order.with_user(self.max).collection_user_id = self.lea
        order.with_user(self.lea).write({"collection_user_id": self.lea.id})  # as it is already

    def test_a_manager_makes_himself_responsible_only_without_another(self):
        order = self._order(self.ben)
        with self.assertRaisesRegex(AccessError, "yourself"):
            order.with_user(self.max).collection_user_id = self.max
        manager_group = self.env.ref("sales_collection.group_collection_manager").sudo()
        manager_group.user_ids -= manager_group.user_ids - self.max
        order.with_user(self.max).collection_user_id = self.max
        self.assertEqual(order.collection_user_id, self.max)

    def test_a_leader_s_own_quotation_is_hers(self):
        order = self._order(self.lea, collection_user_id=self.lea.id)
        self.assertEqual(order.collection_user_id, self.lea)

    def test_an_invoice_that_is_corrected_stays_with_who_answers_for_it(self):
        invoice = self._open(user=self.amy)
        mine = invoice.with_user(self.fay)
        mine.button_draft()
        with self.assertRaises(UserError):
            mine.write({"posted_before": False})
        mine.write({"invoice_user_id": self.fay.id})
        mine.action_post()
        self.assertEqual((invoice.collection_user_id, self._receivable(invoice).collection_user_id), (self.amy,) * 2)
