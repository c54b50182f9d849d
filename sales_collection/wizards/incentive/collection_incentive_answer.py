from odoo import fields, models


class CollectionIncentiveAnswer(models.TransientModel):
    """A manager answers an objection."""

    _name = "collection.incentive.answer"
    _description = "Answer an Objection"

    objection_id = fields.Many2one("collection.incentive.objection", required=True, ondelete="cascade")
    name = fields.Char(related="objection_id.name", string="Line")
    text = fields.Text(related="objection_id.text", string="What Is Wrong")
    accepted = fields.Selection(
        [("yes", "Accepted"), ("no", "Refused")],
        string="Decision",
        required=True,
        help="What is accepted is put right in the invoice or the ledger; computing the statement again shows it.",
    )
    answer = fields.Text(required=True, help="The person reads this.")

    def action_apply(self):
        """Answer; see ``collection.incentive.objection._answer``."""
        self.ensure_one()
        self.objection_id._answer(self.accepted == "yes", self.answer)
        return {"type": "ir.actions.act_window_close"}
