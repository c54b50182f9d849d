from odoo import api, fields, models
from odoo.exceptions import UserError

from .collection_incentive_plan import FIXED


class CollectionIncentiveShare(models.Model):
    """Somebody's share in the money of an invoice that several people have earned."""

    _name = "collection.incentive.share"
    _description = "Share in the Incentive of an Invoice"
    _order = "move_id, id"
    _rec_name = "user_id"

    move_id = fields.Many2one("account.move", string="Invoice", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="move_id.company_id", store=True)
    user_id = fields.Many2one("res.users", string="Person", required=True, domain="[('share', '=', False)]")
    percent = fields.Float(string="Share (%)", digits=(16, 4), required=True)

    _sensible = models.Constraint("CHECK (percent > 0 AND percent <= 100)", "A share lies between 0 and 100 %.")
    _one_each = models.UniqueIndex("(move_id, user_id)", "Somebody is named twice among the shares of an invoice.")

    @api.model_create_multi
    def create(self, vals_list):
        shares = super().create(vals_list)
        shares._check_open()
        return shares

    def write(self, vals):
        self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_open(self):
        self._check_open()

    def _check_open(self):
        """See that no money of these invoices is in a confirmed statement, which counts on the shares."""
        # sudo: whether it is counted is asked, not for whom
        counted = (
            self.env["collection.incentive.source"]
            .sudo()
            .search(
                [
                    ("incentive_id.state", "in", FIXED),
                    "|",
                    ("entry_id.move_id", "in", self.move_id.ids),
                    ("entry_id.move_id.reversed_entry_id", "in", self.move_id.ids),
                ],
                limit=1,
            )
        )
        if counted:
            raise UserError(
                self.env._(
                    "Money of %s is in a confirmed statement, so the shares stay as they are.",
                    counted.entry_id.document,
                )
            )
