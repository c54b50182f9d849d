from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .collection_incentive_plan import FIXED


class CollectionIncentiveShare(models.Model):
    """Somebody's share in the money of an invoice that several people have earned."""

    _name = "collection.incentive.share"
    _description = "Invoice Incentive Share"
    _order = "move_id, id"
    _rec_name = "user_id"

    move_id = fields.Many2one("account.move", string="Invoice", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="move_id.company_id", store=True)
    user_id = fields.Many2one("res.users", string="Person", required=True, domain="[('share', '=', False)]")
    percent = fields.Float(string="Share (%)", digits=(16, 4), required=True)

    by_orders = fields.Boolean(
        string="Based on Orders", readonly=True, help="Computed from the order lines when the invoice was posted."
    )

    _sensible = models.Constraint("CHECK (percent > 0 AND percent <= 100)", "A share must be between 0 and 100 %.")
    _one_each = models.UniqueIndex("(move_id, user_id)", "A person can appear only once in the shares of an invoice.")

    @api.model_create_multi
    def create(self, vals_list):
        shares = super().create([self._by_hand(vals) for vals in vals_list])
        shares._check_open()
        shares._check_not_own()
        return shares

    def write(self, vals):
        self._check_open()
        self._check_not_own()
        result = super().write(self._by_hand(vals))
        self._check_open()
        self._check_not_own()
        return result

    def _by_hand(self, vals):
        """Return the values as of somebody's own decision, which nothing changes by itself."""
        return vals if self.env.su else {**vals, "by_orders": False}

    @api.ondelete(at_uninstall=False)
    def _unlink_open(self):
        self._check_open()
        self._check_not_own()

    def _check_open(self):
        """See that no money of these invoices is in a confirmed statement, which counts on the shares."""
        counted = self._counted(self.move_id)
        if counted:
            raise UserError(
                self.env._(
                    "Collections of %s are part of a confirmed statement, so its shares cannot be changed.",
                    counted.entry_id.document,
                )
            )

    def _check_not_own(self):
        """Raise AccessError for who has a share in one of these invoices, answers for it or did so before."""
        # sudo: whose money it is counts, whoever may read the invoice
        moves = self.sudo().move_id
        if not self.env.su and self.env.user in moves.collection_share_ids.user_id | moves._collection_were_involved():
            raise AccessError(
                self.env._("You have an incentive share in this invoice. Another manager must change the shares.")
            )

    @api.model
    def _counted(self, moves):
        """Return what a confirmed statement has counted of these invoices, one row at most."""
        # sudo: whether it is counted is asked, not for whom
        sources = self.env["collection.incentive.source"].sudo()
        return sources.search(
            [
                ("incentive_id.state", "in", FIXED),
                "|",
                ("entry_id.move_id", "in", moves.ids),
                ("entry_id.move_id.reversed_entry_id", "in", moves.ids),
            ],
            limit=1,
        )
