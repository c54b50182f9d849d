from datetime import timedelta
from decimal import Decimal
from random import Random

from psycopg2.errors import CheckViolation

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...engine.credit.scoring import Item, figures_of
from ...models.credit.collection_credit_score_sql import figures_sql
from .test_credit_exposure import CreditCommon


@tagged("post_install", "-at_install")
class TestCreditScore(CreditCommon):
    """How Bluebell has paid makes its score, and the score the rating that is proposed."""

    def _day(self, ago):
        return self.today - timedelta(days=ago)

    def _history(self, *items, partner=None):
        """Make an invoice for each (amount, due so many days ago, paid so many days late or None)."""
        for amount, ago, late in items:
            invoice = self._invoice(amount, date=self._day(ago), due=self._day(ago), partner=partner)
            if late is not None:
                self._pay(invoice, date=self._day(ago - late))

    def _score(self, company=None):
        self.env["collection.credit.score"].sudo()._score(company or self.company)
        return (
            self.env["collection.credit.score"]
            .sudo()
            .search([("partner_id", "=", self.customer.id), ("company_id", "=", self.company.id)])
        )

    def _seen(self, name, user=None):
        self.customer.invalidate_recordset()
        return self.customer.with_user(user or self.amy).with_company(self.company)[name]

    # -- the figures

    def test_the_statement_and_the_engine_say_the_same(self):
        chance = Random(7)
        history = [
            (chance.randint(1, 400), chance.randint(0, 700), chance.choice([None, -5, 0, 1, 8, 30, 95]))
            for _number in range(25)
        ]
        # nothing is paid after today
        history = [(amount, ago, late if late is None or late <= ago else None) for amount, ago, late in history]
        self._history(*history)
        self.env.flush_all()
        [row] = self.env.execute_query_dict(figures_sql(self.env, self.company, self.customer.ids))
        items = [
            Item(self._day(ago), None if late is None else self._day(ago - late), Decimal(amount))
            for amount, ago, late in history
        ]
        figures = figures_of(items, self.today)
        for name in ("items", "worst_days", "average_days", "on_time", "recent_days", "earlier_days", "months"):
            with self.subTest(name):
                wanted = getattr(figures, name)
                if wanted is None:
                    self.assertIsNone(row[name])
                else:
                    self.assertAlmostEqual(row[name], wanted, places=6)

    def test_a_payment_in_parts_counts_by_its_parts(self):
        invoice = self._invoice(100, date=self._day(50), due=self._day(50))
        self._pay(invoice, 60, date=self._day(50))
        self._pay(invoice, 40, date=self._day(40))
        row = self._score()
        self.assertEqual((row.items, row.on_time, row.average_days), (2, 0.6, 4))

    def test_a_payment_undone_does_not_count_as_paid(self):
        invoice = self._invoice(100, date=self._day(50), due=self._day(50))
        payment = self._pay(invoice, date=self._day(50))
        payment.action_draft()
        payment.action_cancel()
        row = self._score()
        self.assertEqual((row.items, row.on_time, row.average_days, row.bounced_payments), (1, 0, 50, 1))

    def test_sales_per_month_are_untaxed_and_less_credit_notes(self):
        self._history((1200, 61, 0))
        self.assertAlmostEqual(self._score().monthly_sales, 1200 * 30.4375 / 61, places=2)

    # -- the score

    def test_who_pays_on_time_has_a_good_score(self):
        self._history((100, 300, 0), (100, 200, 0), (100, 100, 0))
        row = self._score()
        self.assertTrue(row.rated)
        self.assertGreater(row.value, 90)

    def test_too_few_items_make_no_score(self):
        self._history((100, 200, 0), (100, 100, 0))
        row = self._score()
        self.assertFalse(row.rated)
        self.assertIn("only 2 items", row.words)

    def test_the_policy_says_how_many_items_are_enough(self):
        self.company.collection_policy_id.credit_minimum_items = 2
        self._history((100, 200, 0), (100, 100, 0))
        self.assertTrue(self._score().rated)

    def test_the_policy_says_what_counts(self):
        self._history((100, 300, 30), (100, 200, 30), (100, 100, 30))
        weights = self.company.collection_policy_id.credit_weight_ids
        weights.filtered(lambda line: line.part != "average").unlink()
        self.assertEqual(self._score().value, 50)

    def test_an_external_report_counts_while_it_is_valid(self):
        self._history((100, 300, 30), (100, 200, 30), (100, 100, 30))
        before = self._score().value
        report = self.env["collection.credit.report"].create(
            {
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "agency": "Bureau",
                "grade": "AAA",
                "points": 100,
                "date": self._day(20),
                "valid_until": self.today,
            }
        )
        self.assertGreater(self._score().value, before)
        report.valid_until = self._day(1)
        self.assertEqual(self._score().value, before)

    def test_scoring_again_changes_nothing(self):
        self._history((100, 300, 3), (100, 200, 0), (100, 100, 20))
        first = self._score().read()[0]
        self.assertEqual(self._score().read()[0], first)

    def test_the_form_says_why(self):
        self._history((60, 300, 0), (20, 200, 10), (20, 100, 20))
        self._score()
        self.assertRegex(
            self._seen("collection_credit_words"), r"Pays 6 days late on average; 60 % of .*100.00 on time"
        )
        self.assertTrue(self._seen("collection_days_late_graph"))

    def test_a_payment_undone_is_not_drawn(self):
        invoice = self._invoice(100, date=self._day(50), due=self._day(50))
        payment = self._pay(invoice, date=self._day(20))
        self.assertIn("30.0", self._seen("collection_days_late_graph"))
        payment.action_draft()
        payment.action_cancel()
        self.assertFalse(self._seen("collection_days_late_graph"))

    def test_a_contact_shows_the_score_of_its_company(self):
        self._history((100, 300, 0), (100, 200, 0), (100, 100, 0))
        self._score()
        contact = self.env["res.partner"].create({"name": "Bill", "parent_id": self.customer.id})
        self.assertEqual(contact.collection_credit_score, self._seen("collection_credit_score"))

    # -- the rating

    def test_the_score_proposes_a_rating(self):
        self._history((100, 300, 0), (100, 200, 0), (100, 100, 0))
        self._score()
        self.assertEqual(self._seen("collection_rating_proposed_id").name, "A")
        self.assertFalse(self._seen("collection_rating_id"))

    def test_the_limit_follows_from_sales_up_to_a_cap(self):
        rating = self.env["collection.rating"].new({"limit_months": 2, "limit_cap": 900})
        self.assertEqual(rating._proposed_limit(300, self.company), 600)
        self.assertEqual(rating._proposed_limit(500, self.company), 900)
        self.assertEqual(rating._proposed_limit(-5, self.company), 0)

    def test_the_policy_of_a_rating_comes_between_customer_and_tag(self):
        policies = self.env["collection.policy"]
        named, rated, tagged_policy = policies.create(
            [{"name": name, "company_id": self.company.id, "state": "live"} for name in ("Named", "Rated", "Tagged")]
        )
        tag = self.env["res.partner.category"].create({"name": "Retail"})
        tagged_policy.category_ids = tag
        rating = self.env["collection.rating"].create({"name": "Z", "score_from": 1})
        rating.with_company(self.company).policy_id = rated
        customer = self.customer.with_company(self.company)
        customer.write({"category_id": [Command.link(tag.id)], "collection_rating_id": rating.id})
        for policy in (rated, named, tagged_policy):
            if policy == named:
                customer.collection_policy_id = named
            elif policy == tagged_policy:
                customer.write({"collection_policy_id": False, "collection_rating_id": False})
            self.env.flush_all()
            rows = dict(self.env.execute_query(policies._of_customers_sql(self.company)))
            with self.subTest(policy.name):
                self.assertEqual(policies._of_customer(customer, self.company)[0], policy)
                self.assertEqual(rows[customer.id], policy.id)

    # -- at the gate

    def test_a_customer_without_a_rating_may_be_blocked(self):
        self.company.collection_policy_id.credit_rule_unrated = "block"
        order = self._order(10, confirm=False)
        with self.assertRaisesRegex(UserError, "no credit rating yet"):
            order.action_confirm()
        self.customer.with_company(self.company).collection_rating_id = self.env.ref(
            "sales_collection.collection_rating_a"
        )
        self.assertEqual(order.collection_credit_state, "ok")

    def test_a_payment_term_longer_than_the_rating_allows_may_be_blocked(self):
        self.company.collection_policy_id.credit_rule_term = "block"
        month, quarter = self.env["account.payment.term"].create(
            [{"name": name, "line_ids": [Command.create({"nb_days": days})]} for name, days in (("30", 30), ("90", 90))]
        )
        rating = self.env["collection.rating"].create({"name": "Z", "score_from": 1})
        rating.with_company(self.company).payment_term_id = month
        self.customer.with_company(self.company).collection_rating_id = rating
        order = self._order(10, confirm=False, payment_term_id=quarter.id)
        self.assertEqual(order.collection_credit_state, "blocked")
        order.payment_term_id = month
        self.assertEqual(order.collection_credit_state, "ok")

    # -- who may

    def test_a_salesperson_changes_no_rating(self):
        # sudo: she may edit contacts, so that what she is refused is refused by the addon
        self.amy.sudo().group_ids = [Command.link(self.env.ref("base.group_partner_manager").id)]
        mine = self.customer.with_user(self.amy).with_company(self.company)
        rating = self.env.ref("sales_collection.collection_rating_a")
        with self.assertRaises(AccessError):
            mine.collection_rating_id = rating
        with self.assertRaises(AccessError):
            rating.with_user(self.amy).score_from = 1
        with self.assertRaises(AccessError):
            self.env["collection.credit.score"].with_user(self.amy).search([])

    def test_finance_enters_reports_and_nobody_enters_scores(self):
        with self.assertRaises(AccessError):
            self.env["collection.credit.score"].with_user(self.max).create(
                {"partner_id": self.customer.id, "company_id": self.company.id, "date": self.today}
            )
        with self.assertRaises(AccessError):
            self.env["collection.credit.report"].with_user(self.amy).search([])

    def test_numbers_of_a_rating_are_sensible(self):
        for values in ({"score_from": 101}, {"limit_months": -1}, {"loss_percent": 200}):
            with self.subTest(values), mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
                self.env["collection.rating"].create({"name": "Z", "score_from": 1, **values})
                self.env.flush_all()
