from odoo import fields, models


class CollectionIncentiveAnswer(models.TransientModel):
    """A manager answers an objection."""

    _name = "collection.incentive.answer"
    _description = "Objection Answer"

    objection_id = fields.Many2one("collection.incentive.objection", required=True, ondelete="cascade")
    name = fields.Char(related="objection_id.name", string="Line")
    text = fields.Text(related="objection_id.text", string="Objection Reason")
    accepted = fields.Selection(
        [("yes", "Accepted"), ("no", "Rejected")],
        string="Decision",
        required=True,
        help="Correct accepted objections in the invoice or ledger, then recompute the statement.",
    )
    answer = fields.Text(required=True, help="The answer is visible to the person.")

    def action_apply(self):
        """Answer; see ``collection.incentive.objection._answer``."""
        self.ensure_one()
        self.objection_id._answer(self.accepted == "yes", self.answer)
        return {"type": "ir.actions.act_window_close"}
