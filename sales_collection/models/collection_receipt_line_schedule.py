from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CollectionReceiptLineSchedule(models.Model):
    """A receipt line may say which line of the order's collection schedule it fulfils."""

    _inherit = "collection.receipt.line"

    schedule_line_id = fields.Many2one(
        "collection.schedule.line",
        string="Planned Payment",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        help="The line of the collection schedule that this money is for; if empty, the oldest open one.",
    )

    @api.constrains("schedule_line_id", "order_id", "move_line_id")
    def _check_schedule_line_of_order(self):
        for line in self.filtered("schedule_line_id"):
            # sudo: who claims on an invoice he answers for need not answer for each order behind it
            orders = line.order_id or line.sudo().move_line_id.move_id.line_ids.sale_line_ids.order_id
            if line.schedule_line_id.order_id not in orders:
                raise ValidationError(
                    self.env._(
                        "The planned payment %(plan)s is of another order. Choose one of %(orders)s.",
                        plan=line.schedule_line_id.display_name,
                        orders=", ".join(orders.mapped("name")) or self.env._("no order"),
                    )
                )
