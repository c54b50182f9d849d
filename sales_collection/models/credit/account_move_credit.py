from odoo import api, fields, models
from odoo.exceptions import UserError

from ..ledger.account_move_money import SEES_MONEY
from .collection_credit_gate import CreditGate
from .collection_credit_mixin import STATES


class AccountMoveCredit(models.Model):
    """An invoice gives credit as an order does, as far as no confirmed order behind it was judged already."""

    _name = "account.move"
    _inherit = ["account.move", "collection.credit.mixin"]

    collection_credit_state = fields.Selection(
        STATES, string="Credit", compute="_compute_collection_credit", groups="base.group_user"
    )
    collection_credit_reason = fields.Text(
        string="Credit Warning", compute="_compute_collection_credit", groups="base.group_user"
    )
    collection_credit_check_ids = fields.One2many(
        "collection.credit.check", "move_id", string="Credit Checks", groups=SEES_MONEY, readonly=True
    )

    @api.depends(
        "amount_total_signed",
        "collection_credit_check_ids.state",
        "company_id",
        "invoice_payment_term_id",
        "line_ids.sale_line_ids",
        "move_type",
        "partner_id",
        "state",
    )
    def _compute_collection_credit(self):
        judged = self.filtered(lambda move: move.state == "draft")._collection_credit_judge()
        for move in self:
            state, findings = judged.get(move, ("ok", []))
            move.collection_credit_state = state
            move.collection_credit_reason = "\n".join(finding.text for finding in findings)

    # -- judging -----------------------------------------------------------------------------------

    def _collection_credit_judge(self, confirmed=False, together=False):
        """Judge what goes beyond confirmed orders; drafts are in the exposure already, so none takes from another."""
        judged, beyond = {}, self._collection_credit_beyond()
        for company, moves in self.filtered(lambda move: move in beyond).grouped("company_id").items():
            gate = CreditGate(company, moves._collection_credit_customer())
            for move in moves:
                unsaved = move.amount_total_signed - move._origin.amount_total_signed
                findings = gate.findings_of_invoice(
                    move._collection_credit_customer(),
                    unsaved - move._collection_credit_next(),
                    move._collection_credit_term(),
                    before_delivery=beyond[move],
                )
                judged[move] = (move._collection_credit_verdict(findings), findings)
        return judged

    def _collection_credit_next(self):
        """Return what the next one of a recurring invoice comes to, which posting has just made a draft of."""
        if self.auto_post in ("no", "at_date") or not self.auto_post_origin_id:
            return 0
        # sudo: it is in the exposure, whoever posts
        made = self.sudo().search([("auto_post_origin_id", "=", self.auto_post_origin_id.id), ("state", "=", "draft")])
        return sum((made - self).mapped("amount_total_signed"))

    def _collection_credit_customer(self):
        # sudo: as above; not the stored one, which is an invoice's own
        return self.sudo().partner_id.commercial_partner_id._origin.sudo(False)

    def _collection_credit_term(self):
        return self.invoice_payment_term_id._origin

    def _collection_credit_total(self):
        if self.state != "posted":
            return self.amount_total
        # what is owed, not the stored total
        return sum(self.line_ids.filtered(lambda line: line.display_type == "payment_term").mapped("amount_currency"))

    def _collection_credit_sellers(self):
        return self.invoice_user_id | self.collection_user_id

    # -- letting through ---------------------------------------------------------------------------

    def _collection_credit_pass(self):
        """See that these invoices, just posted, may stand; what is warned of is kept as a note on each.

        :raises UserError: with what speaks against the first one that may not.
        """
        bodies = {}
        for move, (state, findings) in self._collection_credit_judge(confirmed=True).items():
            if state == "blocked" and not move._collection_credit_may_override():
                raise UserError(move._collection_credit_refusal(findings))
            if state == "blocked" and not self.env.su:
                self.env["collection.credit.check"]._overridden(move, findings)
            elif state == "warning":
                reasons = " ".join(finding.text for finding in findings)
                bodies[move.id] = self.env._("Posted with a warning: %s", reasons)
        if bodies:
            # sudo: also where the customer pays online and the invoice posts itself
            self.sudo().browse(bodies)._message_log_batch(bodies)

    def _collection_credit_refusal(self, findings):
        """Return what to tell whoever may not post the invoice; a customer hears nothing of credit."""
        if self.env.user.share:
            return self.env._("Your invoice must be checked first. Please contact us.")
        return self.env._(
            "The invoice to %(customer)s of %(amount)s has no confirmed order and cannot be posted. %(reasons)s\n"
            "Collect the open receivables first, invoice a confirmed order, or click Request Approval on the "
            "invoice; a collection manager can post it immediately.",
            customer=self.partner_id.display_name,
            amount=self.currency_id.format(self.amount_total),
            reasons=" ".join(finding.text for finding in findings if finding.action == "block"),
        )

    def _collection_credit_leave_behind(self):
        """Invoices that post themselves stay drafts with a note; what was rejected is not asked about every day."""
        # sudo: the decision counts, whoever posts
        rejected = self.filtered(lambda move: move.sudo().collection_credit_check_ids[:1].state == "rejected")
        waiting = self - rejected if self.env.su else self
        asked = waiting.filtered(lambda move: move._collection_credit_open_check().state != "pending")
        result = super(AccountMoveCredit, waiting)._collection_credit_leave_behind()
        bodies = {
            move.id: self.env._(
                "Not posted: waiting for the credit decision of %(approver)s.",
                approver=move._collection_credit_open_check().approver_id.name,
            )
            for move in asked
        }
        if bodies:
            self.sudo().browse(bodies)._message_log_batch(bodies)  # sudo: also where nobody clicked
        return result
