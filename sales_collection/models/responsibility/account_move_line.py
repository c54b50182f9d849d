from odoo import api, fields, models


class AccountMoveLine(models.Model):
    _name = "account.move.line"
    _inherit = ["account.move.line", "collection.involved.mixin"]

    collection_user_id = fields.Many2one(
        "res.users",
        string="Collection Responsible",
        compute="_compute_collection_user_id",
        store=True,
        index="btree_not_null",
        groups="base.group_user",
    )
    collection_team_id = fields.Many2one(
        "crm.team",
        compute="_compute_collection_team_id",
        store=True,
        index="btree_not_null",
        groups="base.group_user",
    )
    collection_date_due = fields.Date(
        string="Effective Due Date",
        compute="_compute_collection_date_due",
        store=True,
        readonly=False,
        groups="base.group_user",
        help="Date by which the customer must pay: the due date, or the date of an agreement.",
    )

    collection_level_id = fields.Many2one(
        "collection.level",
        string="Dunning Level",
        readonly=True,
        copy=False,
        ondelete="restrict",
        groups="base.group_user",
        help="Last dunning level sent to the customer for this item.",
    )
    collection_level_date = fields.Date(string="Level Reached On", readonly=True, copy=False, groups="base.group_user")
    collection_hold_ids = fields.One2many(
        "collection.hold",
        "move_line_id",
        string="Dunning Holds",
        groups="sales_collection.group_collection_salesperson,sales_collection.group_collection_finance",
    )

    collection_match_line_id = fields.Many2one(
        "collection.match.line",
        string="Bank Match",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_user",
        help="Match that created this item of the bank line.",
    )

    _collection_open_idx = models.Index(
        "(company_id, collection_date_due) "
        "WHERE collection_date_due IS NOT NULL AND parent_state = 'posted' "
        "AND (reconciled IS NOT TRUE OR collection_in_question <> 0)"
    )

    def write(self, vals):
        vals = self.env["res.users"]._write_responsible(self, vals)
        return not vals or super().write(vals)

    @api.depends("move_id.collection_user_id", "account_id", "partner_id")
    def _compute_collection_user_id(self):
        for line in self:
            if not line._is_collectable():
                line.collection_user_id = False
            elif line.move_id.is_sale_document(include_receipts=True):
                line.collection_user_id = line.move_id.collection_user_id
            elif not line.collection_user_id:
                partner = line.partner_id.commercial_partner_id
                line.collection_user_id = partner._collection_user(line.company_id) or partner.user_id

    @api.depends("collection_user_id")
    def _compute_collection_involved(self):
        return super()._compute_collection_involved()

    def _concerned_now(self):
        return self.collection_user_id

    @api.depends("collection_user_id")
    def _compute_collection_team_id(self):
        for line in self:
            if line.move_id.collection_user_id and line.collection_user_id == line.move_id.collection_user_id:
                line.collection_team_id = line.move_id.collection_team_id
            else:
                line.collection_team_id = line.collection_user_id._collection_team(line.company_id)

    @api.depends("date_maturity", "date", "account_id")
    def _compute_collection_date_due(self):
        agreed = self.env["collection.hold"]
        if self._origin:
            agreed = agreed.search([("move_line_id", "in", self._origin.ids), ("reason", "=", "plan")])
        for line in self:
            if line._origin in agreed.move_line_id:
                line.collection_date_due = line._origin.collection_date_due
            else:
                line.collection_date_due = line._is_collectable() and (line.date_maturity or line.date)

    def _is_collectable(self):
        """Return whether somebody has to collect this line from a customer.

        Receivable lines of customer documents and of miscellaneous entries (opening balances);
        not those of payments and bank lines, which are the money itself.
        """
        self.ensure_one()
        move = self.move_id
        return (
            self.account_id.account_type == "asset_receivable"
            and not self.account_id.non_trade
            and (
                move.is_sale_document(include_receipts=True)
                or (move.move_type == "entry" and not move.origin_payment_id and not move.statement_line_id)
            )
        )

    def _get_reconciliation_aml_field_value(self, field, shadowed_aml_values):
        """Money goes to the oldest due date in force first, whoever reconciles: an agreement may have moved it."""
        value = super()._get_reconciliation_aml_field_value(field, shadowed_aml_values)
        if field == "date_maturity" and value == self.date_maturity:
            return self.collection_date_due or value
        return value
