from odoo import fields, models


class CollectionIncentiveObject(models.TransientModel):
    """Somebody says what is wrong with a line of his statement."""

    _name = "collection.incentive.object"
    _description = "Objection to Incentive Line"

    line_id = fields.Many2one("collection.incentive.line", required=True, ondelete="cascade")
    formula = fields.Char(related="line_id.formula", string="Line Formula")
    text = fields.Text(
        string="Objection Reason", required=True, help="A manager must answer the objection before the payout."
    )

    def action_apply(self):
        """Object; see ``collection.incentive.objection._object``."""
        self.ensure_one()
        self.env["collection.incentive.objection"]._object(self.line_id, self.text)
        return {"type": "ir.actions.act_window_close"}
