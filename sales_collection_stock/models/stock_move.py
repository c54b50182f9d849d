from odoo import models


class StockMove(models.Model):
    """The one way by which goods leave, whoever sends them and from where: a button, a batch, a scanner, other apps."""

    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        """Send the goods, and see that they may leave: afterwards, when it is certain how much of what it is.

        :raises UserError: for goods of a customer whose credit does not allow it.
        """
        done = super()._action_done(cancel_backorder=cancel_backorder)
        done._collection_check_left()
        # sudo: what came back counts, whoever took it
        done.sudo().origin_returned_move_id.picking_id._collection_remember_unordered()
        return done

    def _collection_check_left(self):
        """See that what has left may have left, delivery by delivery."""
        self.move_line_ids.filtered(lambda line: line._collection_goes_out()).picking_id._collection_check_left()
