from odoo import api, fields, models
from odoo.exceptions import UserError


class CollectionReconcileAnswer(models.TransientModel):
    """A clerk says what becomes of money that nobody has claimed: whose it is, whom to ask, or that it is not ours."""

    _name = "collection.reconcile.answer"
    _description = "Bank Line Decision"

    reconcile_id = fields.Many2one("collection.reconcile", string="Bank Reconciliation", required=True)
    line_ids = fields.Many2many("account.bank.statement.line", string="Bank Lines", required=True)
    kind = fields.Selection(
        [
            ("account", "Book on Account"),
            ("ask", "Ask a Salesperson"),
            ("transfer", "Transfer between Own Accounts"),
            ("not_ours", "Excluded"),
        ],
        string="Type",
        required=True,
    )
    company_id = fields.Many2one(related="reconcile_id.company_id")
    currency_id = fields.Many2one(related="reconcile_id.currency_id")
    amount = fields.Monetary(compute="_compute_amount", help="Unmatched amount of these bank lines.")
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        compute="_compute_partner_id",
        store=True,
        readonly=False,
        domain="[('parent_id', '=', False), ('company_id', 'in', (company_id, False))]",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="The salesperson gets a to-do and claims the payment or declines it.",
    )
    journal_id = fields.Many2one(related="reconcile_id.journal_id")
    transfer_journal_id = fields.Many2one(
        "account.journal",
        string="Counterpart Account",
        compute="_compute_transfer_journal_id",
        store=True,
        readonly=False,
        domain="[('type', 'in', ('bank', 'cash')), ('company_id', '=', company_id), ('id', '!=', journal_id)]",
        help="Origin or destination account of the transfer, such as the cash journal for a cash deposit.",
    )
    reason = fields.Char(help="The reason is visible to others and shown in the summary.")

    @api.depends("line_ids")
    def _compute_amount(self):
        for answer in self:
            answer.amount = -sum(answer.line_ids.mapped("amount_residual"))

    @api.depends("line_ids")
    def _compute_partner_id(self):
        for answer in self:
            customers = answer.line_ids.partner_id.commercial_partner_id
            answer.partner_id = customers if len(customers) == 1 else False

    @api.depends("partner_id")
    def _compute_user_id(self):
        for answer in self:
            customer = answer.partner_id.with_company(answer.company_id)
            answer.user_id = customer.collection_user_id or customer.user_id

    @api.depends("reconcile_id")
    def _compute_transfer_journal_id(self):
        for answer in self:
            cash = self.env["account.journal"].search(
                [
                    ("type", "=", "cash"),
                    ("company_id", "=", answer.company_id.id),
                    ("id", "!=", answer.journal_id.id),
                ],
                limit=2,
            )
            answer.transfer_journal_id = cash if len(cash) == 1 else False

    def action_apply(self):
        """Do what was chosen; each checks that the user is of finance.

        :raise UserError: if the customer, the salesperson, the account or the reason is missing, or a line is settled
        """
        self.ensure_one()
        lines = self.reconcile_id._own_lines(self.line_ids.ids)
        if self.kind == "account":
            if not self.partner_id:
                raise UserError(self.env._("Select the customer for booking on account."))
            self.reconcile_id._book_on_account(lines, self.partner_id)
        elif self.kind == "ask":
            if not self.user_id:
                raise UserError(self.env._("Select the salesperson to ask."))
            self.reconcile_id._ask(lines, self.user_id)
        elif self.kind == "transfer":
            if not self.transfer_journal_id:
                raise UserError(self.env._("Select the origin or destination account."))
            self.reconcile_id._book_transfer(lines, self.transfer_journal_id)
        else:
            self.reconcile_id._mark_not_ours(lines, self.reason)
        return {"type": "ir.actions.act_window_close"}
