from odoo import api, fields, models
from odoo.exceptions import UserError

from ...base.collection_roles import check_role


class CollectionMatch(models.Model):
    """Lines of the bank statement and what they pay, joined: a proposal until somebody, or the rule, accepts it.

    One bank line and one item, one line and many items, or many lines and one item; collection.match.line says which
    money goes where. Made by the scheduled action or by a clerk (collection_match_propose.py), booked by accepting it
    (collection_match_accept.py, _book.py) and taken back in one go (collection_match_undo.py). Nobody writes its
    fields by hand: finance reads, the buttons do the rest.
    """

    _name = "collection.match"
    _description = "Bank Match"
    _inherit = ["collection.lifecycle.mixin"]
    _order = "date desc, score desc, id"
    _transitions = {"proposed": {"accepted", "rejected"}, "accepted": {"undone"}}
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    journal_id = fields.Many2one("account.journal", string="Bank", required=True, readonly=True, check_company=True)
    state = fields.Selection(
        [("proposed", "To Decide"), ("accepted", "Accepted"), ("rejected", "Rejected"), ("undone", "Undone")],
        string="Status",
        default="proposed",
        required=True,
        readonly=True,
        copy=False,
    )
    date = fields.Date(readonly=True, help="Date of the earliest bank line.")
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        readonly=True,
        help="Customer of the items; empty for items of several customers.",
    )
    line_ids = fields.One2many("collection.match.line", "match_id", string="Match Lines", readonly=True, copy=True)
    statement_line_ids = fields.Many2many(
        "account.bank.statement.line",
        string="Bank Lines",
        compute="_compute_statement_line_ids",
        search="_search_statement_line_ids",
    )
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount = fields.Monetary(readonly=True, help="Matched amount; negative for money out.")
    difference = fields.Monetary(
        readonly=True, help="Amount settled without payment: bank fee, cash discount or rounding difference."
    )
    score = fields.Integer(readonly=True, help="Quality of the match, from 0 to 100.")
    sure = fields.Boolean(
        string="Certain",
        readonly=True,
        copy=False,
        help="The score reaches the automatic match threshold and no other match is close.",
    )
    automatic = fields.Boolean(
        readonly=True,
        copy=False,
        help="Accepted automatically: the match is certain, the policy allows it and no receipt needs confirmation.",
    )
    reason_data = fields.Json(readonly=True)
    reasons = fields.Text(compute="_compute_reasons", help="Arguments for and against the match.")
    key = fields.Char(readonly=True, help="Matched bank lines and items, used to recognise rejected matches.")
    by_hand = fields.Boolean(string="Manual Match", readonly=True, help="Created manually by a user.")
    failure = fields.Char(
        string="Booking Error", readonly=True, copy=False, help="Reason why the match could not be booked."
    )
    accepted_by_id = fields.Many2one(
        "res.users", readonly=True, copy=False, help="Empty for automatically accepted matches."
    )
    accepted_date = fields.Datetime(string="Accepted On", readonly=True, copy=False)
    rejected_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    rejected_date = fields.Datetime(string="Rejected On", readonly=True, copy=False)
    undone_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        help="User who undid the match. Undone matches are never accepted automatically again.",
    )
    undone_date = fields.Datetime(string="Undone On", readonly=True, copy=False)

    _proposed_idx = models.Index("(journal_id, sure) WHERE state = 'proposed'")
    _rejected_idx = models.Index("(key) WHERE state = 'rejected'")
    _proposed_uniq = models.UniqueIndex(
        "(key) WHERE state = 'proposed'",
        "Another user is searching for matches of this bank account. Try again in a moment.",
    )

    # -- compute -----------------------------------------------------------------------------------

    @api.depends("line_ids.statement_line_id")
    def _compute_statement_line_ids(self):
        for match in self:
            match.statement_line_ids = match.line_ids.statement_line_id

    def _search_statement_line_ids(self, operator, value):
        return [("line_ids.statement_line_id", operator, value)]

    @api.depends("line_ids.document", "partner_id")
    def _compute_display_name(self):
        for match in self:
            documents = ", ".join(dict.fromkeys(filter(None, match.line_ids.mapped("document"))))
            match.display_name = " ".join(filter(None, (match.partner_id.name, documents))) or self.env._("Bank Match")

    # -- actions -----------------------------------------------------------------------------------

    def action_accept(self):
        """Book the proposals: confirm receipts, reconcile items with bank lines. All or nothing.

        What a person accepts by hand teaches: the payer's account and name are remembered for the customer.

        :raise AccessError: for anybody but finance, and for whoever claimed a receipt among them.
        :raise UserError: with what stands against it, for instance that somebody else was faster.
        """
        self._check_may_match()
        self._accept(person=True)

    def action_accept_sure(self):
        """Book those that are sure, one by one where a batch fails; the others and the failed ones stay proposed.

        :raise AccessError: for anybody but finance
        """
        self._check_may_match()
        self.filtered(lambda match: match.sure and match.state == "proposed")._accept_each(person=True)

    def action_reject(self):
        """Say that money and items do not belong together; they are not proposed again.

        :raise AccessError: for anybody but finance.
        :raise UserError: for what was accepted already.
        """
        self._check_may_match()
        self._lock()
        self._check_state(
            "proposed", self.env._("Only proposed matches can be rejected. Undo accepted matches instead.")
        )
        self._set_state("rejected", rejected_by_id=self.env.uid, rejected_date=fields.Datetime.now())

    def action_undo(self):
        """Take accepted matches back: books and ledger are as before, the proposal is open again.

        :raise AccessError: for anybody but finance, and for whoever claimed a receipt that the match confirmed.
        :raise UserError: for what is not accepted.
        """
        self._check_may_match()
        self._undo()

    # -- who may -----------------------------------------------------------------------------------

    def _check_may_match(self):
        """:raise AccessError: for anybody but finance, and for matches of another company."""
        check_role(self, "finance", self.env._("Only finance can match bank lines."))
        self.check_access("read")

    def _check_state(self, state, message):
        if any(match.state != state for match in self):
            raise UserError(message)
