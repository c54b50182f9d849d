from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from ...models.receipt.collection_unmatched_sql import rates_sql
from ..common import CollectionCommon


class CreditCommon(CollectionCommon):
    """Bluebell may owe 1,000. Invoices are due when they are made unless a test says otherwise."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.credit_limit = 1000

    def setUp(self):
        super().setUp()
        # of each test: the tests of a class may run past midnight
        self.today = self.company._collection_today()

    @classmethod
    def _order(cls, amount, confirm=True, partner=None, user=None, **values):
        """Return an order of one service, Amy's unless said otherwise."""
        orders = cls.env["sale.order"].with_user(user or cls.amy).with_company(cls.company)
        order = orders.create(
            {
                "partner_id": (partner or cls.customer).id,
                "order_line": [Command.create({"product_id": cls.service.id, "price_unit": amount})],
                **values,
            }
        )
        if confirm:
            order.action_confirm()
        return order

    def _due_in(self, amount, days, **values):
        """Return an invoice of today that is due in so many days."""
        return self._invoice(amount, date=self.today, due=self.today + timedelta(days=days), **values)

    def _credit(self, name="", partner=None, user=None):
        """Return a figure of the customer as Amy sees it."""
        partner = (partner or self.customer).with_user(user or self.amy).with_company(self.company)
        partner.invalidate_recordset()
        return partner[f"collection_{name}"]


