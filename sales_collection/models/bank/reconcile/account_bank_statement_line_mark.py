from odoo import api, fields, models
from odoo.exceptions import UserError

#: who said so and when, filled by the mark itself
_BY_ITSELF = {"collection_not_ours_by_id", "collection_not_ours_date"}


class AccountBankStatementLine(models.Model):
    """A clerk says that money at the bank has nothing to do with what customers owe, and why."""

    _inherit = "account.bank.statement.line"

    collection_not_ours = fields.Char(
        string="Exclusion Reason",
        copy=False,
        readonly=True,
        help="Reason why this line is not a customer payment. Excluded lines are not matched.",
    )
    collection_not_ours_by_id = fields.Many2one("res.users", string="Excluded By", copy=False, readonly=True)
    collection_not_ours_date = fields.Datetime(string="Excluded On", copy=False, readonly=True)

    collection_named_on_account = fields.Boolean(
        string="Customer Set on Booking",
        copy=False,
        readonly=True,
        help="The line had no customer before it was booked on account.",
    )
    collection_transfer = fields.Boolean(
        string="Internal Transfer",
        copy=False,
        readonly=True,
        help="The line was booked as a transfer between own accounts.",
    )
    collection_unclaimed_ids = fields.One2many(
        "collection.unclaimed", "statement_line_id", string="Payment Inquiries", readonly=True
    )

    @api.model_create_multi
    def create(self, vals_list):
        if any(vals.get(name) for vals in vals_list for name in (*_BY_ITSELF, "collection_not_ours")):
            raise UserError(self.env._("A bank line cannot be created as excluded. Exclude it afterwards."))
        return super().create(vals_list)

    def write(self, vals):
        if _BY_ITSELF & set(vals):
            raise UserError(
                self.env._("The user and date of the exclusion are set automatically and cannot be entered.")
            )
        if "collection_not_ours" in vals:
            reason = (vals["collection_not_ours"] or "").strip()
            vals = {
                **vals,
                "collection_not_ours": reason or False,
                "collection_not_ours_by_id": reason and self.env.uid,
                "collection_not_ours_date": reason and fields.Datetime.now(),
            }
        return super().write(vals)
