from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .test_credit_exposure import CreditCommon


@tagged("post_install", "-at_install")
class TestCreditPrice(CreditCommon):
    """Money costs 10 % a year, 1 % of what rating B owes is lost. A term of 73 days is a fifth of a year.

    The service is sold for 1,000 and costs 600.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.company.collection_policy_id
        cls.policy.write({"credit_money_percent": 10, "credit_unrated_loss": 5})
        # the terms of the test are the only ones
        cls.env["account.payment.term"].search([]).sudo().active = False
        cls.at_once, cls.fifth, cls.year = (
            cls._term(name, days) for name, days in (("0", 0), ("73", 73), ("365", 365))
        )
        cls.rating = cls.env.ref("sales_collection.collection_rating_b").sudo().with_company(cls.company)
        cls.rating.write({"loss_percent": 1, "payment_term_id": cls.fifth.id})
        cls.customer.with_company(cls.company).collection_rating_id = cls.rating
        cls.service.with_company(cls.company).standard_price = 600

    @classmethod
    def _term(cls, name, *days):
        """Return a payment term of equal parts after these days."""
        parts = [Command.create({"value": "percent", "value_amount": 100 / len(days), "nb_days": day}) for day in days]
        return cls.env["account.payment.term"].sudo().create({"name": name, "line_ids": parts})

    def _paid_late(self, days, partner=None):
        """Let a customer pay three invoices so many days late, and score him."""
        for ago in (300, 200, 100):
            due = self.today - timedelta(days=ago)
            self._pay(self._invoice(100, date=due, due=due, partner=partner), date=due + timedelta(days=days))
        self.env["collection.credit.score"].sudo()._score(self.company)

    def _quotation(self, **values):
        return self._order(1000, confirm=False, payment_term_id=self.at_once.id, **values)

    def _open(self, order, user=None):
        action = order.with_user(user or self.amy).action_collection_credit_price()
        return self.env[action["res_model"]].with_user(user or self.amy).browse(action["res_id"])

    def _rows(self, order):
        return [
            (line.payment_term_id.name, line.days, line.financing, line.loss, line.margin)
            for line in self._open(order).line_ids
        ]

    # -- the figures

    def test_each_term_that_the_rating_allows_with_its_price(self):
        self.assertEqual(self._rows(self._quotation()), [("0", 0, 0, 0, 400), ("73", 73, 20, 10, 370)])

    def test_the_customers_delay_is_waited_for_as_well(self):
        self._paid_late(73)
        # 73 days late: a fifth of a year of 1,000 at 10 % costs 20 more
        self.assertEqual(self._rows(self._quotation()), [("0", 73, 20, 10, 370), ("73", 146, 40, 10, 350)])
        self.assertEqual(self._open(self._quotation()).delay_source, "own")

    def test_whoever_has_no_history_is_expected_to_pay_as_all_do(self):
        self._paid_late(73, self.env["res.partner"].create({"name": "Larkspur Ltd"}))
        wizard = self._open(self._quotation())
        self.assertEqual((wizard.delay_days, wizard.delay_source), (73, "company"))

    def test_without_any_history_no_delay_is_expected(self):
        self.env["collection.credit.score"].sudo().search([("company_id", "=", self.company.id)]).unlink()
        wizard = self._open(self._quotation())
        self.assertEqual((wizard.delay_days, wizard.delay_source), (0, "none"))

    def test_a_term_in_parts_costs_what_its_parts_cost(self):
        self._term("half", 0, 73)
        self.assertIn(("half", 36.5, 10, 5, 385), self._rows(self._quotation()))

    def test_taxes_are_waited_for_and_no_margin(self):
        order = self._quotation()
        order.order_line.sudo().tax_ids = self.env["account.tax"].sudo().create({"name": "10 %", "amount": 10})
        self.assertEqual(self._rows(order)[1], ("73", 73, 22, 11, 367))

    def test_rates_of_zero_cost_nothing(self):
        self.policy.credit_money_percent = 0
        self.rating.loss_percent = 0
        self.assertEqual([row[2:] for row in self._rows(self._quotation())], [(0, 0, 400), (0, 0, 400)])

    def test_a_customer_without_rating_gets_all_terms_at_the_policys_loss(self):
        self.customer.with_company(self.company).collection_rating_id = False
        rows = self._rows(self._quotation())
        self.assertEqual([row[0] for row in rows], ["0", "73", "365"])
        self.assertEqual(rows[2], ("365", 365, 100, 50, 250))

    def test_the_term_on_the_quotation_is_shown_also_where_the_rating_allows_less(self):
        order = self._order(1000, confirm=False, payment_term_id=self.year.id)
        lines = self._open(order).line_ids
        self.assertEqual(lines.filtered("current").payment_term_id, self.year)
        self.assertEqual(lines.filtered(lambda line: not line.allowed).payment_term_id, self.year)

    def test_a_quotation_without_a_term_is_due_at_once(self):
        order = self._order(1000, confirm=False, payment_term_id=False)
        line = self._open(order).line_ids.filtered("current")
        self.assertFalse(line.payment_term_id)
        self.assertEqual((line.days, line.margin), (0, 400))

    def test_a_quotation_in_another_currency_is_priced_in_it(self):
        # 2 of it are worth 1 of the company's
        currency = self.setup_other_currency("EUR", rates=[("2000-01-01", 2.0)])
        pricelist = self.env["product.pricelist"].create({"name": "Other", "currency_id": currency.id})
        wizard = self._open(self._order(2000, confirm=False, pricelist_id=pricelist.id, payment_term_id=False))
        self.assertEqual((wizard.currency_id, wizard.cost, wizard.margin), (currency, 1200, 800))

    def test_another_unit_costs_in_proportion(self):
        order = self._quotation()
        order.order_line.product_uom_id = self.env.ref("uom.product_uom_dozen")
        order.order_line.price_unit = 9000
        self.assertEqual(self._open(order).cost, 7200)

    def test_lines_without_a_cost_are_said(self):
        free = self.env["product.product"].create({"name": "Gift", "type": "service", "taxes_id": []})
        order = self._quotation()
        order.order_line = [Command.create({"product_id": free.id, "price_unit": 50})]
        wizard = self._open(order)
        self.assertEqual((wizard.uncosted, wizard.margin), (1, 450))

    def test_another_companys_terms_are_not_proposed(self):
        other = self.env["res.company"].sudo().create({"name": "Elsewhere"})
        self.at_once.company_id = other
        self.assertEqual(
            [row[0] for row in self._rows(self._order(1000, confirm=False, payment_term_id=self.fifth.id))], ["73"]
        )

    # -- taking over

    def _take_over(self, order, term):
        line = self._open(order).line_ids.filtered(lambda line: line.payment_term_id == term)
        return line.action_take_over()

    def test_one_click_takes_a_term_over(self):
        order = self._quotation()
        self._take_over(order, self.fifth)
        self.assertEqual(order.payment_term_id, self.fifth)

    def test_a_confirmed_order_is_not_changed_from_here(self):
        order = self._quotation()
        line = self._open(order).line_ids[-1]
        order.action_confirm()
        with self.assertRaisesRegex(UserError, "no longer a quotation"):
            line.action_take_over()

    def test_whoever_may_not_change_the_quotation_takes_over_nothing(self):
        line = self._open(self._quotation(team_id=self.team.id), user=self.lea).line_ids[-1]
        with self.assertRaises(AccessError):
            line.action_take_over()

    # -- who may

    def test_the_form_opens_for_whoever_sees_money(self):
        for user in (self.amy, self.lea, self.fay, self.max):
            with self.subTest(user.login):
                self.assertEqual(Form(self._open(self._quotation(), user=user)).margin, 400)

    def test_who_sells_without_our_groups_does_not_see_it(self):
        seller = new_test_user(self.env, "seller", groups="sales_team.group_sale_manager", company_id=self.company.id)
        order = self._quotation()
        with self.assertRaises(AccessError):
            order.with_user(seller).action_collection_credit_price()
        self.assertNotIn("action_collection_credit_price", order.with_user(seller).get_view(view_type="form")["arch"])

    def test_nobody_reads_what_a_colleague_has_opened(self):
        wizard = self._open(self._quotation())
        for record in (wizard, wizard.line_ids):
            with self.assertRaises(AccessError):
                record.with_user(self.max).read(["margin"])

    def test_nobody_enters_a_price(self):
        wizard = self._open(self._quotation())
        for record in (wizard, wizard.line_ids[:1]):
            with self.assertRaises(AccessError):
                record.write({"margin": 9})
            with self.assertRaises(AccessError):
                record.copy()

    def test_a_colleagues_quotation_is_not_priced(self):
        with self.assertRaises(AccessError):
            self._quotation().with_user(self.zoe).action_collection_credit_price()

    def test_30_terms_take_as_many_queries_as_three(self):
        counts = []
        for number in range(3):  # the first round fills the caches of the registry
            order = self._quotation()
            if number == 2:
                for days in range(1, 28):
                    self._term(str(days), days, days + 1)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._open(order)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
