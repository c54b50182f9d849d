from datetime import timedelta

from odoo import fields

from ..common import CollectionCommon


class ScheduleCommon(CollectionCommon):
    """Orders of 1,000 that Amy answers for: 300 down, 700 thirty days after the invoice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = cls.company._collection_today()
        cls.term = cls.env["account.payment.term"].create(
            {
                "name": "30 % at once, 70 % after 30 days",
                "line_ids": [
                    fields.Command.create({"value": "percent", "value_amount": 30, "nb_days": 0}),
                    fields.Command.create({"value": "percent", "value_amount": 70, "nb_days": 30}),
                ],
            }
        )

    @classmethod
    def _day(cls, days):
        """Return the day that many days from today; negative for the past."""
        return cls.today + timedelta(days=days)

    @classmethod
    def _order(cls, amount=1000, confirm=True, user=None, term=None, **values):
        """Return an order of one line, ``user`` its salesperson and collection responsible."""
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "user_id": (user or cls.amy).id,
                "payment_term_id": term.id if term else False,
                "order_line": [
                    fields.Command.create(
                        {"product_id": cls.service.id, "price_unit": amount, "tax_ids": [fields.Command.clear()]}
                    )
                ],
                **values,
            }
        )
        if confirm:
            order.action_confirm()
        return order

    @classmethod
    def _plan(cls, order, *lines):
        """Give the order these lines: (amount, days from today) each on a fixed date."""
        order.collection_schedule_line_ids.unlink()
        return cls.env["collection.schedule.line"].create(
            [
                {
                    "order_id": order.id,
                    "name": f"Part {number}",
                    "sequence": number,
                    "milestone": "date",
                    "date_planned": cls._day(days),
                    "amount": amount,
                }
                for number, (amount, days) in enumerate(lines, 1)
            ]
        )

    @classmethod
    def _invoice_order(cls, orders, date=None, **values):
        """Invoice what there is to invoice of the orders, together where possible, and post it."""
        invoices = orders._create_invoices(final=True)
        invoices.write({"invoice_date": date or cls.today, "invoice_payment_term_id": False, **values})
        invoices.action_post()
        return invoices

    @classmethod
    def _down_payment(cls, order, date=None, **values):
        """Make and post a down payment invoice: ``amount`` percent, or ``fixed_amount``."""
        method = "fixed" if "fixed_amount" in values else "percentage"
        wizard = cls.env["sale.advance.payment.inv"].create(
            {"sale_order_ids": [fields.Command.set(order.ids)], "advance_payment_method": method, **values}
        )
        invoice = wizard._create_invoices(order)
        invoice.write({"invoice_date": date or cls.today, "invoice_payment_term_id": False})
        invoice.action_post()
        return invoice

    @classmethod
    def _lines(cls, order):
        cls.env.invalidate_all()
        return order.collection_schedule_line_ids.sorted(lambda line: (line.date_planned, line.sequence, line.id))

    def assertLines(self, order, name, expected):
        """Check one figure of the schedule's lines, oldest first."""
        self.assertEqual(self._lines(order).mapped(name), expected, name)

    def assertMoney(self, order, **expected):
        """Check figures of the order, and that the lines of its schedule add up to them."""
        self.env.flush_all()
        self.env.invalidate_all()
        money = {name: order[f"collection_amount_{name}"] for name in expected}
        self.assertEqual(money, expected)
        for name in ("invoiced", "claimed", "collected", "banked"):
            total = sum(order.collection_schedule_line_ids.mapped(name))
            if order.collection_schedule_line_ids:
                self.assertAlmostEqual(total, order[f"collection_amount_{name}"], 2, name)
