from odoo import fields, models
from odoo.exceptions import UserError


class CollectionMatch(models.Model):
    """Money that the bank took back: accepting undoes the payment on the day of the bank line, and tells who sold."""

    _inherit = "collection.match"

    def _take_back_payments(self):
        """Open again what the returned payments have paid, before the bank line meets them.

        :raise UserError: for a payment that came back already
        """
        for row in self._returned_rows():
            row._open_what_was_paid()

    def _note_returned(self):
        """Mark the payments and receipts that came back, and leave the salesperson a to-do for each."""
        for move, rows in self._returned_rows().grouped(lambda row: row.move_line_id.move_id).items():
            rows.payment_id.action_reject()
            rows[0]._mark_receipt(rows[0].statement_line_id.date)
            activity = rows._tell_returned(move)
            rows[0]._keep_returned_data(activity=activity.id)

    def _pay_again(self):
        """Put back what accepting has undone: payments pay again what they paid, as far as it is still open."""
        for row in self._returned_rows():
            row._pay_what_was_paid()

    def _returned_rows(self):
        return self.line_ids.filtered(lambda row: row.kind == "returned")

    def _check_not_returned(self):
        """:raise UserError: if the bank has taken back money that these matches have booked"""
        booked = self.env["account.move.line"].search([("collection_match_line_id", "in", self.line_ids.ids)])
        came_back = self.env["collection.match.line"].search(
            [("kind", "=", "returned"), ("state", "=", "accepted"), ("move_line_id", "in", booked.ids)], limit=1
        )
        if came_back:
            raise UserError(
                self.env._(
                    "The bank returned this payment on %(date)s. Undo that match first.",
                    date=fields.Date.to_string(came_back.statement_line_id.date),
                )
            )
