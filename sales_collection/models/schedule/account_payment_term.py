from odoo import models


class AccountPaymentTerm(models.Model):
    _inherit = "account.payment.term"

    def _collection_days(self, day):
        """Return after how many days the last part falls due of what is invoiced on that day; 0 for no term."""
        return max(((line._get_due_date(day) - day).days for line in self.line_ids), default=0)
