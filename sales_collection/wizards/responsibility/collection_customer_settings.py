from odoo import api, fields, models


class CollectionCustomerSettings(models.TransientModel):
    """A manager says how a customer is collected from, also without a right to change contacts."""

    _name = "collection.customer.settings"
    _description = "Customer Collection Settings"

    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)
    policy_id = fields.Many2one(
        "collection.policy",
        domain="[('company_id', '=', company_id)]",
        help="Leave empty for the policy of the customer's tags or of the company.",
    )
    orders_stopped = fields.Boolean(
        help="New orders cannot be confirmed. A manual stop stays until it is lifted manually."
    )

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        customer = self.env["res.partner"].browse(self.env.context.get("active_id")).commercial_partner_id
        values.update(
            partner_id=customer.id,
            policy_id=customer.collection_policy_id.id,
            orders_stopped=customer.collection_credit_hold,
        )
        return values

    def action_apply(self):
        """Write the settings on the customer, in the company the form was opened in.

        :raises AccessError: if the user is no collection manager, or may not see the customer.
        """
        self.ensure_one()
        self.partner_id.with_company(self.company_id).write(
            {"collection_policy_id": self.policy_id.id, "collection_credit_hold": self.orders_stopped}
        )
        return {"type": "ir.actions.act_window_close"}
