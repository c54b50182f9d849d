from odoo import models


class CollectionReportOpen(models.Model):
    """From a row of the report to what it is a part of: the ledger row, the invoice and what paid it."""

    _inherit = "collection.report"

    def action_open_entry(self):
        """Open the row of the ledger, which also says where its money came from."""
        self.ensure_one()
        return self.entry_id._get_records_action()

    def action_open_invoice(self):
        """Open the invoice or entry that was settled."""
        self.ensure_one()
        return self.move_id._get_records_action()

    def action_open_payment(self):
        """Open the payment, or the entry or credit note that settled the invoice without one."""
        self.ensure_one()
        paid_by = self.entry_id.payment_id or self.entry_id.counterpart_move_id
        return (paid_by or self.entry_id)._get_records_action()
