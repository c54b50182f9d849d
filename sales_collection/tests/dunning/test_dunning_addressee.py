from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .dunning_charge_common import DunningCommon


@tagged("post_install", "-at_install")
class TestDunningAddressee(DunningCommon):
    """A notice goes to whom its invoices were addressed; the customer has branches in the north and in the south."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls._policy([0, 7], name="Steps")
        cls.company.collection_policy_id = cls.policy
        cls.due = fields.Date.to_date("2026-03-10")
        cls.customer.email = "head@bluebell.example"
        cls.north = cls._contact("North", email="north@bluebell.example")
        cls.south = cls._contact("South", email="south@bluebell.example")

    @classmethod
    def _contact(cls, name, **values):
        return cls.env["res.partner"].create({"name": name, "parent_id": cls.customer.id, **values})

    @classmethod
    def _open(cls, amount=100, partner=None, due="2026-03-10", **values):
        return cls._invoice(amount, date="2026-01-01", due=due, partner=partner, **values)

    def _day(self, days, send=False):
        notices = self._prepare(self.due + timedelta(days))
        return self._told(notices) if send else notices

    def _heard(self, notices):
        """Return {name of who is told: what he is told is open}."""
        return {notice.contact_id.name: notice.amount for notice in notices}

    # -- to whom

    def test_a_branch_is_told_of_its_own_invoice(self):
        self._contact("Books", type="invoice", email="books@bluebell.example")
        self._open(partner=self.north)
        notice = self._day(0)
        self.assertEqual((notice.partner_id, notice.contact_id), (self.customer, self.north))

    def test_a_branch_without_an_email_address_is_told_by_the_contact_for_invoices(self):
        books = self._contact("Books", type="invoice", email="books@bluebell.example")
        self.north.email = False
        self._open(partner=self.north)
        self.assertEqual(self._day(0).contact_id, books)

    def test_a_branch_without_an_email_address_is_told_by_the_customer_where_there_is_nobody_else(self):
        self.north.email = False
        self._open(partner=self.north)
        self.assertEqual(self._day(0).contact_id, self.customer)

    def test_a_contact_who_has_left_is_told_nothing(self):
        self._open(partner=self.north)
        self.north.active = False
        self.assertEqual(self._day(0).contact_id, self.customer)

    def test_an_invoice_to_the_customer_goes_to_his_contact_for_invoices(self):
        books = self._contact("Books", type="invoice", email="books@bluebell.example")
        self._open()
        self.assertEqual(self._day(0).contact_id, books)

    def test_the_contact_for_invoices_of_the_order_is_told(self):
        first = self._contact("Books", type="invoice", email="books@bluebell.example")
        second = self._contact("Other books", type="invoice", email="other@bluebell.example")
        self._open(partner=second)
        self._open(200, partner=first)
        self.assertEqual(self._heard(self._day(0)), {"Books": 200, "Other books": 100})

    def test_the_email_goes_to_the_branch(self):
        self._open(partner=self.north)
        delivery = self.env["collection.delivery"].new({"notice_id": self._day(0).id})
        self.assertEqual(delivery._address_email(), ("north@bluebell.example", ""))

    # -- several branches

    def test_each_branch_reads_of_its_own_and_the_head_office_of_the_rest(self):
        self._open(100, partner=self.north)
        self._open(30, partner=self.north)
        self._open(200, partner=self.south)
        self._open(400)
        notices = self._day(0)
        self.assertEqual(self._heard(notices), {"North": 130, "South": 200, "Bluebell Ltd": 400})
        for notice in notices:
            self.assertEqual(sum(notice.line_ids.mapped("residual")), notice.amount)

    def test_each_branch_is_told_at_the_level_of_its_own_items(self):
        self._open(100, partner=self.north)
        self._told(self._day(0))
        self._open(200, partner=self.south, due="2026-03-17")
        levels = {notice.contact_id: notice.level_id.days for notice in self._day(7)}
        self.assertEqual(levels, {self.north: 7, self.south: 0})

    def test_a_branch_with_nothing_new_is_left_alone(self):
        self._open(100, partner=self.north)
        self._told(self._day(0))
        self._open(200, partner=self.south, due="2026-03-11")
        self.assertEqual(self._heard(self._day(1)), {"South": 200})

    def test_the_interval_is_of_whoever_reads(self):
        self.policy.write({"interval_days": 5, "contacts_per_week": 1})
        self._open(100, partner=self.north)
        self._told(self._day(0))
        self._open(10, partner=self.north, due="2026-03-12")
        self._open(200, partner=self.south, due="2026-03-12")
        self.assertEqual(self._heard(self._day(2)), {"South": 200})

    def test_what_the_customer_owes_as_a_whole_is_large_enough(self):
        self.policy.minimum_customer = 250
        self._open(100, partner=self.north)
        self.assertFalse(self._day(0))
        self._open(200, partner=self.south)
        self.assertEqual(self._heard(self._day(0)), {"North": 100, "South": 200})

    def test_the_text_that_a_person_is_at_work_on_keeps_nobody_else_waiting(self):
        self._open(100, partner=self.north)
        self._open(200, partner=self.south)
        mine = self._day(0).filtered(lambda notice: notice.contact_id == self.north)
        mine.with_user(self.fay).subject = "Dear North"
        self.assertEqual(self._heard(self._day(0)), {"North": 100, "South": 200})
        self.assertTrue(mine.exists())

    def test_an_item_that_stands_in_a_kept_draft_is_told_once(self):
        self._open(100, partner=self.north)
        self._day(0).with_user(self.fay).subject = "Dear North"
        self.north.email = False
        self.assertEqual(self._heard(self._day(0)), {"North": 100})

    def test_money_of_the_customer_could_cover_the_items_of_each_branch(self):
        self._open(100, partner=self.north)
        self._open(200, partner=self.south)
        self._bank_line(150)
        blockers = {notice.contact_id: notice.blocker for notice in self._day(0)}
        self.assertEqual(blockers, {self.north: "covered", self.south: False})

    # -- one e-mail address for two

    def test_two_customers_with_one_email_address_are_told_on_the_run_and_on_the_notice(self):
        twin = self.env["res.partner"].create({"name": "Larkspur Ltd", "email": "Head@Bluebell.example"})
        self._open()
        self._open(200, partner=twin)
        self._open(50, partner=self.north)
        notices = self._day(0)
        self.assertEqual(notices.run_id.same_email, "head@bluebell.example: Bluebell Ltd, Larkspur Ltd")
        told = {notice.contact_id.name: notice.same_email for notice in notices}
        self.assertEqual(told, {"Bluebell Ltd": "Larkspur Ltd", "Larkspur Ltd": "Bluebell Ltd", "North": False})

    def test_two_branches_with_one_email_address_are_one_customer(self):
        self.south.email = self.north.email
        self._open(partner=self.north)
        self._open(partner=self.south)
        self.assertFalse(self._day(0).run_id.same_email)

    def test_a_dropped_notice_shares_no_email_address(self):
        twin = self.env["res.partner"].create({"name": "Larkspur Ltd", "email": "head@bluebell.example"})
        self._open()
        self._open(partner=twin)
        notices = self._day(0)
        notices.filtered(lambda notice: notice.partner_id == twin).with_user(self.fay).action_drop("By phone")
        self.assertFalse(notices.run_id.same_email)
