from datetime import timedelta
from unittest.mock import patch

from lxml import etree

from odoo.tests import tagged

from ..credit.test_credit_exposure import CreditCommon

#: fields of lists that cannot be filtered by, and why
WORDS = {
    # sentences that are made of a row's numbers when somebody reads them: the numbers can be filtered by
    ("collection.finding", "text"),
    ("collection.incentive.line", "formula"),
    ("collection.match", "reasons"),
}
#: what is asked of a field of each kind; a name to look for, a day or a number
ASKED = {
    "boolean": [("=", True), ("!=", True)],
    "char": [("ilike", "x"), ("=", False)],
    "date": [(">", "2026-01-31"), ("=", False)],
    "datetime": [(">", "2026-01-31"), ("=", False)],
    "float": [(">", 1), ("<=", 1), ("=", 0), ("!=", 0)],
    "integer": [(">", 1), ("<=", 1), ("=", 0), ("!=", 0)],
    "many2many": [("!=", False)],
    "many2one": [("!=", False), ("ilike", "x")],
    "many2one_reference": [("!=", 0)],
    "monetary": [(">", 1), ("<=", 1), ("=", 0), ("!=", 0)],
    "one2many": [("!=", False)],
    "selection": [("!=", False), ("=", False)],
    "text": [("ilike", "x")],
}
GROUPED = ("boolean", "date", "datetime", "many2one", "selection")


@tagged("post_install", "-at_install")
class TestListsSearchable(CreditCommon):
    """Whoever sees a column of ours can filter by it, and group where that sorts records into kinds.

    Lists within a form are short and of one document: they have no search.
    """

    def _columns(self):
        """Return the (model, field name) of all columns of our lists, and of ours in Odoo's own."""
        data = self.env["ir.model.data"].search([("module", "=", "sales_collection"), ("model", "=", "ir.ui.view")])
        views = self.env["ir.ui.view"].browse(data.mapped("res_id")).filtered(lambda view: view.type == "list")
        return sorted(
            {
                (view.model, node.get("name"))
                for view in views
                for node in etree.fromstring(view.arch).iter("field")
                if node.get("column_invisible") not in ("1", "True")
                and not node.get("position")
                and not self.env[view.model]._transient
            }
            - WORDS
        )

    def test_every_column_can_be_filtered_by(self):
        columns = self._columns()
        self.assertIn(("sale.order", "collection_credit_state"), columns)
        for model, name in columns:
            for operator, value in ASKED[self.env[model]._fields[name].type]:
                with self.subTest(f"{model}.{name} {operator} {value}"):
                    self.env[model].with_user(self.max).search([(name, operator, value)], limit=1)

    def test_every_column_that_sorts_records_into_kinds_can_be_grouped_by(self):
        for model, name in self._columns():
            kind = self.env[model]._fields[name].type
            if kind in GROUPED:
                with self.subTest(f"{model}.{name}"):
                    spec = f"{name}:month" if kind in ("date", "datetime") else name
                    self.env[model].with_user(self.max)._read_group([], [spec], ["__count"])

    def test_opening_a_list_works_out_nothing_just_to_say_what_can_be_grouped(self):
        self._order(10, confirm=False)
        self.env["collection.target"].create({"user_id": self.amy.id, "amount": 50, "date_from": self.today})
        for model, method in (("sale.order", "_collection_credit_judge"), ("collection.target", "_compute_attained")):
            with patch.object(self.env.registry[model], method, side_effect=AssertionError(method)):
                described = self.env[model].fields_get()
                self.assertTrue(
                    described["collection_credit_state" if model == "sale.order" else "status"]["groupable"]
                )

    # -- what is found is right -----------------------------------------------------------------------

    def assertFinds(self, records, name, operator, value, expected):
        """Check which of the records are found, and that the others are by the opposite."""
        self.env.flush_all()
        self.env.invalidate_all()
        records = records.with_user(self.max).with_company(self.company)
        inverse = {">": "<=", "<": ">=", ">=": "<", "<=": ">", "=": "!="}[operator]
        among = [("id", "in", records.ids)]
        self.assertEqual(records.search([*among, (name, operator, value)]), expected.with_user(self.max), name)
        rest = records.search([*among, (name, inverse, value)])
        self.assertEqual(rest, (records - expected).with_user(self.max), f"not {name}")

    def test_orders_by_what_speaks_against_them(self):
        small, large = self._order(10, confirm=False), self._order(5000, confirm=False)
        done = self._order(20)
        orders = (small | large | done).sorted("id", reverse=True)
        states = {order: order.collection_credit_state for order in orders}
        for state in ("ok", "warning", "blocked", "approved"):
            expected = orders.filtered(lambda order, state=state: states[order] == state)
            self.assertEqual(
                self.env["sale.order"].search([("id", "in", orders.ids), ("collection_credit_state", "=", state)]),
                expected,
                state,
            )
        groups = self.env["sale.order"]._read_group(
            [("id", "in", orders.ids)], ["collection_credit_state"], ["id:recordset"]
        )
        self.assertEqual(
            {state: set(found) for state, found in groups},
            {state: {order for order in orders if states[order] == state} for state in set(states.values())},
        )

    def test_orders_by_their_money(self):
        paid, open_one = self._order(100), self._order(200)
        for order in paid | open_one:
            order._create_invoices().action_post()
        self._pay(paid.invoice_ids, 25)
        orders = paid | open_one
        self.assertFinds(orders, "collection_amount_open", ">", 100, open_one)
        self.assertFinds(orders, "collection_amount_collected", "=", 25, paid)
        self.assertFinds(orders, "collection_progress", ">=", 25, paid)

    def test_customers_by_the_parts_of_their_exposure(self):
        other = self.env["res.partner"].create({"name": "Poppy Ltd", "is_company": True})
        nobody = self.env["res.partner"].create({"name": "Nobody", "is_company": True})
        self._invoice(100)
        self._due_in(200, 5, partner=other)
        customers = self.customer | other | nobody
        self.assertFinds(customers, "collection_exposure_overdue", ">", 0, self.customer)
        self.assertFinds(customers, "collection_exposure_not_due", "=", 200, other)
        self.assertFinds(customers, "collection_exposure_not_due", "=", 0, self.customer | nobody)
        self.assertFinds(customers, "collection_credit_limit", "=", 1000, self.customer)

    def test_the_schedule_by_what_became_of_it(self):
        late, ahead = self._order(100), self._order(200)
        lines = (late | ahead).collection_schedule_line_ids
        lines.milestone = "date"
        first, second = late.collection_schedule_line_ids, ahead.collection_schedule_line_ids
        first.date_planned, second.date_planned = self.today - timedelta(days=3), self.today + timedelta(days=3)
        self.assertFinds(lines, "state", "=", "overdue", first)
        self.assertFinds(lines, "date_due", "<", str(self.today), first)
        self.assertFinds(lines, "open", ">", 150, second)

    def test_targets_by_their_status(self):
        targets = self.env["collection.target"].with_user(self.lea).with_company(self.company)
        low, high = targets.create(
            [{"user_id": user.id, "amount": 50, "date_from": self.today} for user in (self.amy, self.ben)]
        )
        self._pay(self._invoice(60), date=self.today)
        both = low | high
        self.assertFinds(both, "status", "=", "reached", low)
        self.assertFinds(both, "missing", ">", 0, high)
        groups = self.env["collection.target"]._read_group([("id", "in", both.ids)], ["status"], ["__count"])
        self.assertIn(("reached", 1), groups)
