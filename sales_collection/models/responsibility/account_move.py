from odoo import api, models
from odoo.exceptions import UserError

from ..base import compared_sql


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "collection.responsible.mixin"]

    _collection_number_idx = models.Index(compared_sql.number_index("name", compared_sql.NAMED))
    _collection_reference_idx = models.Index(compared_sql.number_index("payment_reference", compared_sql.OWN_REFERENCE))
    _collection_ref_idx = models.Index(compared_sql.number_index("ref", compared_sql.THEIR_REFERENCE))

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
        """Write invoices; whatever the addon does with a change of their state stands here, in its order.

        1. What was posted stays posted before, and only those write a responsible who may.
        2. An invoice that is set back keeps what it was let through for (credit).
        3. Odoo writes.
        4. The ledger follows the state.
        5. What is posted passes the gate, after the change, so that nothing written along with it is overlooked; what
           is cancelled ends its checks (credit).
        """
        if not self.env.su and not vals.get("posted_before", True) and any(move.posted_before for move in self):
            raise UserError(self.env._("The posting history of a document cannot be changed."))
        vals = self.env["res.users"]._write_responsible(self, vals)
        state = vals.get("state")
        if state is None:
            return not vals or super().write(vals)
        changed = self.filtered(lambda move: move.state != state)
        self._collection_credit_before_state(state)
        result = super().write(vals)
        self.env["collection.entry"]._follow_state(changed)
        changed._collection_credit_after_state(state)
        return result

    def _post(self, soft=True):
        """Post invoices; before and after it the addon takes these steps.

        1. What goes beyond the credit of its customer waits, if the policy says so (credit).
        2. Odoo posts.
        3. Holds that have waited for these credit notes end (agreement).
        4. Invoices over the orders of several salespeople are shared (incentive).
        """
        passing = self._collection_credit_postable(soft)
        if self and not passing:
            return self.browse()
        posted = super(AccountMove, passing)._post(soft)
        posted._lift_dispute_holds()
        # sudo: whoever posts need not see shares or the orders of others
        posted.sudo()._collection_share_by_orders()
        return posted
