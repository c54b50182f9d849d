from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..credit.test_credit_exposure import CreditCommon

#: beside agreements, these leave out what is is computed instead of refusing it
_LEAVING_OUT = ("collection.reconcile", "collection.target")
_SAMPLES = {"boolean": True, "char": "X", "date": "2026-01-01", "datetime": "2026-01-01 08:00:00", "text": "X"}


@tagged("post_install", "-at_install")
class TestComputedFigures(CreditCommon):
    """What the program works out is is computed, whoever writes something else into it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # sudo: all that a salesperson may be in Odoo, so that what she is refused is refused by the addon
        cls.amy.sudo().group_ids = [Command.link(cls.env.ref("sales_team.group_sale_manager").id)]
        cls.order = cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "company_id": cls.company.id,
                "user_id": cls.amy.id,
                "order_line": [Command.create({"product_id": cls.service.id, "price_unit": 900})],
            }
        )
        cls.order.action_confirm()

    def test_a_line_does_not_call_itself_invoiced(self):
        line = self.order.order_line.with_user(self.amy)
        for vals in (
            {"qty_invoiced": 1},
            {"invoice_status": "invoiced"},
            {"untaxed_amount_invoiced": 900},
            {"qty_to_invoice": 0, "untaxed_amount_to_invoice": 0},
            {"price_total": 0, "price_subtotal": 0},
        ):
            with self.subTest(vals), self.assertRaises(UserError):
                line.write(vals)
            with self.subTest(vals), self.assertRaises(UserError):
                self.order.with_user(self.amy).write({"order_line": [Command.update(line.id, vals)]})
        self.assertEqual(self._credit("exposure_ordered"), 900)

    def test_a_line_is_not_created_invoiced(self):
        with self.assertRaises(UserError):
            self.env["sale.order.line"].with_user(self.amy).create(
                {"order_id": self.order.id, "product_id": self.service.id, "price_unit": 50, "qty_invoiced": 1}
            )

    def test_what_an_addon_passes_on_as_it_has_read_it_changes_nothing(self):
        line = self.order.order_line.with_user(self.amy)
        line.write({"name": "Advice", "qty_invoiced": line.qty_invoiced, "price_subtotal": line.price_subtotal})
        self.assertEqual((line.name, line.price_subtotal), ("Advice", 900))

    def test_an_addon_writes_the_tax_that_somebody_else_computes(self):
        order = self.order.with_user(self.amy)
        order.order_line.write({"price_tax": 90, "price_total": 990})
        order.write({"amount_tax": 90, "amount_total": 990})
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual((order.amount_tax, order.amount_total, order.order_line.price_total), (90, 990, 990))

    def test_a_total_is_not_less_than_what_the_prices_come_to(self):
        order = self.order.with_user(self.amy)
        with self.assertRaisesRegex(UserError, "less than the sum of its prices"), self.env.cr.savepoint():
            order.write({"amount_total": 1})
        with self.assertRaisesRegex(UserError, "less than the sum of its prices"), self.env.cr.savepoint():
            order.order_line.write({"price_total": 1})

    def test_the_leader_of_an_order_keeps_sight_of_it(self):
        team = self.order.collection_team_id
        other = self.env["crm.team"].create({"name": "Elsewhere"})
        with self.assertRaisesRegex(UserError, "is computed"):
            self.order.with_user(self.amy).collection_team_id = other
        self.assertEqual(self.order.collection_team_id, team)

    def test_the_leader_of_a_receipt_keeps_sight_of_it(self):
        receipts = self.env["collection.receipt"].with_user(self.amy)
        other = self.env["crm.team"].create({"name": "Elsewhere"})
        vals = {
            "partner_id": self.customer.id,
            "amount": 100,
            "method_id": self.env.ref("sales_collection.collection_receipt_method_bank").id,
        }
        receipt = receipts.create(vals)
        with self.assertRaisesRegex(UserError, "is computed"):
            receipt.team_id = other
        with self.assertRaisesRegex(UserError, "is computed"):
            receipts.create({**vals, "team_id": other.id})

    def test_no_model_of_ours_takes_a_figure(self):
        tried = 0
        for model in self.env.registry.values():
            if not model._name.startswith("collection.") or model._abstract or model._transient or not model._auto:
                continue
            if hasattr(model, "_entered") or model._name in _LEAVING_OUT:
                continue
            for user in (self.amy, self.max):
                records = self.env[model._name].with_user(user)
                for name in sorted(records._collection_figures()):
                    field = model._fields[name]
                    sample = _SAMPLES.get(field.type, 1)
                    if field.type == "selection":
                        sample = field.get_values(self.env)[0]
                    with (
                        self.subTest(model=model._name, field=name, user=user.login),
                        self.assertRaises(UserError),
                    ):
                        records.create({name: sample})
                    tried += 1
        self.assertGreater(tried, 40)
