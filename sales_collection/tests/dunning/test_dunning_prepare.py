from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .dunning_charge_common import DunningCommon


@tagged("post_install", "-at_install")
class TestDunningPrepare(DunningCommon):
    """Levels 3 days before the due date, on the day, and 7 and 14 days after it; invoices are due on 10 March."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls._policy([-3, 0, 7, 14], name="Steps")
        cls.company.collection_policy_id = cls.policy
        cls.due = fields.Date.to_date("2026-03-10")

    @classmethod
    def _open(cls, amount=100, due="2026-03-10", **values):
        return cls._invoice(amount, date="2026-01-01", due=due, **values)

    def _day(self, days, send=False):
        """Prepare the run so many days after the due date, send it if wanted, return its notices."""
        notices = self._prepare(self.due + timedelta(days))
        return self._told(notices) if send else notices

    def _level(self, notices):
        return notices.level_id.days if notices else None

    # -- levels

    def test_levels_go_up_one_at_a_time(self):
        self._open()
        heard = [(day, notice.level_id.days) for day in range(-5, 20) if (notice := self._day(day, send=True))]
        self.assertEqual(heard, [(-3, -3), (0, 0), (7, 7), (14, 14)])

    def test_a_reminder_before_the_due_date_lapses_on_it(self):
        self._open()
        self.assertEqual(self._level(self._day(-1)), -3)
        self.assertEqual(self._level(self._day(0)), 0)

    def test_an_old_item_starts_with_the_first_level_after_the_due_date(self):
        self._open()
        self.assertEqual(self._level(self._day(60)), 0)

    def test_a_missed_week_does_not_pile_up_levels(self):
        self.policy.interval_days = 3
        self._open()
        heard = [
            (day, notice.level_id.days)
            for day in (0, 15, 16, 17, 18, 19, 20, 21)
            if (notice := self._day(day, send=True))
        ]
        self.assertEqual(heard, [(0, 0), (15, 7), (18, 14)])

    def test_one_notice_at_the_highest_level_lists_each_item_with_its_own(self):
        old = self._open(100)
        self._day(0, send=True)
        new = self._open(40, due="2026-03-17")
        notice = self._day(7)
        self.assertEqual((len(notice), notice.level_id.days, notice.amount), (1, 7, 140))
        self.assertEqual({line.move_id: line.level_id.days for line in notice.line_ids}, {old: 7, new: 0})

    # -- what counts as due

    def test_nothing_is_asked_for_in_the_days_of_grace(self):
        self.policy.level_ids.filtered(lambda level: level.days <= 0).unlink()
        self.policy.grace_days = 10
        self._open()
        self.assertFalse(self._day(10))
        self.assertEqual(self._level(self._day(11)), 7)

    def test_a_small_item_raises_no_notice(self):
        self.policy.minimum_item = 50
        self._open(49)
        self.assertFalse(self._day(0))

    def test_a_small_item_is_listed_beside_a_large_one(self):
        self.policy.minimum_item = 50
        self._open(49)
        self._open(50)
        lines = self._day(0).line_ids
        self.assertEqual(sorted(lines.mapped(lambda line: (line.residual, line.steps))), [(49, False), (50, True)])

    def test_a_customer_who_owes_little_gets_no_notice(self):
        self.policy.minimum_customer = 100
        self._open(60)
        self.assertFalse(self._day(0))
        self._open(40)
        self.assertEqual(self._day(0).amount, 100)

    # -- how often

    def test_days_lie_between_two_notices(self):
        self.policy.interval_days = 3
        self._open()
        self._day(-1, send=True)
        self.assertFalse(self._day(1))
        self.assertEqual(self._level(self._day(2)), 0)

    def test_a_customer_is_not_told_more_often_than_the_week_allows(self):
        self.policy.contacts_per_week = 1
        self._open()
        self._day(-1, send=True)
        self.assertFalse(self._day(5))
        self.assertEqual(self._level(self._day(6)), 0)

    def test_a_dropped_notice_waits_for_the_interval(self):
        self.policy.interval_days = 3
        self._open()
        with freeze_time("2026-03-10 10:00:00"):
            self._day(0).with_user(self.fay).action_drop("He called.")
        self.assertFalse(self._day(2))
        self.assertEqual(self._level(self._day(3)), 0)

    # -- holds

    def test_an_item_on_hold_is_not_dunned(self):
        self.env["collection.hold"]._stop(self._receivable(self._open()), "promise")
        self.assertFalse(self._day(0))

    def test_a_hold_ends_after_its_last_day(self):
        self.env["collection.hold"]._stop(self._receivable(self._open()), "promise", date_end="2026-03-12")
        self.assertFalse(self._day(2))
        self.assertTrue(self._day(3))

    def test_what_is_not_on_hold_goes_on_being_dunned(self):
        item = self._receivable(self._open(100))
        self.env["collection.hold"]._stop(item, "dispute", amounts={item: 40})
        line = self._day(0).line_ids
        self.assertEqual((line.residual, line.residual_currency), (60, 60))

    # -- covered by money that is there

    def _assert_covered(self, unmatched, net):
        notice = self._day(0)
        self.assertEqual((notice.blocker, notice.automatic), ("covered", False))
        self.assertEqual((notice.unmatched, notice.net_position), (unmatched, net))

    def test_an_unmatched_payment_could_cover_the_item(self):
        self._open(100)
        self.env["account.payment"].create(
            {
                "partner_id": self.customer.id,
                "amount": 100,
                "payment_type": "inbound",
                "partner_type": "customer",
                "journal_id": self.journal.id,
            }
        ).action_post()
        self._assert_covered(100, 0)

    def test_an_open_credit_note_could_cover_the_item(self):
        self._open(100)
        self._invoice(100, move_type="out_refund")
        self._assert_covered(100, 0)

    def test_a_payment_that_has_no_entry_yet_could_cover_the_item(self):
        self._open(100)
        payment = self.env["account.payment"].create(
            {
                "partner_id": self.customer.id,
                "amount": 100,
                "payment_type": "inbound",
                "partner_type": "customer",
                "journal_id": self.journal.id,
            }
        )
        payment.outstanding_account_id = False
        payment.action_post()
        self.assertEqual((payment.state, payment.move_id.id), ("in_process", False))
        self._assert_covered(100, 0)

    def test_a_claimed_receipt_could_cover_the_item(self):
        invoice = self._open(100)
        self._receipt(100, invoice, submit=True)
        self._assert_covered(100, 0)

    def test_an_unmatched_bank_line_could_cover_the_item(self):
        self._open(100)
        self._bank_line(140)
        self._assert_covered(140, -40)

    def test_too_little_money_does_not_keep_the_notice_back(self):
        self._open(100)
        self._bank_line(40)
        notice = self._day(0)
        self.assertEqual((notice.blocker, notice.automatic, notice.net_position), (False, True, 60))

    # -- customers

    def test_the_notice_to_an_archived_customer_waits_for_a_decision(self):
        self._open()
        self.customer.active = False
        notice = self._day(0)
        self.assertEqual((notice.blocker, notice.automatic), ("archived", False))

    def test_a_customer_without_an_accounting_contact_is_told_himself(self):
        self._open()
        self.assertEqual(self._day(0).contact_id, self.customer)

    def test_the_contact_for_invoices_is_told(self):
        contact = self.env["res.partner"].create({"name": "Books", "parent_id": self.customer.id, "type": "invoice"})
        self._open()
        notice = self._day(0)
        self.assertEqual((notice.partner_id, notice.contact_id), (self.customer, contact))

    def test_another_companys_items_are_left_alone(self):
        self._open()
        other = self.setup_other_company()["company"]
        policy = self._policy([0], company_id=other.id, charge_product_id=False)
        other.collection_policy_id = policy
        run = self.env["collection.run"].sudo().create({"company_id": other.id, "date": self.due})
        run.action_prepare()
        self.assertFalse(run.notice_ids)

    # -- which policy

    def test_a_policy_that_is_not_in_use_tells_nobody_anything(self):
        self._open()
        self.policy.action_switch_off()
        self.assertFalse(self._day(0))

    def test_a_company_without_a_policy_tells_nobody_anything(self):
        self._open()
        self.company.collection_policy_id = False
        self.assertFalse(self._day(0))

    def test_the_policy_of_a_tag_goes_before_the_companys(self):
        tag = self.env["res.partner.category"].create({"name": "Large"})
        tagged_policy = self._policy([0], category_ids=tag.ids)
        self.customer.category_id = tag
        self._open()
        self.assertEqual(self._day(0).policy_id, tagged_policy)

    def test_the_policy_named_on_the_customer_goes_before_that_of_a_tag(self):
        tag = self.env["res.partner.category"].create({"name": "Large"})
        self._policy([0], category_ids=tag.ids)
        named = self._policy([0])
        self.customer.write({"category_id": tag.ids, "collection_policy_id": named.id})
        self._open()
        self.assertEqual(self._day(0).policy_id, named)

    # -- preparing again

    def test_preparing_twice_makes_nothing_twice(self):
        self._open()
        self._day(0)
        self.assertEqual(len(self._day(0)), 1)

    def test_a_new_run_replaces_the_drafts_of_the_last_one(self):
        self._open()
        old = self._day(0)
        self.assertEqual(len(self._day(1)), 1)
        self.assertFalse(old.exists())

    def test_a_draft_that_was_edited_stays(self):
        self._open()
        old = self._day(0)
        old.with_user(self.fay).body = "Dear Bluebell"
        self.assertFalse(self._day(1))
        self.assertTrue(old.exists())

    def test_a_salesperson_does_not_prepare(self):
        # sudo: nobody makes runs by hand; the button and the daily job do
        run = self.env["collection.run"].sudo().create({"company_id": self.company.id, "date": self.due})
        with self.assertRaises(AccessError):
            run.with_user(self.amy).action_prepare()
