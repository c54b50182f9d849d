from odoo import fields, models


class CollectionReceipt(models.Model):
    """Who rejected or cancelled a claim, and when: an audit asks for it."""

    _inherit = "collection.receipt"

    ended_by_id = fields.Many2one("res.users", string="Rejected or Cancelled by", readonly=True, copy=False)
    ended_date = fields.Datetime(string="Rejected or Cancelled on", readonly=True, copy=False)

    def _set_state(self, state, **values):
        if state in ("rejected", "cancelled"):
            values = {"ended_by_id": self.env.uid, "ended_date": fields.Datetime.now(), **values}
        return super()._set_state(state, **values)
