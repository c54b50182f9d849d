from odoo import Command
from odoo.tests import tagged

from ..schedule.schedule_common import ScheduleCommon


@tagged("post_install", "-at_install")
class TestSaleOrderMoney(ScheduleCommon):
    """What an order says of its money: invoiced, collected, open, overdue."""

    def test_an_order_without_an_invoice_has_no_money_yet(self):
        order = self._order()
        self.assertMoney(order, invoiced=0, collected=0, banked=0, open=0, overdue=0)

    def test_part_of_the_invoice_is_paid(self):
        order = self._order()
        self._pay(self._invoice_order(order), 400)
        self.assertMoney(order, invoiced=1000, collected=400, banked=0, open=600, overdue=0)
        self.assertEqual(order.with_user(self.amy).collection_progress, 40)

    def test_money_is_banked_once_the_bank_confirms_it(self):
        order = self._order()
        payment = self._pay(self._invoice_order(order), 400)
        self._match(self._bank_line(400), payment._seek_for_lines()[0])
        self.assertMoney(order, collected=400, banked=400, open=600)

    def test_an_instalment_past_its_due_date_is_overdue(self):
        order = self._order()
        self._invoice_order(order, date=self._day(-10), invoice_payment_term_id=self.term.id)
        self.assertMoney(order, open=1000, overdue=300)

    def test_due_today_is_not_overdue(self):
        order = self._order()
        self._invoice_order(order)
        self.assertMoney(order, open=1000, overdue=0)

    def test_a_percentage_down_payment_and_the_final_invoice_make_the_order_once(self):
        order = self._order()
        self._pay(self._down_payment(order, amount=30))
        self.assertMoney(order, invoiced=300, collected=300, open=0)
        final = self._invoice_order(order)
        self.assertEqual(final.amount_total, 700)
        self.assertMoney(order, invoiced=1000, collected=300, open=700)

    def test_a_fixed_down_payment_and_the_final_invoice_make_the_order_once(self):
        order = self._order()
        self._down_payment(order, fixed_amount=250)
        self._pay(self._invoice_order(order))
        self.assertMoney(order, invoiced=1000, collected=750, open=250)

    def test_a_credit_note_takes_off_what_is_invoiced(self):
        order = self._order()
        invoice = self._invoice_order(order)
        credit = invoice._reverse_moves([{"invoice_date": self.today}])
        credit.invoice_line_ids.price_unit = 200
        credit.action_post()
        (self._receivable(invoice) + self._receivable(credit)).reconcile()
        self.assertMoney(order, invoiced=800, collected=0, open=800)
        self._pay(invoice)
        self.assertMoney(order, invoiced=800, collected=800, open=0)

    def test_a_credit_note_with_lines_of_its_own_follows_the_invoice_it_corrects(self):
        order = self._order()
        invoice = self._invoice_order(order)
        credit = invoice._reverse_moves([{"invoice_date": self.today}])
        credit.invoice_line_ids.sale_line_ids = False
        credit.invoice_line_ids.price_unit = 200
        credit.action_post()
        self.assertMoney(order, invoiced=800, open=800)

    def test_money_paid_back_is_not_collected(self):
        order = self._order()
        invoice = self._invoice_order(order)
        self._pay(invoice)
        credit = invoice._reverse_moves([{"invoice_date": self.today}])
        credit.invoice_line_ids.price_unit = 200
        credit.action_post()
        self._pay(credit)
        self.assertMoney(order, invoiced=800, collected=800, open=0)

    def test_a_discount_settles_but_is_not_collected(self):
        order = self._order()
        invoice = self._invoice_order(order)
        account = self.company_data["default_account_expense"]
        self._pay(invoice, 980, payment_difference_handling="reconcile", writeoff_account_id=account.id)
        self.assertMoney(order, invoiced=1000, collected=980, open=0)
        self.assertLines(order, "waived", [20])

    def test_a_bounced_payment_is_not_collected_any_more(self):
        order = self._order()
        invoice = self._invoice_order(order)
        self._pay(invoice)
        invoice.line_ids.remove_move_reconcile()
        self.assertMoney(order, invoiced=1000, collected=0, open=1000)

    def test_an_invoice_reset_to_draft_is_not_invoiced(self):
        order = self._order()
        self._invoice_order(order).button_draft()
        self.assertMoney(order, invoiced=0, open=0)

    def test_an_invoice_over_three_orders_is_shared_to_the_cent(self):
        orders = self._order(100) | self._order(100) | self._order(100)
        invoice = self._invoice_order(orders)
        self.assertEqual(len(invoice), 1)
        self._pay(invoice, 100)
        self.env.invalidate_all()
        self.assertEqual(orders.mapped("collection_amount_invoiced"), [100, 100, 100])
        self.assertEqual(orders.mapped("collection_amount_collected"), [33.33, 33.34, 33.33])
        self.assertEqual(orders.mapped("collection_amount_open"), [66.67, 66.66, 66.67])

    def test_tax_belongs_to_the_order(self):
        order = self._order(confirm=False)
        order.order_line.tax_ids = self.percent_tax(10)
        order.action_confirm()
        self._pay(self._invoice_order(order), 550)
        self.assertMoney(order, invoiced=1100, collected=550, open=550)
        self.assertEqual(order.collection_progress, 50)

    def test_an_order_in_another_currency_counts_in_its_own(self):
        gold = self.setup_other_currency("EUR", rates=[("2020-01-01", 2.0)])
        pricelist = self.env["product.pricelist"].create({"name": "EUR", "currency_id": gold.id})
        order = self._order(pricelist_id=pricelist.id)
        self._pay(self._invoice_order(order), 400, currency_id=gold.id, date=self.today)
        self.assertMoney(order, invoiced=1000, collected=400, open=600)

    def test_an_invoice_in_company_currency_counts_by_the_rate_of_the_order(self):
        gold = self.setup_other_currency("EUR", rates=[("2020-01-01", 2.0)])
        pricelist = self.env["product.pricelist"].create({"name": "EUR", "currency_id": gold.id})
        order = self._order(pricelist_id=pricelist.id)
        invoice = self._invoice(500, date=self.today, post=False)
        invoice.invoice_line_ids.sale_line_ids = order.order_line
        invoice.action_post()
        self._pay(invoice, 200, date=self.today)
        self.assertMoney(order, invoiced=1000, collected=400, open=600)

    def test_a_salesperson_sees_all_of_his_order_though_a_colleague_answers_for_the_invoice(self):
        order = self._order()
        invoice = self._invoice_order(order)
        invoice.invoice_user_id = self.zoe
        invoice.with_user(self.max).collection_user_id = self.zoe
        self._pay(invoice, 400)
        self.env.invalidate_all()
        self.assertEqual(order.with_user(self.amy).collection_amount_open, 600)
        self.assertFalse(self.env["collection.receivable"].with_user(self.amy).search([("move_id", "=", invoice.id)]))

    def test_eighty_orders_cost_as_many_queries_as_eight(self):
        values = {"partner_id": self.customer.id, "user_id": self.amy.id}
        values["order_line"] = [Command.create({"product_id": self.service.id, "price_unit": 100})]
        orders = self.env["sale.order"].create([values] * 80)
        orders[:5].action_confirm()
        self._invoice_order(orders[:5])
        self.env.flush_all()
        counts = []
        for some in (orders[:8], orders):
            self.env.invalidate_all()
            some = some.with_user(self.amy)
            some.mapped("amount_total")
            before = self.cr.sql_log_count
            some.mapped("collection_progress")
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[0], counts[1])

    # -- smart buttons -----------------------------------------------------------------------------

    def test_the_button_of_the_order_opens_its_receivables_with_the_same_sum(self):
        order = self._order()
        self._invoice_order(order, date=self._day(-10), invoice_payment_term_id=self.term.id)
        self._invoice(5000)
        mine = order.with_user(self.amy)
        rows = self._rows_of(mine.action_open_collection_receivables(), self.amy)
        self.assertEqual(sum(rows.mapped("residual")), mine.collection_amount_open)
        self.assertEqual(sum(rows.mapped("overdue")), mine.collection_amount_overdue)

    def test_the_button_of_the_order_opens_its_ledger_rows(self):
        order = self._order()
        self._pay(self._invoice_order(order), 400)
        rows = self._rows_of(order.with_user(self.amy).action_open_collection_entries(), self.amy)
        self.assertEqual(rows.mapped("amount"), [400])

    def test_the_button_of_the_invoice_shows_what_is_open_and_overdue(self):
        invoice = self._invoice(1000, date=self._day(-10), invoice_payment_term_id=self.term.id)
        self.env.invalidate_all()
        mine = invoice.with_user(self.amy)
        self.assertEqual((mine.collection_amount_open, mine.collection_amount_overdue), (1000, 300))
        rows = self._rows_of(mine.action_open_collection_receivables(), self.amy)
        self.assertEqual(sorted(rows.mapped("residual")), [300, 700])

    def test_the_button_of_the_customer_counts_its_contacts_and_shows_one_s_own(self):
        contact = self.env["res.partner"].create({"name": "Rose", "parent_id": self.customer.id})
        self._invoice(100, partner=contact, due=self._day(-1))
        self._invoice(200, due=self._day(5))
        self._invoice(400, user=self.zoe)
        self.env.invalidate_all()
        mine = contact.with_user(self.amy)
        self.assertEqual((mine.collection_amount_open, mine.collection_amount_overdue), (300, 100))
        self.assertEqual(self.customer.with_user(self.fay).collection_amount_open, 700)
        rows = self._rows_of(mine.action_open_collection_receivables(), self.amy)
        self.assertEqual(sorted(rows.mapped("residual")), [100, 200])

    def test_the_customer_counts_in_the_companies_one_is_switched_to(self):
        other = self.setup_other_company()["company"]
        self.max.company_ids = [Command.link(other.id)]
        self._invoice(100)
        customer = self.customer.with_user(self.max)
        self.assertEqual(customer.with_context(allowed_company_ids=self.company.ids).collection_amount_open, 100)
        self.assertEqual(customer.with_context(allowed_company_ids=other.ids).collection_amount_open, 0)

    def _rows_of(self, action, user):
        return self.env[action["res_model"]].with_user(user).search(action["domain"])
