from odoo import fields, models
from odoo.tools import format_date


class CollectionEntryOrigin(models.Model):
    """Where the money of a ledger row came from, in words: for a salesperson, who may not open payments and bank lines.

    Whoever may read the row may know this of it; the payment and the bank line themselves stay closed.
    """

    _inherit = "collection.entry"

    # sudo: a salesperson has no right to payments, bank lines and colleagues' receipts; told are date and text only
    origin_receipt = fields.Char(string="Source Receipt", compute="_compute_origin", compute_sudo=True)
    origin_payment_date = fields.Date(string="Payment Date", compute="_compute_origin", compute_sudo=True)
    origin_payment_reference = fields.Char(
        string="Payment Number and Reference", compute="_compute_origin", compute_sudo=True
    )
    origin_bank = fields.Text(
        string="Bank Lines",
        compute="_compute_origin",
        compute_sudo=True,
        help="Date and text of the bank lines with the payment.",
    )

    def _compute_origin(self):
        for entry in self:
            payment = entry.payment_id
            entry.origin_receipt = entry.receipt_id.name
            entry.origin_payment_date = payment.date
            words = (payment.name, payment.payment_reference, payment.memo)
            entry.origin_payment_reference = ", ".join(dict.fromkeys(filter(None, words))) or False
            lines = entry.statement_line_id or payment.reconciled_statement_line_ids
            entry.origin_bank = "\n".join(self._bank_line_text(line) for line in lines.sorted("date")) or False

    def _bank_line_text(self, line):
        """Return date, payer and text of a bank line."""
        words = (format_date(self.env, line.date), line.partner_name, line.payment_ref)
        return ", ".join(filter(None, words))
