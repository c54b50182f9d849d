from odoo import api, models

from .delivery_goods import NOT_OURS

#: what makes more of a delivery that has left, or another one
_RAISING = {"location_dest_id", "location_id", "move_id", "picking_id", "product_uom_id", "quantity"}


class StockMoveLine(models.Model):
    """Whoever corrects a delivery after it has left passes the same gate."""

    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._collection_left().move_id._collection_check_left()
        return lines

    def write(self, vals):
        if not _RAISING & vals.keys() or not self.filtered(lambda line: line.state == "done"):
            return super().write(vals)
        before = {line: line.quantity_product_uom for line in self._collection_left()}
        result = super().write(vals)
        raised = self._collection_left().filtered(
            lambda line: line.product_id.uom_id.compare(line.quantity_product_uom, before.get(line, 0)) > 0
        )
        raised.move_id._collection_check_left()
        return result

    def _collection_left(self):
        return self.filtered(lambda line: line.state == "done" and line._collection_goes_out())

    def _collection_goes_out(self):
        """Return whether the line is of goods of ours that go to a customer."""
        return self.location_dest_id.usage == "customer" and self.location_id.usage not in NOT_OURS
