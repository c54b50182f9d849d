from odoo import api, fields, models
from odoo.exceptions import UserError

from ..ledger.account_move_money import SEES_MONEY


class ResPartnerAgreement(models.Model):
    """What a customer has promised and disputed, and the way to agree on more."""

    _inherit = "res.partner"

    collection_promise_broken_count = fields.Integer(
        string="Broken Promises",
        compute="_compute_collection_agreement_counts",
        groups=SEES_MONEY,
        help="Broken or partly kept promises of the customer.",
    )
    collection_agreement_count = fields.Integer(
        string="Agreements", compute="_compute_collection_agreement_counts", groups=SEES_MONEY
    )

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_collection_agreement_counts(self):
        customers = [("partner_id", "in", self.commercial_partner_id.ids), ("company_id", "in", self.env.companies.ids)]
        broken = self._count("collection.promise", [*customers, ("state", "in", ("broken", "partial"))])
        counts = [
            self._count(model, customers) for model in ("collection.promise", "collection.plan", "collection.dispute")
        ]
        for partner in self:
            customer = partner.commercial_partner_id
            partner.collection_promise_broken_count = broken.get(customer, 0)
            partner.collection_agreement_count = sum(found.get(customer, 0) for found in counts)

    def _count(self, model, domain):
        return dict(self.env[model]._read_group(domain, ["partner_id"], ["__count"]))

    def action_collection_promise(self):
        """Open a new promise about what is due and not promised yet; if nothing of that is due, about all of it.

        :raise UserError: if nothing is owed, or all of it is promised already.
        """
        owed = self._owed()
        promises = self.env["collection.hold"].search([("move_line_id", "in", owed.ids), ("reason", "=", "promise")])
        left = owed - owed.browse(promises.move_line_id.ids)
        if owed and not left:
            raise UserError(
                self.env._("A promise already covers the full open amount. Wait for its date or cancel it first.")
            )
        return (left.filtered(lambda row: row.days_overdue > 0) or left).action_collection_promise()

    def action_collection_dispute(self):
        """Open a new dispute about what the customer owes."""
        return self._owed().action_collection_dispute()

    def action_collection_plan(self):
        """Open a new payment plan about all that the customer owes."""
        return self._owed().action_collection_plan()

    def _owed(self):
        self.ensure_one()
        return self.env["collection.receivable"].search(
            [
                ("partner_id", "=", self.commercial_partner_id.id),
                ("company_id", "=", self.env.company.id),
                ("kind", "=", "owed"),
                ("residual", ">", 0),
            ]
        )

    def action_open_collection_promises(self):
        """Open the promises that these customers have broken or kept in part only."""
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_collection.collection_promise_action")
        broken = ("state", "in", ("broken", "partial"))
        return {**action, "domain": [*self._collection_customer_domain(), broken], "context": {}}
