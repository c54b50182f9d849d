from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .dunning_charge_common import DunningCommon


@tagged("post_install", "-at_install")
class TestCollectionNoticeCharge(DunningCommon):
    """Due on 1 January, 100 days later is 11 April: 1,000 at 3.65 % bear 10."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.level_ids -= cls.first

    def _charge(self, level=None, **values):
        return self.env["collection.level.charge"].create(
            {"level_id": (level or self.last).id, "currency_id": self.currency.id, **values}
        )

    def _notice(self, day="2026-04-11"):
        """Return the notice of a day, charged as when it is queued."""
        notice = self._prepare(day)
        notice._make_charges()
        return notice.sudo()

    def _amounts(self, notice):
        return notice.charge_move_ids.invoice_line_ids.mapped("price_unit")

    def test_interest_is_charged_from_the_due_date_to_the_day_of_the_notice(self):
        self._invoice(1000)
        self._charge(interest_points=3.65)
        self.assertEqual(self._amounts(self._notice()), [10])

    def test_the_invoice_says_how_interest_was_reckoned(self):
        invoice = self._invoice(1000)
        self._charge(interest_points=3.65)
        name = self._notice().charge_move_ids.invoice_line_ids.name
        for part in (invoice.name, "100 days", "3.65", "1,000.00", "10.00", "Actual days / 365"):
            self.assertIn(part, name)

    def test_a_partial_payment_lowers_interest_from_its_day_on(self):
        invoice = self._invoice(1000)
        self._pay(invoice, 500, date="2026-02-20")
        self._charge(interest_points=3.65)
        self.assertEqual(self._amounts(self._notice()), [7.5])

    def test_what_is_on_hold_bears_no_interest(self):
        invoice = self._invoice(1000)
        item = self._receivable(invoice)
        self.env["collection.hold"]._stop(item, "dispute", amounts={item: 400})
        self._charge(interest_points=3.65)
        self.assertEqual(self._amounts(self._notice()), [6])

    def test_a_reference_rate_takes_points_on_top(self):
        rate = self.env["collection.interest.rate"].create(
            {
                "name": "Base",
                "line_ids": [
                    fields.Command.create({"date": "2025-01-01", "percent": 2.65}),
                    fields.Command.create({"date": "2026-02-20", "percent": 6.3}),
                ],
            }
        )
        self._invoice(1000)
        self._charge(interest_rate_id=rate.id, interest_points=1)
        self.assertEqual(self._amounts(self._notice()), [15])

    def test_a_fixed_fee_is_charged_once_for_the_notice(self):
        self._invoice(100)
        self._invoice(40)
        self._charge(fee_fixed=5)
        self.assertEqual(self._amounts(self._notice()), [5])

    def test_a_share_is_charged_on_each_item(self):
        self._invoice(100)
        self._invoice(40)
        self._charge(fee_percent=10)
        self.assertEqual(sorted(self._amounts(self._notice())), [4, 10])

    def test_an_item_that_is_listed_only_bears_nothing(self):
        self._invoice(100)
        self._invoice(40, due="2026-04-01")
        self._charge(fee_percent=10)
        self.assertEqual(self._amounts(self._notice()), [10])

    def test_the_charge_is_a_draft_for_the_customers_contact_and_responsible(self):
        contact = self.env["res.partner"].create(
            {"name": "Books", "parent_id": self.customer.id, "type": "invoice", "email": "books@bluebell.example"}
        )
        self._invoice(100, user=self.ben)
        self._charge(fee_fixed=5)
        move = self._notice().charge_move_ids
        self.assertEqual((move.state, move.move_type, move.partner_id), ("draft", "out_invoice", contact))
        self.assertEqual((move.invoice_user_id, move.collection_user_id), (self.ben, self.ben))

    def test_the_product_gives_account_and_taxes(self):
        tax = self.company_data["default_tax_sale"]
        self.policy.charge_product_id = self.env["product.product"].create(
            {"name": "Charges", "type": "service", "taxes_id": [fields.Command.set(tax.ids)]}
        )
        self._invoice(100)
        self._charge(fee_fixed=5)
        line = self._notice().charge_move_ids.invoice_line_ids
        self.assertEqual(line.tax_ids, tax)
        self.assertEqual(line.account_id, self.company_data["default_account_revenue"])

    def test_debit_notes_name_the_invoice_that_they_charge_for(self):
        self.policy.charge_document = "debit_note"
        invoices = self._invoice(100) + self._invoice(40)
        self._charge(fee_percent=10)
        moves = self._notice().charge_move_ids
        self.assertEqual(moves.debit_origin_id, invoices)
        self.assertEqual([invoice.debit_note_ids.amount_untaxed for invoice in invoices], [10, 4])

    def test_a_level_without_charges_makes_nothing(self):
        self._invoice(100)
        notice = self._notice()
        self.assertFalse(notice.charge_move_ids)
        self.assertEqual(notice.charge_amount, 0)

    def test_charges_of_zero_make_no_document(self):
        self._invoice(100)
        self._charge()
        self.assertFalse(self._notice().charge_move_ids)

    def test_charging_twice_makes_nothing_twice(self):
        self._invoice(100)
        self._charge(fee_fixed=5)
        notice = self._notice()
        notice._make_charges()
        self.assertEqual(self._amounts(notice), [5])

    def test_a_draft_that_finance_deleted_does_not_come_back(self):
        self._invoice(100)
        self._charge(fee_fixed=5)
        notice = self._notice()
        notice.charge_move_ids.unlink()
        notice._make_charges()
        self.assertFalse(notice.charge_move_ids)

    def test_the_same_days_are_never_charged_twice(self):
        later = self.env["collection.level"].create(
            {"policy_id": self.policy.id, "name": "Later", "days": 200, "channel_ids": self.email.ids}
        )
        self._invoice(1000)
        self._charge(interest_points=3.65)
        self._charge(later, interest_points=3.65)
        self.assertEqual(self._amounts(self._told(self._notice())), [10])
        self.assertEqual(self._amounts(self._notice("2026-07-20")), [10])

    def test_interest_too_small_to_charge_is_kept_for_the_next_notice(self):
        self._invoice(0.4)
        self._charge(interest_points=3.65)
        notice = self._notice()
        self.assertFalse(notice.charge_move_ids)
        self.assertFalse(notice.line_ids.interest_until)

    def test_charges_themselves_are_dunned_but_bear_no_charges(self):
        self._invoice(1000)
        self._charge(fee_fixed=5)
        move = self._told(self._notice()).charge_move_ids
        move.write({"invoice_date": "2026-04-11", "invoice_date_due": "2026-04-11", "invoice_payment_term_id": False})
        move.action_post()
        notice = self._notice("2026-07-20")
        self.assertIn(move, notice.line_ids.filtered("steps").move_id)
        self.assertFalse(notice.charge_move_ids)

    def test_interest_runs_from_the_due_date_that_was_agreed(self):
        self._receivable(self._invoice(1000)).collection_date_due = "2026-01-02"
        self._charge(interest_points=3.65)
        self.assertEqual(self._amounts(self._notice("2026-04-12")), [10])

    def test_finance_opens_the_charges_from_the_notice(self):
        self._invoice(100)
        self._charge(fee_fixed=5)
        notice = self._notice()
        action = notice.with_user(self.fay).action_open_charges()
        moves = self.env[action["res_model"]].with_user(self.fay).search(action["domain"])
        self.assertEqual(moves, notice.charge_move_ids)

    def test_an_opening_balance_is_charged_by_an_invoice_of_its_own(self):
        self.policy.charge_document = "debit_note"
        self._entry(100, self.company_data["default_account_revenue"])
        self._charge(fee_percent=10)
        move = self._notice().charge_move_ids
        self.assertEqual((move.amount_untaxed, move.debit_origin_id.id), (10, False))

    def test_a_cancelled_charge_does_not_count(self):
        self._invoice(100)
        self._charge(fee_fixed=5)
        notice = self._notice()
        self.assertEqual(notice.charge_amount, 5)
        notice.charge_move_ids.button_cancel()
        self.assertEqual((notice.charge_count, notice.charge_amount), (0, 0))

    def test_without_a_product_the_notice_says_why_nothing_was_charged(self):
        self.policy.charge_product_id = False
        self._invoice(100)
        self._charge(fee_fixed=5)
        notice = self._notice()
        self.assertFalse(notice.charge_move_ids)
        self.assertIn("has no product for charges", notice.message_ids[0].body)

    def test_each_currency_is_charged_by_its_own_row(self):
        euro = self.setup_other_currency("EUR", rates=[("2020-01-01", 2)])
        self._invoice(1000)
        self._invoice(1000, currency_id=euro.id)
        self._charge(fee_fixed=5)
        self._charge(currency_id=euro.id, interest_points=3.65)
        moves = self._notice().charge_move_ids
        self.assertEqual({move.currency_id: move.amount_untaxed for move in moves}, {self.currency: 5, euro: 10})

    def test_a_currency_without_a_row_is_not_charged(self):
        euro = self.setup_other_currency("EUR", rates=[("2020-01-01", 2)])
        self._invoice(1000, currency_id=euro.id)
        self._charge(fee_fixed=5)
        self.assertFalse(self._notice().charge_move_ids)

    def test_the_total_of_charges_is_in_company_currency(self):
        euro = self.setup_other_currency("EUR", rates=[("2020-01-01", 2)])
        self._invoice(1000, currency_id=euro.id)
        self._charge(currency_id=euro.id, fee_fixed=10)
        notice = self._notice()
        self.assertEqual((notice.charge_count, notice.charge_amount), (1, 5))

    def test_a_salesperson_reads_what_a_level_costs_but_does_not_change_it(self):
        charge = self._charge(fee_fixed=5).with_user(self.amy)
        self.assertEqual(charge.fee_fixed, 5)
        with self.assertRaises(AccessError):
            charge.fee_fixed = 0

    def test_finance_does_not_change_what_a_level_costs(self):
        with self.assertRaises(AccessError):
            self._charge(fee_fixed=5).with_user(self.fay).unlink()

    def test_only_a_manager_enters_reference_rates(self):
        rates = self.env["collection.interest.rate"]
        self.assertTrue(rates.with_user(self.max).create({"name": "Base"}))
        for user in (self.amy, self.lea, self.fay):
            with self.assertRaises(AccessError):
                rates.with_user(user).create({"name": "Base"})

    def test_another_companys_charges_are_not_seen(self):
        other = self.setup_other_company()["company"]
        policy = self._policy([1], company_id=other.id, charge_product_id=False)
        charge = self._charge(policy.level_ids, fee_fixed=5)
        self.assertFalse(self.env["collection.level.charge"].with_user(self.max).search([("id", "=", charge.id)]))
