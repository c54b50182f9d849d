from odoo import api, models

from . import collection_match_known_sql as known_sql


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "collection.credit.mixin", "collection.responsible.mixin"]

    _collection_number_idx = models.Index(known_sql.index("name", known_sql.NAMED))
    _collection_ref_idx = models.Index(known_sql.index("client_order_ref", known_sql.ORDERED))

    @api.depends("partner_id", "user_id", "company_id")
    def _compute_collection_user_id(self):
        """The customer's responsible, else the order's salesperson; settled once it is confirmed."""
        for order in self:
            if order.collection_user_id and order.state not in ("draft", "sent", False):
                continue
            order.collection_user_id = order._usual_responsible()

    def _usual_responsible(self):
        return self.partner_id._collection_user(self.company_id) or self.user_id

    @api.depends("collection_user_id", "user_id")
    def _compute_collection_involved(self):
        return super()._compute_collection_involved()

    def _concerned_now(self):
        return super()._concerned_now() | self.user_id

    def action_collection_claim(self):
        """Open a new receipt for the order: for its open invoices, or a deposit before there is one."""
        self.ensure_one()
        receivables = self.env["collection.receivable"].search(
            [("move_id", "in", self.invoice_ids.ids), ("residual", ">", 0)]
        )
        return self.env["collection.receipt"]._claim_action(
            self.partner_id, self.company_id, receivables=receivables, order=self
        )

    def write(self, vals):
        vals = self.env["res.users"]._write_responsible(self, vals)
        return not vals or super().write(vals)
