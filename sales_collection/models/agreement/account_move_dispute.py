from odoo import models


class AccountMoveDispute(models.Model):
    """Credit notes of accepted disputes: once booked or given up, the items are not on hold any more."""

    _inherit = "account.move"

    def button_cancel(self):
        result = super().button_cancel()
        self._lift_dispute_holds()
        return result

    def unlink(self):
        holds = self._dispute_holds()
        result = super().unlink()
        holds.exists().write({"active": False})
        return result

    def _lift_dispute_holds(self):
        self._dispute_holds().write({"active": False})

    def _dispute_holds(self):
        """Return the holds that wait for these credit notes."""
        # sudo: whoever books a credit note ends the hold, with the addon's groups or without
        holds = self.env["collection.hold"].sudo()
        credits = self.filtered(lambda move: move.move_type == "out_refund")
        if not credits:
            return holds
        lines = (
            self.env["collection.dispute.line"].sudo().search([("credit_move_id", "in", credits.ids)])
        )  # sudo: as above
        return holds.search(
            [("dispute_id", "in", lines.dispute_id.ids), ("move_line_id", "in", lines.move_line_id.ids)]
        )
