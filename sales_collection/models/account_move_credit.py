from odoo import api, fields, models

from .collection_credit_gate import CreditGate


class AccountMoveCredit(models.Model):
    """An invoice without an order gives credit as well: it warns in the same words before it is posted."""

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
                and not move.invoice_line_ids.sale_line_ids
            )
        )
        for company, moves in direct.grouped("company_id").items():
            gate = CreditGate(company, moves.commercial_partner_id._origin)
            for move in moves:
                # what is saved counts as a draft already
                amount = move.amount_total_signed - move._origin.amount_total_signed
                findings = gate.findings(move.commercial_partner_id._origin, amount)
                move.collection_credit_reason = "\n".join(finding.text for finding in findings)
