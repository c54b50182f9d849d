from odoo import api, fields, models

from ..ledger.account_move_money import SEES_MONEY


class AccountMoveNotice(models.Model):
    """What the customer was told about an invoice, and what speaks against telling him more."""

    _inherit = "account.move"

    collection_notice_count = fields.Integer(
        string="Notice Count", compute="_compute_collection_notice_count", groups=SEES_MONEY
    )
    collection_hold_reason = fields.Char(
        string="Dunning Hold",
        compute="_compute_collection_hold_reason",
        groups=SEES_MONEY,
        help="Reason and end date of the dunning hold on this invoice.",
    )

    @api.depends_context("uid")
    def _compute_collection_notice_count(self):
        counts = dict(
            self.env["collection.notice.line"]._read_group(
                [*self._told_domain(), ("notice_id.state", "in", ("queued", "sent"))],
                ["move_id"],
                ["notice_id:count_distinct"],
            )
        )
        for move in self:
            move.collection_notice_count = counts.get(move, 0)

    @api.depends_context("uid")
    def _compute_collection_hold_reason(self):
        holds = self.env["collection.hold"].search([("move_id", "in", self.ids)])._in_force()
        for move in self:
            move.collection_hold_reason = holds.filtered(lambda hold, move=move: hold.move_id == move)._as_text()

    def action_open_collection_notices(self):
        """Open what the customer was told about these invoices."""
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_collection.collection_notice_action")
        told = [("state", "in", ("queued", "sent")), ("line_ids", "any", self._told_domain())]
        return {**action, "domain": told, "context": {}}

    def _told_domain(self):
        """Return the domain of the lines of notices that tell about these invoices."""
        return [("move_id", "in", self.ids), ("state", "=", "active")]
