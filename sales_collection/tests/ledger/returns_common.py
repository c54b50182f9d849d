from odoo import Command, fields

from ..incentive.incentive_common import IncentiveCommon


class ReturnsCommon(IncentiveCommon):
    """Invoices over a machine for 1,000 and a cable for 1,000, of which one may come back; machines earn 10 %."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.machines, cls.cables = cls.env["product.category"].create([{"name": "Machines"}, {"name": "Cables"}])
        cls.machine, cls.cable = cls.env["product.product"].create(
            [
                {"name": "Machine", "categ_id": cls.machines.id, "taxes_id": []},
                {"name": "Cable", "categ_id": cls.cables.id, "taxes_id": []},
            ]
        )

    @classmethod
    def _machine_plan(cls, **values):
        return cls._plan(cls._rate(10, categ_ids=[Command.set(cls.machines.ids)]), users=[cls.amy], **values)

    @classmethod
    def _sold(cls, lines=None, date="2026-01-01", **values):
        """Return the invoice of a machine and a cable, or of these lines: product, price and taxes of each."""
        return cls._invoice(0, date=date, invoice_line_ids=cls._lines(lines or cls._both()), **values)

    @classmethod
    def _both(cls, tax=None):
        """Return machine and cable for 1,000 each, the machine with this tax."""
        return [(cls.machine, 1000, tax), (cls.cable, 1000, None)]

    @classmethod
    def _lines(cls, lines):
        return [
            Command.create(
                {
                    "product_id": product.id if product else False,
                    "name": product.name if product else "As agreed",
                    "price_unit": price,
                    "tax_ids": [Command.set(tax.ids if tax else [])],
                }
            )
            for product, price, tax in lines
        ]

    @classmethod
    def _returned(cls, invoice, lines, date="2026-01-10", match=None, **values):
        """Return the credit note for these lines, taken off the invoice, or off another one."""
        note = cls._invoice(
            0,
            date=date,
            move_type="out_refund",
            reversed_entry_id=invoice.id,
            currency_id=invoice.currency_id.id,
            invoice_line_ids=cls._lines(lines),
            **values,
        )
        target = invoice if match is None else match
        if target:
            (cls._receivable(target) | cls._receivable(note)).filtered(lambda item: not item.reconciled).reconcile()
        cls.env.flush_all()
        return note

    def _paid_for(self, moves, field="untaxed_amount:sum", kinds=("cash",)):
        """Return by product what was collected of these documents, zeros left out."""
        self.env.flush_all()
        self.env.invalidate_all()
        groups = self.env["collection.report"]._read_group(
            [("move_id", "in", moves.ids), ("kind", "in", kinds)], ["product_id"], [field]
        )
        return {product.name: amount for product, amount in groups if not self.currency.is_zero(amount)}

    def _earned(self, plan, until="2026-12-31"):
        """Return by month of 2026 what the statements of Amy come to, computed on a day."""
        self._compute(plan, until)
        statements = self.env["collection.incentive"].search([("plan_id", "=", plan.id)], order="date_from")
        return {one.date_from.month: one.amount_total for one in statements if one.amount_total}

    def assertUntaxed(self, move, expected):
        """Check that the untaxed part of what was collected of an invoice is as expected, to the cent."""
        untaxed = sum(self._entries(move).filtered(lambda entry: entry.kind == "cash").mapped("untaxed_amount"))
        self.assertAlmostEqual(untaxed, expected, 2, fields.Date.to_string(move.date))
