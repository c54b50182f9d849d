from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from ...models.credit import collection_exposure_sql as exposure_sql
from .test_credit_exposure import CreditCommon


@tagged("post_install", "-at_install")
class TestCreditBadData(CreditCommon):
    """What bad data does to limits and to the gate is stated in docs/credit.md. Bluebell may owe 1,000."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.company.collection_policy_id
        cls.policy.write({"credit_rule_limit": "block", "credit_approver_id": cls.max.id})

    def _new(self, name="Larkspur Ltd", **values):
        return self.env["res.partner"].create({"name": name, "is_company": True, **values})

    def _sql(self, query, *values):
        """Write what no form lets in, as an import by SQL or an old version of Odoo may have left it."""
        self.env.flush_all()
        self.env.cr.execute(query, values)
        self.env.invalidate_all()

    def _blocked(self, order):
        with self.assertRaises(UserError) as refused:
            order.action_confirm()
        self.assertIn("cannot be confirmed", str(refused.exception))

    def _other_company(self, **values):
        """Return another company with a copy of the policy that Amy and the others work for as well."""
        other = self.env["res.company"].sudo().create({"name": "Elsewhere", **values})
        other.collection_policy_id.credit_rule_limit = "block"
        for user in (self.env.user, self.amy, self.lea, self.max):
            user.sudo().company_ids = [Command.link(other.id)]
        return other

    def _order_in(self, company, amount, **values):
        companies = company | self.company
        orders = self.env["sale.order"].with_user(self.amy).with_context(allowed_company_ids=companies.ids)
        line = Command.create({"product_id": self.service.id, "price_unit": amount})
        return orders.create(
            {"partner_id": self.customer.id, "company_id": company.id, "team_id": False, "order_line": [line], **values}
        )

    # -- limits

    def test_a_negative_limit_from_old_data_is_none(self):
        self._sql(
            "UPDATE res_partner SET credit_limit = %s WHERE id = %s",
            f'{{"{self.company.id}": -500}}',
            self.customer.id,
        )
        self.assertFalse(self._credit("credit_limited"))
        self.assertEqual(self._order(9000).state, "sale")

    def test_a_customer_with_a_negative_limit_can_still_be_edited(self):
        self._sql(
            "UPDATE res_partner SET credit_limit = %s WHERE id = %s",
            f'{{"{self.company.id}": -500}}',
            self.customer.id,
        )
        self.customer.phone = "123"
        with self.assertRaises(ValidationError):
            self.customer.credit_limit = -400

    def test_a_negative_increase_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "cannot be negative"):
            self.customer.write({"collection_limit_increase": -5, "collection_limit_increase_end": self.today})

    def test_each_company_has_its_limit_in_its_own_currency(self):
        # 2 of the other company's are worth 1 of this one's: the limit of 500 there is 500 of its own
        euro = self.setup_other_currency("EUR", rates=[("2000-01-01", 2.0)])
        other = self._other_company(currency_id=euro.id)
        self.customer.with_company(other).credit_limit = 500
        self._blocked(self._order_in(other, 500.01))
        order = self._order_in(other, 500)
        order.action_confirm()
        self.assertEqual((order.currency_id, order.state), (euro, "sale"))
        self.assertEqual(self._credit("available_credit"), 1000)

    def test_a_limit_on_a_contact_does_not_count(self):
        contact = self.env["res.partner"].create({"name": "Bill", "parent_id": self.customer.id})
        self._sql("UPDATE res_partner SET credit_limit = %s WHERE id = %s", f'{{"{self.company.id}": 5}}', contact.id)
        self.assertEqual(self._credit("available_credit", contact), 1000)
        self.assertEqual(self._order(900, partner=contact).state, "sale")

    def test_an_order_of_a_contact_takes_its_companys_limit(self):
        contact = self.env["res.partner"].create({"name": "Bill", "parent_id": self.customer.id})
        self._order(700, partner=contact)
        self._blocked(self._order(400, confirm=False))

    def test_a_contact_that_becomes_a_company_takes_its_orders_along(self):
        contact = self.env["res.partner"].create({"name": "Bill", "parent_id": self.customer.id})
        self._order(700, partner=contact)
        contact.is_company = True
        self.assertEqual((self._credit("exposure"), self._credit("exposure", contact)), (0, 700))

    # -- hierarchies

    def test_a_circle_of_parents_is_refused(self):
        daughter = self._new(parent_id=self.customer.id)
        with self.assertRaises(ValidationError):
            self.customer.parent_id = daughter

    def test_a_circle_of_parents_in_old_data_shares_one_limit(self):
        daughter = self._new(parent_id=self.customer.id)
        self.customer.write({"credit_limit": 0, "collection_group_limit": 800})
        self._sql("UPDATE res_partner SET parent_id = %s WHERE id = %s", daughter.id, self.customer.id)
        self._due_in(300, 10, partner=daughter)
        found = exposure_sql.credit(self.env, self.company, (self.customer | daughter).ids)
        self.assertEqual([found[partner.id]["available"] for partner in (self.customer, daughter)], [500, 500])

    def test_a_contact_that_is_its_own_parent_does_no_harm(self):
        self._sql("UPDATE res_partner SET parent_id = id WHERE id = %s", self.customer.id)
        self.customer.with_company(self.company).collection_group_limit = 800
        found = exposure_sql.credit(self.env, self.company, self.customer.ids)
        self.assertEqual(found[self.customer.id]["available"], 800)

    def test_of_two_group_limits_above_each_other_the_tighter_counts(self):
        holding = self._new("Meadow", collection_group_limit=500)
        middle = self._new("Field", parent_id=holding.id, collection_group_limit=900)
        leaf = self._new("Flower", parent_id=middle.id)
        self._order(300, partner=middle)
        self._blocked(self._order(201, confirm=False, partner=leaf))
        self.assertEqual(self._order(200, partner=leaf).state, "sale")

    # -- merged customers

    def _merge(self, source, into):
        # sudo: only administrators merge contacts with different e-mail addresses
        self.env["base.partner.merge.automatic.wizard"].sudo()._merge((source | into).ids, into)
        self.env.invalidate_all()

    def test_two_scored_customers_are_merged(self):
        twin = self._new(credit_limit=300)
        for partner in (self.customer, twin):
            self._invoice(100, partner=partner)
            self._order(10, partner=partner)  # each has its turn
        scores = self.env["collection.credit.score"].sudo()
        scores._score(self.company)
        self._merge(twin, self.customer)
        mine = [("partner_id", "=", self.customer.id), ("company_id", "=", self.company.id)]
        self.assertEqual(len(scores.search(mine)), 1)
        self.assertEqual(self._credit("exposure"), 220)
        scores._score(self.company)
        self.assertEqual(scores.search(mine).volume, 200)
        self._blocked(self._order(780.01, confirm=False))

    def test_of_two_open_reviews_one_stays(self):
        twin = self._new()
        reviews = self.env["collection.credit.review"].with_company(self.company)
        mine, other = reviews.create([{"partner_id": partner.id} for partner in (self.customer, twin)])
        self._merge(twin, self.customer)
        self.assertEqual((mine.state, other.state, other.partner_id), ("draft", "cancelled", self.customer))

    def test_the_score_of_the_only_one_who_has_one_is_kept(self):
        twin = self._new()
        self._invoice(100, partner=twin)
        scores = self.env["collection.credit.score"].sudo()
        scores._score(self.company)
        self._merge(twin, self.customer)
        self.assertEqual(scores.search([("partner_id", "=", self.customer.id)]).volume, 100)

    def test_who_is_left_keeps_his_limit(self):
        self._merge(self._new(credit_limit=5000), self.customer)
        self.assertEqual(self._credit("available_credit"), 1000)

    def test_who_is_left_without_a_limit_gets_the_others(self):
        twin = self._new()
        self.customer.with_company(self.company).write(
            {"collection_limit_increase": 200, "collection_limit_increase_end": self.today}
        )
        self._merge(self.customer, twin)
        self.assertEqual(self._credit("available_credit", twin), 1200)

    def test_who_is_left_keeps_his_rating_and_else_gets_the_others(self):
        good, bad = (self.env.ref(f"sales_collection.collection_rating_{name}") for name in "ae")
        rated, unrated, twin = (self._new(name).with_company(self.company) for name in ("Aster", "Iris", "Viola"))
        rated.collection_rating_id, twin.collection_rating_id = good, bad
        self._merge(twin, unrated)
        self.assertEqual(unrated.with_company(self.company).collection_rating_id, bad)
        self._merge(unrated, rated)
        self.assertEqual(rated.with_company(self.company).collection_rating_id, good)

    def test_a_stop_of_orders_is_not_merged_away(self):
        twin = self._new().with_company(self.company)
        twin.collection_credit_hold = True
        self.customer.with_company(self.company).collection_credit_hold = False
        self._merge(twin, self.customer)
        self.assertTrue(self.customer.with_company(self.company).collection_credit_hold)

    def test_what_was_approved_for_a_merged_customer_still_holds(self):
        twin = self._new(credit_limit=100)
        order = self._order(500, confirm=False, partner=twin)
        self.env["collection.credit.check"]._ask(order).with_user(self.max).action_approve()
        self.customer.with_company(self.company).credit_limit = 100
        self._merge(twin, self.customer)
        self.assertEqual((order.partner_id, order.collection_credit_state), (self.customer, "approved"))

    def test_the_subsidiaries_of_merged_parents_share_one_limit(self):
        mother, twin = self._new("Meadow", collection_group_limit=500), self._new("Meadow Ltd")
        one, two = self._new("North", parent_id=mother.id), self._new("South", parent_id=twin.id)
        self._order(300, partner=one)
        self._merge(twin, mother)
        self.assertEqual(self._credit("available_credit", two), 200)

    # -- companies

    def test_a_customer_of_two_companies_has_a_limit_rating_and_stop_in_each(self):
        other = self._other_company()
        here, there = self.customer.with_company(self.company), self.customer.with_company(other)
        here.collection_rating_id = self.env.ref("sales_collection.collection_rating_a")
        there.write({"credit_limit": 50, "collection_credit_hold": True})
        self.assertEqual((here.credit_limit, here.collection_credit_hold), (1000, False))
        self.assertFalse(there.collection_rating_id)
        self.assertEqual(self._order(900).state, "sale")
        self.assertRegex(self._order_in(other, 60).collection_credit_reason, "stopped")

    def test_orders_of_two_companies_in_one_call_are_each_judged_by_their_own(self):
        other = self._other_company()
        self.customer.with_company(other).credit_limit = 100
        orders = self._order_in(other, 101) | self._order_in(self.company, 900)
        self.assertEqual(orders.mapped("collection_credit_state"), ["blocked", "ok"])
        orders.action_confirm()
        self.assertEqual(orders.mapped("state"), ["draft", "sale"])
        self.assertEqual(orders[0].collection_credit_check_ids.company_id, other)

    def test_an_order_is_judged_by_its_company_wherever_the_user_is(self):
        other = self._other_company()
        self.customer.with_company(other).credit_limit = 100
        order = self._order_in(other, 101)
        self.assertEqual(order.with_company(self.company).collection_credit_state, "blocked")
        self._blocked(order.with_company(self.company))

    # -- amounts

    def test_a_credit_balance_makes_room(self):
        self._invoice(50, move_type="out_refund")
        self._blocked(self._order(1050.01, confirm=False))
        self.assertEqual(self._order(1050).state, "sale")

    def test_an_order_below_zero_needs_no_room(self):
        self._due_in(1000, 10)
        self.assertEqual(self._order(-20).state, "sale")

    def _without_rate(self, amount, **values):
        """Return a quotation in a currency that nobody has entered a rate for."""
        currency = self.env["res.currency"].sudo().create({"name": "XTS", "symbol": "x"})
        pricelist = self.env["product.pricelist"].create({"name": "Other", "currency_id": currency.id})
        return self._order(amount, confirm=False, pricelist_id=pricelist.id, **values)

    def test_an_order_in_a_currency_without_a_rate_fits_no_limit(self):
        order = self._without_rate(1)
        self.assertRegex(order.collection_credit_reason, "no exchange rate for XTS")
        self._blocked(order)

    def test_it_fits_as_soon_as_there_is_a_rate(self):
        order = self._without_rate(400)
        self.env["res.currency.rate"].create(
            {"currency_id": order.currency_id.id, "rate": 2, "name": "2020-01-01", "company_id": self.company.id}
        )
        order.invalidate_recordset()
        order.action_confirm()
        self.assertEqual((order.state, self._credit("exposure_ordered")), ("sale", 200))

    def test_it_is_no_matter_for_a_customer_without_a_limit(self):
        order = self._without_rate(400, partner=self._new())
        self.assertFalse(order.collection_credit_reason)

    def test_a_leader_does_not_decide_on_what_nobody_can_convert(self):
        self.policy.credit_leader_amount = 5000
        order = self._without_rate(400, team_id=self.team.id)
        check = self.env["collection.credit.check"]._ask(order)
        self.assertEqual(check.approver_id, self.max)
        with self.assertRaisesRegex(AccessError, "Ask a manager"):
            check.with_user(self.lea).action_approve()

    def test_a_confirmed_order_without_a_rate_counts_one_to_one(self):
        order = self._without_rate(400)
        order.with_user(self.max).action_confirm()
        self.assertEqual((order.state, self._credit("exposure_ordered")), ("sale", 400))
