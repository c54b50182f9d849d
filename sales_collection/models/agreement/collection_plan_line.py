from decimal import Decimal

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...engine.schedule.instalments import run_down


class CollectionPlanLine(models.Model):
    """An instalment: so much by that day."""

    _name = "collection.plan.line"
    _description = "Instalment"
    _order = "plan_id, date, id"
    _rec_name = "date"

    plan_id = fields.Many2one("collection.plan", string="Payment Plan", required=True, ondelete="cascade", index=True)
    company_id = fields.Many2one(related="plan_id.company_id", store=True)
    currency_id = fields.Many2one(related="plan_id.currency_id")
    date = fields.Date(string="Due Date", required=True)
    amount = fields.Monetary(required=True)
    amount_paid = fields.Monetary(
        string="Paid", compute="_compute_amount_paid", help="Payments are allocated to the earliest instalments first."
    )
    state = fields.Selection(
        [("open", "Unpaid"), ("paid", "Paid"), ("late", "Late")], string="Status", compute="_compute_amount_paid"
    )

    _one_a_day = models.UniqueIndex(
        "(plan_id, date)", "A plan can have only one instalment per date. Choose another date."
    )

    @api.depends("amount", "date", "plan_id.amount_paid", "plan_id.line_ids.amount", "plan_id.line_ids.date")
    def _compute_amount_paid(self):
        for plan in self.plan_id:
            lines = plan.line_ids.sorted("date")
            today = (plan.company_id or self.env.company)._collection_today()
            parts = run_down(Decimal(str(plan.amount_paid)), [Decimal(str(line.amount)) for line in lines])
            for line, part in zip(lines, parts, strict=True):
                line.amount_paid = float(part)
                paid = line.currency_id and line.currency_id.compare_amounts(line.amount_paid, line.amount) >= 0
                late = line.date and line.date < today
                line.state = "paid" if paid else "late" if late else "open"
        for line in self - self.plan_id.line_ids:
            line.amount_paid, line.state = 0, "open"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_draft()
        return lines

    def write(self, vals):
        self._check_draft()
        result = super().write(vals)
        self._check_draft()
        return result

    def unlink(self):
        self._check_draft()
        return super().unlink()

    def _check_draft(self):
        if not self.env.su and any(plan.state != "draft" for plan in self.plan_id):
            raise UserError(
                self.env._(
                    "The instalments of a submitted plan cannot be changed. Cancel the plan and create a new one."
                )
            )
