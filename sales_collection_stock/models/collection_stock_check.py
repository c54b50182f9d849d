from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError


class CollectionStockCheck(models.Model):
    """The decision on a delivery that the customer's credit does not allow.

    Nobody writes it by hand: it is asked for and decided on by its actions.
    """

    _name = "collection.stock.check"
    _description = "Delivery Credit Check"
    _inherit = ["collection.lifecycle.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "picking_id"
    _mail_post_access = "read"
    _transitions = {"pending": {"released", "refused", "ended"}}
    _lifecycle_fields = frozenset(("approver_id", "decided_by_id", "decided_on", "reason"))

    picking_id = fields.Many2one(
        "stock.picking", string="Delivery", required=True, ondelete="cascade", index=True, readonly=True
    )
    company_id = fields.Many2one(related="picking_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True, index=True)
    responsible_id = fields.Many2one("res.users", string="Collection Responsible", readonly=True)
    user_id = fields.Many2one("res.users", string="Requested By", required=True, readonly=True)
    state = fields.Selection(
        [
            ("pending", "Waiting"),
            ("released", "Released"),
            ("refused", "Rejected"),
            ("warned", "Warned"),
            ("ended", "Ended"),
        ],
        string="Status",
        default="pending",
        required=True,
        readonly=True,
        tracking=True,
    )
    findings = fields.Text(string="Credit Issues", readonly=True)
    amount = fields.Monetary(
        string="Goods Value", readonly=True, help="Value of the goods at customer prices, including taxes."
    )
    deadline = fields.Date(string="Decision Deadline", readonly=True)
    approver_id = fields.Many2one("res.users", readonly=True)
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_on = fields.Datetime(readonly=True)
    reason = fields.Text(readonly=True)

    _one_pending = models.UniqueIndex("(picking_id) WHERE state = 'pending'")

    def _cover(self, verdict):
        """Return whether one of these decisions lets the delivery leave as it is now.

        A stop of the customer's orders that came after the decision is not covered, nor more goods than were released.
        """
        return any(
            check.state == "released"
            and check.partner_id == check.picking_id._collection_customer()
            and check.currency_id.compare_amounts(verdict.value, check.amount) <= 0
            and (not verdict.since or check.decided_on >= verdict.since)
            for check in self
        )

    @api.model
    def _ask(self, picking):
        """Ask for a decision on a delivery and tell whoever makes it; return the check.

        :raises UserError: if nothing stops it, or a decision is being made already.
        """
        pending = picking._collection_pending()
        if pending:
            raise UserError(
                self.env._(
                    "The release of %(delivery)s has already been requested from %(approver)s.",
                    approver=pending.approver_id.name,
                    delivery=picking.name,
                )
            )
        verdict = picking._collection_judge_planned()
        if verdict.state != "blocked":
            raise UserError(self.env._("%s is not stopped. Validate it.", picking.name))
        check = self._make(picking, verdict, "pending")
        check._write_lifecycle({"approver_id": check._find_approver().id})
        check.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=check.deadline,
            summary=check._in_language_of(check.approver_id).env._("Decide on the delivery %s", picking.name),
            note=check.findings,
            user_id=check.approver_id.id,
        )
        return check.with_env(self.env)

    def _make(self, picking, verdict, state):
        customer, company = picking._collection_customer(), picking.company_id
        policy = self.env["collection.credit.check"]._policy_of(customer, company)
        # whoever asks need not be one who reads what speaks against it, so he does not follow it
        check = self.with_context(mail_create_nosubscribe=True)._create_by_lifecycle(
            {
                "picking_id": picking.id,
                "partner_id": customer.id,
                "responsible_id": picking._collection_to_ask().id,
                "user_id": self.env.uid,
                "state": state,
                "findings": verdict.text,
                "amount": verdict.value,
                "deadline": company._collection_today() + timedelta(days=policy.credit_decision_days if policy else 1),
            }
        )
        return check.sudo()  # sudo: whoever asks gives whoever decides the to-do
