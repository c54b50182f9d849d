from odoo import api, fields, models
from odoo.exceptions import UserError


class CollectionResponsible(models.TransientModel):
    """A leader names who answers for the chosen orders, invoices, receivables or customers."""

    _name = "collection.responsible"
    _description = "Change Collection Responsible"

    user_id = fields.Many2one(
        "res.users", string="Collection Responsible", required=True, domain="[('share', '=', False)]"
    )
    res_model = fields.Char(required=True, readonly=True)
    count = fields.Integer(string="Documents", compute="_compute_count")

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        values["res_model"] = self.env.context.get("active_model")
        return values

    @api.depends("res_model")
    @api.depends_context("active_ids")
    def _compute_count(self):
        self.count = len(self.env.context.get("active_ids", []))

    def action_apply(self):
        """Write the responsible on the chosen records; each keeps the change in its chatter.

        :raise AccessError: if the user is no leader, or may not see one of the records.
        :raise UserError: if nothing that has a responsible was chosen.
        """
        self.ensure_one()
        self.env["res.users"]._check_may_name_responsible()
        records = self._chosen()
        records.check_access("read")
        if records._name == "collection.receivable":
            records._name_responsible(self.user_id)
        else:
            records.write({"collection_user_id": self.user_id.id})
        return {"type": "ir.actions.act_window_close"}

    def _chosen(self):
        models = ("sale.order", "account.move", "collection.receivable", "res.partner")
        ids = self.env.context.get("active_ids")
        if self.res_model not in models or not ids:
            raise UserError(self.env._("Select orders, invoices, receivables or customers in their list first."))
        return self.env[self.res_model].browse(ids)
