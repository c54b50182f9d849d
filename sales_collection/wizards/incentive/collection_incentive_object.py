from odoo import fields, models


class CollectionIncentiveObject(models.TransientModel):
    """Somebody says what is wrong with a line of his statement."""

    _name = "collection.incentive.object"
    _description = "Object to a Line"

    line_id = fields.Many2one("collection.incentive.line", required=True, ondelete="cascade")
    formula = fields.Char(related="line_id.formula", string="The Line Says")
    text = fields.Text(string="What Is Wrong", required=True, help="A manager answers it before anything is paid.")

    def action_apply(self):
        """Object; see ``collection.incentive.objection._object``."""
        self.ensure_one()
        self.env["collection.incentive.objection"]._object(self.line_id, self.text)
        return {"type": "ir.actions.act_window_close"}
