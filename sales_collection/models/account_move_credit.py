from odoo import api, fields, models

from .collection_credit_gate import CreditGate


class AccountMoveCredit(models.Model):
    """An invoice without a confirmed order gives credit as well: it warns in the same words before it is posted."""

    _inherit = "account.move"

    collection_credit_reason = fields.Text(
        string="Credit Warning", compute="_compute_collection_credit_reason", groups="base.group_user"
    )

    @api.depends("state", "move_type", "company_id", "partner_id", "amount_total_signed", "line_ids.sale_line_ids")
    def _compute_collection_credit_reason(self):
        self.collection_credit_reason = ""
        direct = self.filtered(
            lambda move: (
                move.state == "draft"
                and move.move_type == "out_invoice"
                and move.company_id
                and move.commercial_partner_id
                and not move._collection_has_order()
            )
        )
        for company, moves in direct.grouped("company_id").items():
            gate = CreditGate(company, moves.commercial_partner_id._origin)
            for move in moves:
                # what is saved counts as a draft already
                amount = move.amount_total_signed - move._origin.amount_total_signed
                findings = gate.findings(move.commercial_partner_id._origin, amount)
                move.collection_credit_reason = "\n".join(finding.text for finding in findings)

    def _collection_has_order(self):
        """Return whether an order stands behind the invoice that has passed the gate; a quotation has not."""
        # sudo: whoever invoices need not see orders
        return "sale" in self.sudo().invoice_line_ids.sale_line_ids.mapped("state")

    def _post(self, soft=True):
        """Post, and keep what spoke against it as a note on the invoice."""
        # sudo: also where the customer pays online and the invoice posts itself
        invoices = self.sudo().filtered(lambda move: move.move_type == "out_invoice")
        reasons = {move.id: move.collection_credit_reason for move in invoices}
        posted = super()._post(soft)
        bodies = {
            move.id: self.env._("Posted with a warning: %s", reasons[move.id].replace("\n", " "))
            for move in posted
            if reasons.get(move.id)
        }
        if bodies:
            posted.browse(bodies)._message_log_batch(bodies)
        return posted
