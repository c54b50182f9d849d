from odoo import api, models

#: what may raise the total of a confirmed order
_RAISING = {
    "discount",
    "extra_tax_data",
    "is_downpayment",
    "order_id",
    "price_unit",
    "product_id",
    "product_uom_id",
    "product_uom_qty",
    "tax_ids",
}


class SaleOrderLine(models.Model):
    """A confirmed order that grows passes the same gate as a new one."""

    _inherit = "sale.order.line"
    _collection_judged = frozenset(("invoice_lines",))

    @api.model_create_multi
    def create(self, vals_list):
        defaulted = self._collection_defaulted(vals_list, ["order_id"])
        vals_list = [self._collection_without_invoices(vals) for vals in defaulted]
        orders = self.env["sale.order"].browse({vals["order_id"] for vals in vals_list if vals.get("order_id")})
        totals = orders._collection_credit_totals()
        lines = super().create(vals_list)
        orders._collection_credit_raised(totals)
        return lines

    def write(self, vals):
        vals = self._collection_without_invoices(vals)
        if not _RAISING & vals.keys():
            return super().write(vals)
        orders = self.order_id | self.env["sale.order"].browse(vals.get("order_id"))
        totals = orders._collection_credit_totals()
        result = super().write(vals)
        orders._collection_credit_raised(totals)
        return result

    def _collection_without_invoices(self, vals):
        """Return the values without invoice lines, unless the user invoices: what is invoiced lowers the exposure."""
        if self.env.su or "invoice_lines" not in vals or self.env.user.has_group("account.group_account_invoice"):
            return vals
        return {name: value for name, value in vals.items() if name != "invoice_lines"}
