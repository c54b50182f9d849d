from odoo import api, models
from odoo.exceptions import UserError

from . import collection_match_known_sql as known_sql


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "collection.credit.mixin", "collection.responsible.mixin"]

    _collection_number_idx = models.Index(known_sql.index("name", known_sql.NAMED))
    _collection_reference_idx = models.Index(known_sql.index("payment_reference", known_sql.OWN_REFERENCE))
    _collection_ref_idx = models.Index(known_sql.index("ref", known_sql.THEIR_REFERENCE))

    @api.depends(
        "partner_id",
        "invoice_user_id",
        "company_id",
        "move_type",
        "line_ids.sale_line_ids",
        "debit_origin_id",
        "collection_notice_id",
    )
    def _compute_collection_user_id(self):
        """The responsible of its oldest order, else the customer's, else the invoice's salesperson.

        A credit or debit note follows the invoice that it corrects, the charges of a notice whoever answers for
        what they are charged for. Settled once the document was posted, also while it is corrected.
        """
        for move in self:
            if not move.is_sale_document(include_receipts=True):
                move.collection_user_id = False
            elif not (move.posted_before and move.collection_user_id):
                move.collection_user_id = move._usual_responsible()

    def _usual_responsible(self):
        return (
            self.reversed_entry_id.collection_user_id
            or self.debit_origin_id.collection_user_id
            or self.collection_notice_id.user_id
            or self.line_ids.sale_line_ids.order_id.sorted("id").collection_user_id[:1]
            or self.partner_id._collection_user(self.company_id)
            or self.invoice_user_id
        )

    def action_collection_claim(self):
        """Open a new receipt that pays what is open on the invoice."""
        self.ensure_one()
        return self.env["collection.receivable"].search([("move_id", "=", self.id)]).action_collection_claim()

    def write(self, vals):
        if not self.env.su and not vals.get("posted_before", True) and any(move.posted_before for move in self):
            raise UserError(self.env._("A document that was posted stays one that was posted."))
        vals = self.env["res.users"]._write_responsible(self, vals)
        if "state" not in vals:
            return not vals or super().write(vals)
        changed = self.filtered(lambda move: move.state != vals["state"])
        result = super().write(vals)
        self.env["collection.entry"]._follow_state(changed)
        return result
