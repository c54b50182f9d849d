from odoo import api, fields, models

from ..base import compared_sql


class CollectionReceipt(models.Model):
    """A claim: this customer paid this much, for these receivables.

    Made by a salesperson (draft, submitted), ended by finance (confirmed, rejected) or taken back
    (cancelled). Confirming makes the payment; whoever claimed never confirms. Who may write what is
    in collection_receipt_guard.py, the phases in collection_receipt_claim.py and _confirm.py.
    """

    _name = "collection.receipt"
    _description = "Collection Receipt"
    _inherit = ["collection.lifecycle.mixin", "mail.thread", "mail.activity.mixin", "collection.involved.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _reason_method = "_reject"
    _collection_handed_on = frozenset(("unclaimed_id",))
    _transitions = {
        "draft": {"submitted", "cancelled"},
        "submitted": {"confirmed", "rejected", "cancelled"},
        # back to finance: the bank match that confirmed it is taken back
        "confirmed": {"submitted", "cancelled"},
        "rejected": {"cancelled"},
    }
    _lifecycle_fields = frozenset(
        (
            "name",
            "payment_id",
            "submitted_by_id",
            "submitted_date",
            "confirmed_by_id",
            "confirmed_date",
            "ended_by_id",
            "ended_date",
            "reject_reason",
            "returned_date",
        )
    )

    name = fields.Char(string="Number", readonly=True, copy=False, index="trigram")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("confirmed", "Confirmed"),
            ("rejected", "Rejected"),
            ("cancelled", "Cancelled"),
        ],
        string="Status",
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
        index=True,
    )
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company, index=True)
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        tracking=True,
        ondelete="restrict",
        check_company=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        required=True,
        default=lambda self: self.env.user,
        index=True,
        tracking=True,
        domain="[('share', '=', False)]",
        help="Salesperson who collected the payment.",
    )
    team_id = fields.Many2one(
        "crm.team", string="Sales Team", compute="_compute_team_id", store=True, index="btree_not_null"
    )
    date = fields.Date(
        required=True,
        default=lambda self: self.env.company._collection_today(),
        tracking=True,
        help="Payment date of the customer.",
    )
    amount = fields.Monetary(required=True, tracking=True, help="Amount paid by the customer.")
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id, tracking=True
    )
    method_id = fields.Many2one("collection.receipt.method", required=True, tracking=True, ondelete="restrict")
    journal_id = fields.Many2one(
        "account.journal",
        string="Bank or Cash",
        required=True,
        compute="_compute_journal_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
        domain="[('type', 'in', ('bank', 'cash'))]",
        tracking=True,
        help="Bank account or cash journal of the payment.",
    )
    reference = fields.Char(
        tracking=True, copy=False, help="Reference of the transfer or payment as shown by the bank."
    )
    cheque_number = fields.Char(copy=False, tracking=True)
    cheque_date = fields.Date(copy=False)
    attachment_ids = fields.Many2many("ir.attachment", string="Proof", copy=False, bypass_search_access=True)
    requires_cheque = fields.Boolean(related="method_id.requires_cheque")
    line_ids = fields.One2many("collection.receipt.line", "receipt_id", string="Allocation", copy=False)
    amount_allocated = fields.Monetary(string="Allocated", compute="_compute_amount_rest")
    amount_rest = fields.Monetary(
        string="Unallocated", compute="_compute_amount_rest", help="Amount not allocated to a receivable or order."
    )
    suggested_for = fields.Monetary(
        string="Suggested Amount", store=False, help="Amount used for the suggested allocation."
    )
    statement_line_ids = fields.Many2many(
        "account.bank.statement.line",
        string="Bank Lines",
        copy=False,
        check_company=True,
        domain="[('journal_id', '=', journal_id), ('is_reconciled', '=', False), ('amount', '>', 0)]",
        help="Bank lines of this payment, if already imported.",
    )
    payment_id = fields.Many2one(
        "account.payment", readonly=True, copy=False, index="btree_not_null", ondelete="restrict", check_company=True
    )
    submitted_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    submitted_date = fields.Datetime(string="Submitted On", readonly=True, copy=False)
    confirmed_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    confirmed_date = fields.Datetime(string="Confirmed On", readonly=True, copy=False)
    ended_by_id = fields.Many2one("res.users", string="Rejected or Cancelled By", readonly=True, copy=False)
    ended_date = fields.Datetime(string="Rejected or Cancelled On", readonly=True, copy=False)
    returned_date = fields.Date(
        string="Returned by Bank On",
        readonly=True,
        copy=False,
        tracking=True,
        help="Date on which the bank returned the payment, such as a bounced direct debit or cheque.",
    )
    unclaimed_id = fields.Many2one(
        "collection.unclaimed",
        string="Payment Inquiry",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        help="Inquiry of finance about the bank line.",
    )
    reject_reason = fields.Char(string="Rejection Reason", readonly=True, copy=False, tracking=True)
    can_confirm = fields.Boolean(compute="_compute_can")
    can_change = fields.Boolean(compute="_compute_can")
    can_cancel = fields.Boolean(compute="_compute_can")

    _name_uniq = models.UniqueIndex("(company_id, name) WHERE name IS NOT NULL", "This receipt number is already used.")
    _claim_uniq = models.UniqueIndex(
        "(company_id, partner_id, amount, currency_id, lower(reference)) "
        "WHERE reference IS NOT NULL AND state IN ('submitted', 'confirmed')",
        "A receipt with this customer, amount and reference already exists.",
    )
    _cheque_uniq = models.UniqueIndex(
        "(company_id, partner_id, amount, currency_id, lower(cheque_number)) "
        "WHERE cheque_number IS NOT NULL AND state IN ('submitted', 'confirmed')",
        "This cheque of the customer has already been claimed.",
    )
    _number_idx = models.Index(compared_sql.number_index("name", compared_sql.NAMED))
    _reference_idx = models.Index(compared_sql.number_index("reference", compared_sql.CLAIMED))
    _cheque_idx = models.Index(compared_sql.number_index("cheque_number", compared_sql.CHEQUE))
    _confirm_idx = models.Index("(company_id, date) WHERE state = 'submitted'")

    # -- compute -----------------------------------------------------------------------------------

    @api.depends("name", "partner_id")
    def _compute_display_name(self):
        for receipt in self:
            receipt.display_name = receipt.name or self.env._("Draft Receipt")

    @api.depends("user_id", "company_id")
    def _compute_team_id(self):
        for receipt in self:
            receipt.team_id = receipt.user_id._collection_team(receipt.company_id)

    @api.depends("method_id", "company_id", "currency_id")
    def _compute_journal_id(self):
        journals = self._journals_of_money()
        for receipt in self:
            usual = receipt.method_id.with_company(receipt.company_id).journal_id
            if usual and receipt._takes(usual):
                receipt.journal_id = usual
            elif not receipt.journal_id or not receipt._fits(receipt.journal_id):
                receipt.journal_id = receipt._proposed_journal(journals)

    @api.depends("amount", "line_ids.amount")
    def _compute_amount_rest(self):
        for receipt in self:
            receipt.amount_allocated = sum(receipt.line_ids.mapped("amount"))
            receipt.amount_rest = receipt.amount - receipt.amount_allocated

    @api.depends("user_id", "submitted_by_id")
    def _compute_collection_involved(self):
        return super()._compute_collection_involved()

    @api.depends("state", "user_id", "submitted_by_id", "collection_involved")
    @api.depends_context("uid")
    def _compute_can(self):
        """Say what the user may do with the claim, so that no button is shown that would be refused."""
        is_finance = self.env.user.has_group("sales_collection.group_collection_finance")
        for receipt in self:
            is_mine = self.env.user in receipt._claimants()
            receipt.can_change = is_mine and receipt.state == "draft"
            receipt.can_confirm = is_finance and not is_mine and receipt.state == "submitted"
            receipt.can_cancel = is_finance and not is_mine or is_mine and receipt.state in ("draft", "submitted")

    # -- the number --------------------------------------------------------------------------------

    def _next_number(self):
        """Return the next number of the company; numbers have no gaps."""
        # sudo: whoever claims takes the next number, without a right on sequences
        sequences = self.env["ir.sequence"].sudo().with_company(self.company_id)
        domain = [("code", "=", "collection.receipt"), ("company_id", "=", self.company_id.id)]
        if not sequences.search_count(domain, limit=1):
            sequences.create(
                {
                    "name": self.env._("Collection receipts of %(company)s", company=self.company_id.name),
                    "code": "collection.receipt",
                    "company_id": self.company_id.id,
                    "implementation": "no_gap",
                    "prefix": "RC/%(year)s/",
                    "padding": 5,
                }
            )
        return sequences.next_by_code("collection.receipt", sequence_date=self.date)

    # -- helpers -----------------------------------------------------------------------------------

    def _open_amount(self, item):
        """Return what is open on a receivable line, in the currency of the receipt at its date."""
        self.ensure_one()
        if item.currency_id == self.currency_id:
            return item.collection_open_currency
        company_currency = self.company_id.currency_id
        return company_currency._convert(item.collection_open, self.currency_id, self.company_id, self.date)

    def _journals_of_money(self):
        """Return the bank and cash journals of the companies of these receipts."""
        # sudo: a salesperson names the bank account without reading its settings
        journals = self.env["account.journal"].sudo()
        return journals.search([*journals._check_company_domain(self.company_id), ("type", "in", ("bank", "cash"))])

    def _takes(self, journal):
        """Return whether the journal is of the company and kept in the currency of the receipt."""
        currency = journal.currency_id or journal.company_id.currency_id
        return journal.company_id in self.company_id.parent_ids and currency == self.currency_id

    def _fits(self, journal):
        """Return whether the journal takes this money, cash in a cash box and the rest at a bank."""
        return self._takes(journal) and (journal.type == "cash") == (self.method_id.code == "cash")

    def _proposed_journal(self, journals):
        """Return the first that fits, else one of the company's, so that something can be chosen."""
        own = journals.filtered(lambda journal: journal.company_id in self.company_id.parent_ids)
        return (own.filtered(self._fits) or own.filtered(self._takes) or own)[:1]
