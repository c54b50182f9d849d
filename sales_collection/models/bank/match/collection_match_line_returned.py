from odoo import fields, models
from odoo.exceptions import UserError

from ...base.collection_text import as_html
from ...ledger.collection_entry_returned import RETURNED_ON, ReturnedOn


class CollectionMatchLine(models.Model):
    """One item of a payment that came back: what it had paid is kept, so that it can be put back."""

    _inherit = "collection.match.line"

    _returned_idx = models.Index("(company_id) WHERE kind = 'returned'")

    returned_data = fields.Json(
        string="Originally Paid Items",
        readonly=True,
        copy=False,
        help="Items paid by the returned payment, its previous status and the related to-do.",
    )

    def _open_what_was_paid(self):
        """Undo the reconciliation of the payment's item, dated in the ledger on the day of the bank line."""
        day = self.statement_line_id.date
        item = self.move_line_id.with_context(
            **self.match_id._bank_context(), **{RETURNED_ON: ReturnedOn(day.year, day.month, day.day)}
        )
        paid = self._paid_by(item)
        item.remove_move_reconcile()
        self._keep_returned_data(paid=paid.ids, state=self.payment_id.state)

    def _paid_by(self, item):
        """Return what the item has paid, what it has paid in part last; :raise UserError: if it came back already."""
        partials = item.matched_debit_ids | item.matched_credit_ids
        paid = (partials.debit_move_id | partials.credit_move_id) - item
        for other in paid:
            if other.date >= item.date and (other.move_id.statement_line_id or other.move_id.origin_payment_id):
                raise UserError(self.env._("%s has already been returned. Check the bank line again.", self.document))
        return paid.sorted(lambda other: (not other.reconciled, other.collection_date_due or other.date, other.id))

    def _pay_what_was_paid(self):
        data = self.returned_data or {}
        item = self.move_line_id.with_context(**self.match_id._bank_context())
        if self.payment_id and self.payment_id.state == "rejected":
            self.payment_id.state = data.get("state")
        for other in item.browse(data.get("paid", ())).exists():
            if other.parent_state == "posted" and not other.reconciled and not item.reconciled:
                (item + other).reconcile()
        self._mark_receipt(False)
        # sudo: the to-do is a colleague's
        self.env["mail.activity"].sudo().browse(data.get("activity", ())).exists().unlink()

    def _keep_returned_data(self, **values):
        # sudo: finance reads matches, and their lines are written here only
        self.sudo().returned_data = {**(self.returned_data or {}), **values}

    def _mark_receipt(self, day):
        """Note on the claim that its money came back on a day, or False."""
        self.receipt_id._write_lifecycle({"returned_date": day})

    def _tell_returned(self, move):
        """Leave a to-do for who answers for the money of a payment that came back; return it."""
        opened = self.move_line_id.browse(
            {line_id for row in self for line_id in (row.returned_data or {}).get("paid", ())}
        ).move_id
        receipt, partner = self.receipt_id[:1], self.partner_id[:1]
        company = self.company_id
        users = receipt.user_id, opened.collection_user_id[:1], partner._collection_user(company)
        # sudo: finance leaves a to-do on what it may only read
        return (
            (receipt or opened[:1] or partner)
            .sudo()
            .activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=company._collection_colleague(*filter(None, users)).id,
                date_deadline=company._collection_today(),
                summary=self.env._("Payment returned by the bank: %s", self[0].document or move.name),
                note=as_html(
                    ", ".join(opened.mapped("name")) and self.env._("Reopened: %s", ", ".join(opened.mapped("name")))
                ),
            )
        )
