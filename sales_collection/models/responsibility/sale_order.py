from odoo import api, models

from ..base import compared_sql


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "collection.responsible.mixin"]

    _collection_number_idx = models.Index(compared_sql.number_index("name", compared_sql.NAMED))
    _collection_ref_idx = models.Index(compared_sql.number_index("client_order_ref", compared_sql.ORDERED))

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

    # -- CRUD; each step is with its topic (sale_order_schedule.py, sale_order_credit.py) ------------

    @api.model_create_multi
    def create(self, vals_list):
        """Make orders, plan their money, open reviews of new customers, and let through what is confirmed already.

        Who may approve schedules is seen first. The gate of credit comes last: it judges the order with all that
        belongs to it.
        """
        self._check_created_schedules(vals_list)
        orders = super().create(vals_list)
        orders._propose_created_schedules()
        orders._collection_open_first_reviews()
        orders._collection_credit_pass_created()
        return orders

    def write(self, vals):
        """Write the responsible, by a right of its own, then the other values; plan the money, and ask the gate.

        Who may write the state of a schedule is seen first. The gate of credit comes last, so that nothing written
        along is overlooked; what it compares with is kept before anything is written.
        """
        before = self._collection_credit_before(vals)
        self._check_written_schedules(vals)
        others = self.env["res.users"]._write_responsible(self, vals)
        result = not others or super().write(others)
        self._propose_written_schedules(vals)
        self._collection_credit_after(vals, before)
        return result

    # -- actions -----------------------------------------------------------------------------------

    def action_collection_claim(self):
        """Open a new receipt for the order: for its open invoices, or a deposit before there is one."""
        self.ensure_one()
        receivables = self.env["collection.receivable"].search(
            [("move_id", "in", self.invoice_ids.ids), ("residual", ">", 0)]
        )
        return self.env["collection.receipt"]._claim_action(
            self.partner_id, self.company_id, receivables=receivables, order=self
        )