@tagged("post_install", "-at_install")
class TestCreditExposure(CreditCommon):
    """What counts as owed, and what a limit leaves of it."""

    # -- the parts

    def test_what_is_not_due_yet(self):
        self._due_in(300, 10)
        self.assertEqual((self._credit("exposure_not_due"), self._credit("exposure_overdue")), (300, 0))

    def test_what_is_due_today_is_not_overdue(self):
        self._due_in(300, 0)
        self.assertEqual(self._credit("exposure_overdue"), 0)

    def test_what_is_overdue(self):
        self._invoice(200)
        self.assertEqual((self._credit("exposure_not_due"), self._credit("exposure_overdue")), (0, 200))

    def test_a_part_payment_leaves_the_rest(self):
        self._pay(self._invoice(200), 150)
        self.assertEqual(self._credit("exposure"), 50)

    def test_a_confirmed_order(self):
        self._order(400)
        self.assertEqual(self._credit("exposure_ordered"), 400)

    def test_a_quotation_is_no_exposure(self):
        self._order(400, confirm=False)
        self.assertEqual(self._credit("exposure"), 0)

    def test_a_cancelled_order_is_no_exposure(self):
        self._order(400).with_context(disable_cancel_warning=True).action_cancel()
        self.assertEqual(self._credit("exposure"), 0)

    def test_an_order_with_a_draft_invoice_is_counted_once(self):
        self._order(400).sudo()._create_invoices()
        self.assertEqual((self._credit("exposure_ordered"), self._credit("exposure_drafted")), (0, 400))

    def test_an_invoiced_order_is_counted_once(self):
        self._order(400).sudo()._create_invoices().action_post()
        self.assertEqual(self._credit("exposure"), 400)
        self.assertEqual(self._credit("exposure_ordered"), 0)

    def test_a_down_payment_is_not_counted_with_the_order_again(self):
        order = self._order(400)
        wizard = self.env["sale.advance.payment.inv"].with_context(active_ids=order.ids, active_model="sale.order")
        wizard.create({"advance_payment_method": "fixed", "fixed_amount": 100}).create_invoices()
        order.sudo().invoice_ids.action_post()
        self.assertEqual(self._credit("exposure_ordered"), 300)
        self.assertEqual(self._credit("exposure"), 400)

    def test_a_draft_invoice(self):
        self._invoice(70, post=False)
        self.assertEqual(self._credit("exposure_drafted"), 70)

    def test_a_draft_credit_note_lowers_nothing_yet(self):
        self._due_in(300, 10)
        self._invoice(100, move_type="out_refund", post=False)
        self.assertEqual(self._credit("exposure"), 300)

    def test_claimed_money_is_shown_and_does_not_count(self):
        self._receipt(120, self._invoice(200), submit=True)
        self.assertEqual((self._credit("exposure_claimed"), self._credit("exposure")), (120, 200))

    def test_claimed_money_counts_where_the_policy_says_so(self):
        self.company.collection_policy_id.count_claimed = True
        self._receipt(120, self._invoice(200), submit=True)
        self.assertEqual(self._credit("exposure"), 80)

    def test_claimed_money_counts_no_more_when_the_policy_has_changed(self):
        self.company.collection_policy_id.count_claimed = True
        self._receipt(120, self._invoice(200), submit=True)
        self.assertEqual(self._credit("exposure"), 80)
        self.company.collection_policy_id.count_claimed = False
        self.assertEqual(self._credit("exposure"), 200)

    def test_another_customers_policy_changes_nothing(self):
        self.company.collection_policy_id.copy({"count_claimed": True})
        self._receipt(120, self._invoice(200), submit=True)
        self.assertEqual(self._credit("exposure"), 200)

    def test_the_parts_add_up(self):
        self._due_in(10, 5)
        self._invoice(20)
        self._order(40)
        self._invoice(80, post=False)
        self.assertEqual(self._credit("exposure"), 150)
        self.assertEqual(self._credit("available_credit"), 850)
        self.assertEqual(self._credit("credit_usage"), 15)

    def test_a_credit_balance_is_below_zero(self):
        self._invoice(50, move_type="out_refund")
        self.assertEqual((self._credit("exposure"), self._credit("available_credit")), (-50, 1050))
        self.assertEqual(self._credit("credit_usage"), 0)

    def test_an_order_in_another_currency_counts_at_the_days_rate(self):
        euro = self.env.ref("base.EUR") if self.currency.name != "EUR" else self.env.ref("base.USD")
        euro.active = True
        self.env["res.currency.rate"].create(
            {"currency_id": euro.id, "rate": 2, "name": date(2020, 1, 1), "company_id": self.company.id}
        )
        pricelist = self.env["product.pricelist"].create({"name": "Other", "currency_id": euro.id})
        self._order(100, pricelist_id=pricelist.id)
        self.assertEqual(self._credit("exposure_ordered"), 50)

    def test_currencies_are_worth_what_odoo_says(self):
        names = ("CHF", "GBP", "JPY", "NOK")
        swiss, british, japanese, norwegian = (self.env.ref(f"base.{name}") for name in names)
        for currency, rate, ago, company in (
            (swiss, 4, 10, False),
            (swiss, 5, -10, False),
            (british, 8, 10, False),
            (british, 2, 20, self.company.id),
            (japanese, 7, -10, False),
            (self.currency, 3, 10, False),
        ):
            self.env["res.currency.rate"].create(
                {
                    "currency_id": currency.id,
                    "rate": rate,
                    "name": self.today - timedelta(days=ago),
                    "company_id": company,
                }
            )
        worth = dict(self.env.execute_query(rates_sql(self.company, self.today)))
        for currency in (swiss, british, japanese, norwegian, self.currency):
            with self.subTest(currency.name):
                wanted = currency._convert(1, self.currency, self.company, self.today, round=False)
                self.assertAlmostEqual(float(worth[currency.id]), wanted, places=9)

    def test_amounts_are_rounded_once_per_document(self):
        # 3 of it are worth 1 of the company's: 0.33 + 0.33, not 0.67
        currency = self.setup_other_currency("EUR", rates=[("2000-01-01", 3.0)])
        pricelist = self.env["product.pricelist"].create({"name": "Other", "currency_id": currency.id})
        for _number in range(2):
            self._order(1, pricelist_id=pricelist.id)
        self.assertEqual(self._credit("exposure_ordered"), 0.66)

    # -- whose

    def test_what_a_customer_owed_before_he_belonged_to_another_one_is_the_others(self):
        shop = self.env["res.partner"].create({"name": "The Shop"})
        self._invoice(40, partner=shop)
        self._invoice(60, partner=shop, post=False)
        shop.parent_id = self.customer
        self.assertEqual((self._credit("exposure_overdue"), self._credit("exposure_drafted")), (40, 60))

    def test_a_customer_who_is_not_saved_yet_owes_nothing(self):
        new = self.env["res.partner"].new({"name": "New Ltd"})
        self.assertEqual((new.collection_exposure, new.collection_available_credit), (0, 0))

    def test_a_contact_shows_its_companys_credit(self):
        contact = self.env["res.partner"].create({"name": "Bill", "parent_id": self.customer.id})
        self._order(40, partner=contact)
        self.assertEqual(self._credit("exposure", contact), 40)
        self.assertEqual(self._credit("available_credit", contact), 960)

    def test_another_customer_has_his_own(self):
        self._invoice(40)
        self.assertEqual(self._credit("exposure", self.env["res.partner"].create({"name": "Good Ltd"})), 0)

    def test_another_company_has_its_own_figures_and_limit(self):
        self._invoice(40)
        other = self.env["res.company"].sudo().create({"name": "Elsewhere"})
        there = self.customer.sudo().with_company(other)
        self.assertEqual((there.collection_exposure, there.credit_limit), (0, 0))
        self.assertFalse(there.collection_credit_limited)

    def test_of_merged_customers_the_sum_is_left(self):
        twin = self.env["res.partner"].create({"name": "Bluebell Limited", "is_company": True})
        self._invoice(40)
        self._invoice(60, partner=twin)
        merge = self.env["base.partner.merge.automatic.wizard"].sudo()
        merge._merge([twin.id, self.customer.id], self.customer)
        self.assertEqual(self._credit("exposure"), 100)

    # -- limits

    def test_without_a_limit_nothing_is_exceeded(self):
        self.customer.credit_limit = 0
        self._invoice(5000)
        self.assertFalse(self._credit("credit_limited"))
        self.assertEqual(self._credit("available_credit"), 0)

    def test_the_companys_default_limit_applies(self):
        other = self.env["res.partner"].create({"name": "Good Ltd"})
        self.env["ir.default"].sudo().set("res.partner", "credit_limit", 70, company_id=self.company.id)
        self.assertEqual(self._credit("available_credit", other), 70)

    def test_a_temporary_increase_adds_until_its_end(self):
        self.customer.write({"collection_limit_increase": 500, "collection_limit_increase_end": self.today})
        self.assertEqual(self._credit("available_credit"), 1500)

    def test_a_temporary_increase_is_over_the_day_after(self):
        yesterday = self.today - timedelta(days=1)
        self.customer.write({"collection_limit_increase": 500, "collection_limit_increase_end": yesterday})
        self.assertEqual(self._credit("available_credit"), 1000)

    def test_an_increase_without_an_end_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "end date of the temporary increase"):
            self.customer.collection_limit_increase = 500

    def test_a_negative_limit_is_refused(self):
        for name in ("credit_limit", "collection_group_limit", "collection_insured_limit"):
            with self.subTest(name), self.assertRaisesRegex(ValidationError, "cannot be negative"):
                self.customer[name] = -1

    def test_an_insured_limit_is_shown_apart(self):
        self.customer.collection_insured_limit = 5000
        self.assertEqual(self._credit("available_credit"), 1000)

    def test_a_group_shares_the_limit_of_its_parent(self):
        daughter = self.env["res.partner"].create(
            {"name": "Bluebell North", "is_company": True, "parent_id": self.customer.id}
        )
        self.customer.write({"credit_limit": 0, "collection_group_limit": 800})
        self._invoice(300)
        self._invoice(200, partner=daughter)
        self.assertEqual(self._credit("exposure", daughter), 200)
        for partner in (self.customer, daughter):
            self.assertEqual(self._credit("available_credit", partner), 300)
        self.assertEqual(self._credit("group_exposure", daughter), 500)

    def test_a_group_reaches_down_to_the_daughters_of_daughters(self):
        parent = self.customer
        for name in ("Bluebell North", "Bluebell Far North"):
            parent = self.env["res.partner"].create({"name": name, "is_company": True, "parent_id": parent.id})
        self.customer.write({"credit_limit": 0, "collection_group_limit": 800})
        contact = self.env["res.partner"].create({"name": "Bill", "parent_id": parent.id})
        self._invoice(300, partner=contact)
        self.assertEqual(self._credit("available_credit"), 500)
        self.assertEqual((self._credit("exposure", contact), self._credit("available_credit", parent)), (300, 500))

    def test_parents_in_a_circle_share_one_limit(self):
        daughter = self.env["res.partner"].create(
            {"name": "Bluebell North", "is_company": True, "parent_id": self.customer.id}
        )
        self.customer.write({"credit_limit": 0, "collection_group_limit": 800})
        self._invoice(300, partner=daughter)
        self.env.flush_all()
        # Odoo refuses it; imports of other programs do not
        self.env.cr.execute("UPDATE res_partner SET parent_id = %s WHERE id = %s", [daughter.id, self.customer.id])
        self.assertEqual(self._credit("available_credit", daughter), 500)

    def test_the_smaller_of_own_and_group_limit_counts(self):
        daughter = self.env["res.partner"].create(
            {"name": "Bluebell North", "is_company": True, "parent_id": self.customer.id}
        )
        self.customer.collection_group_limit = 5000
        daughter.credit_limit = 100
        self.assertEqual(self._credit("available_credit", daughter), 100)
        self.assertEqual(self._credit("available_credit"), 1000)

    # -- search

    def _found(self, *condition):
        partners = self.env["res.partner"].with_user(self.amy).with_company(self.company)
        return partners.search([("id", "in", (self.customer | self.good).ids), condition])

    def test_customers_are_found_by_what_they_use(self):
        self.good = self.env["res.partner"].create({"name": "Good Ltd", "credit_limit": 1000})
        self._invoice(810)
        self._invoice(800, partner=self.good)
        self.assertEqual(self._found("collection_credit_usage", ">", 80), self.customer)
        self.assertEqual(self._found("collection_exposure", ">=", 800), self.customer | self.good)

    def test_customers_above_their_limit_are_found(self):
        self.good = self.env["res.partner"].create({"name": "Good Ltd"})
        self._invoice(1001)
        self._invoice(5000, partner=self.good)
        self.assertEqual(self._found("collection_available_credit", "<", 0), self.customer)

    def test_who_owes_nothing_is_found_as_such(self):
        self.good = self.env["res.partner"].create({"name": "Good Ltd"})
        self._invoice(10)
        self.assertEqual(self._found("collection_exposure", "<=", 0), self.good)

    def test_a_list_of_80_customers_takes_as_many_queries_as_one(self):
        partners = self.env["res.partner"].create([{"name": f"C{n}", "credit_limit": 10} for n in range(80)])
        for partner in partners[:20]:
            self._invoice(5, partner=partner)
        scores = self.env["collection.credit.score"].sudo()
        scores.create(
            [
                {
                    "partner_id": partner.id,
                    "company_id": self.company.id,
                    "date": self.today,
                    "rated": number % 3 < 2,
                    "items": 5,
                    "value": number + 20,
                }
                for number, partner in enumerate(partners)
            ]
        )
        names = ("available_credit", "credit_usage", "credit_score", "credit_words", "rating_proposed_id")
        names = [*(f"collection_{name}" for name in names), "collection_days_late_graph", "collection_rating_id"]
        counts = []
        partners = partners.with_user(self.amy).with_company(self.company)
        for chosen in (partners[:1], partners[:1], partners):  # the first round fills the caches of the registry
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            shown = chosen.with_prefetch().read(names)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
        self.assertEqual([row["collection_available_credit"] for row in shown], [5] * 20 + [10] * 60)
        self.assertEqual([row["collection_credit_score"] for row in shown], list(range(20, 100)))

    # -- who may

    def test_a_salesperson_sees_what_is_available(self):
        self.assertEqual(self._credit("available_credit", user=self.amy), 1000)

    def test_a_salesperson_changes_no_limit(self):
        # sudo: she may edit contacts, so that what she is refused is refused by the addon
        self.amy.sudo().group_ids = [Command.link(self.env.ref("base.group_partner_manager").id)]
        mine = self.customer.with_user(self.amy).with_company(self.company)
        for name in ("credit_limit", "collection_group_limit", "collection_insured_limit"):
            with self.subTest(name), self.assertRaises(AccessError):
                mine.write({name: 7})
        with self.assertRaises(AccessError):
            mine.create({"name": "New", "collection_insured_limit": 7})

    def test_finance_changes_no_limit(self):
        with self.assertRaisesRegex(AccessError, "change the credit limits"):
            self.customer.with_user(self.fay).with_company(self.company).credit_limit = 7

    def test_a_manager_changes_a_limit(self):
        self.customer.with_user(self.max).with_company(self.company).credit_limit = 7
        self.assertEqual(self.customer.credit_limit, 7)

    def test_a_salesperson_adds_a_contact_to_a_customer_with_a_limit(self):
        self.amy.sudo().group_ids = [Command.link(self.env.ref("base.group_partner_manager").id)]
        contacts = self.env["res.partner"].with_user(self.amy).with_company(self.company)
        contact = contacts.create({"name": "Bill", "parent_id": self.customer.id})
        self.assertEqual(contact.collection_available_credit, 1000)

    def test_the_form_opens_for_whoever_sees_money(self):
        for user in (self.amy, self.lea, self.fay, self.max):
            with self.subTest(user.login):
                user.sudo().group_ids = [Command.link(self.env.ref("base.group_partner_manager").id)]
                form = Form(self.customer.with_user(user).with_company(self.company))
                self.assertEqual(form.collection_exposure, 0)

    def test_each_part_opens_what_it_is_made_of(self):
        due, overdue = self._due_in(10, 5), self._invoice(20)
        order, draft = self._order(40), self._invoice(80, post=False)
        customer = self.customer.with_company(self.company)
        receipt = self._receipt(5, overdue, submit=True)
        for name, document, expected in (
            ("not_due", "move_id", due),
            ("overdue", "move_id", overdue),
            ("orders", "order_id", order),
            ("drafts", "move_id", draft),
            ("claims", "receipt_id", receipt),
        ):
            with self.subTest(name):
                action = getattr(customer, f"action_open_collection_{name}")()
                found = self.env[action["res_model"]].with_company(self.company).search(action["domain"])
                self.assertEqual(found.mapped(document), expected)
