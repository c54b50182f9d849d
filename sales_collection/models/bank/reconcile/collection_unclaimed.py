from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class CollectionUnclaimed(models.Model):
    """A salesperson is asked about money at the bank that nobody has claimed.

    Finance asks from the board; he claims it with a receipt of his own, or says that it is not his. So whoever claims
    is never who confirms: finance asks and confirms, and claims nothing. What he needs to know of the bank line is
    copied, since salespeople read no bank statements.
    """

    _name = "collection.unclaimed"
    _description = "Payment Inquiry"
    _inherit = ["collection.lifecycle.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _transitions = {"asked": {"claimed", "declined", "settled"}, "settled": {"asked"}}
    _rec_name = "payment_ref"
    _check_company_auto = True

    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    statement_line_id = fields.Many2one(
        "account.bank.statement.line",
        string="Bank Line",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
        check_company=True,
        groups="sales_collection.group_collection_finance",
    )
    date = fields.Date(readonly=True, help="Date of the bank line.")
    amount = fields.Monetary(readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    journal_id = fields.Many2one("account.journal", string="Bank", required=True, readonly=True, check_company=True)
    payer = fields.Char(readonly=True)
    payment_ref = fields.Char(string="Bank Text", readonly=True, help="Text shown by the bank.")
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", required=True, readonly=True, index=True)
    asked_by_id = fields.Many2one("res.users", string="Requested By", readonly=True)
    state = fields.Selection(
        [
            ("asked", "Awaiting Answer"),
            ("claimed", "Claimed"),
            ("declined", "Declined"),
            ("settled", "Settled Otherwise"),
        ],
        string="Status",
        default="asked",
        required=True,
        readonly=True,
        tracking=True,
    )
    answer = fields.Char(help="Your information about this payment.")
    receipt_ids = fields.One2many("collection.receipt", "unclaimed_id", string="Receipts", readonly=True)

    _asked_once = models.UniqueIndex(
        "(statement_line_id, user_id) WHERE state = 'asked'",
        "This salesperson has already been asked about this payment.",
    )

    def _check_by_hand(self, names):
        if names - {"answer"}:
            raise UserError(self.env._("Use the buttons to answer the inquiry."))

    # -- actions -----------------------------------------------------------------------------------

    def action_claim(self):
        """Open a new receipt with this money, for the salesperson to complete and submit.

        :raise AccessError: for anybody but the salesperson who was asked
        """
        self.ensure_one()
        self._check_may_answer()
        customer = self.partner_id.commercial_partner_id
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Claim Collection"),
            "res_model": "collection.receipt",
            "views": [(False, "form")],
            "context": {
                "default_unclaimed_id": self.id,
                "default_company_id": self.company_id.id,
                "default_partner_id": customer.id,
                "default_amount": self.amount,
                "default_currency_id": self.currency_id.id,
                "default_journal_id": self.journal_id.id,
                "default_date": self.date,
                "default_reference": self.payment_ref,
            },
        }

    def action_decline(self):
        """Say that the money is not from one of one's customers.

        :raise AccessError: for anybody but the salesperson who was asked
        :raise UserError: without a word about it
        """
        for question in self:
            question._check_may_answer()
            if not (question.answer or "").strip():
                raise UserError(self.env._("Enter your information about this payment before you decline it."))
            question._end("declined")

    # -- asking and answering ----------------------------------------------------------------------

    @api.model
    def _ask(self, lines, user):
        """Ask a salesperson about bank lines; he gets a to-do for each. The caller checks who asks.

        :return: the questions
        """
        # sudo: finance asks through the board and writes no questions by hand
        questions = self.sudo().create(
            [
                {
                    "company_id": line.company_id.id,
                    "statement_line_id": line.id,
                    "date": line.date,
                    "amount": line.amount,
                    "currency_id": line.currency_id.id,
                    "journal_id": line.journal_id.id,
                    "payer": line.partner_name or line.partner_id.name,
                    "payment_ref": line.payment_ref,
                    "partner_id": line.partner_id.id,
                    "user_id": user.id,
                    "asked_by_id": self.env.uid,
                }
                for line in lines
            ]
        )
        for question in questions:
            question._tell()
        return questions.sudo(False)

    def _tell(self):
        """Give the salesperson his to-do."""
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            user_id=self.user_id.id,
            date_deadline=self.company_id._collection_today(),
            summary=self.env._(
                "Identify the payment of %(amount)s from %(payer)s",
                amount=self.currency_id.format(self.amount),
                payer=self.payer or self.payment_ref or "",
            ),
        )

    def _check_may_answer(self):
        self.ensure_one()
        self.check_access("read")
        if self.user_id != self.env.user and not self.env.su:
            raise AccessError(self.env._("Only %(user)s can answer this inquiry.", user=self.user_id.name))
        if self.state != "asked":
            raise UserError(self.env._("This inquiry has already been answered."))
        # sudo: salespeople read no bank lines
        if self.sudo().statement_line_id.is_reconciled:
            raise UserError(self.env._("Finance has already processed this payment. No answer is needed."))

    def _end(self, state, why=None):
        """End questions that are open, with their to-dos.

        :param str why: what the salesperson and finance read about it in the chatter
        """
        # sudo: the state is written by the buttons only
        questions = self.sudo().filtered(lambda question: question.state == "asked")
        questions._set_state(state)
        questions.activity_unlink(["mail.mail_activity_data_todo"])
        if questions and why:
            questions._message_log_batch(dict.fromkeys(questions.ids, why))

    @api.model
    def _reopen(self, lines):
        """Ask again about bank lines of which finance had settled the money otherwise, if nothing of it is left booked.

        Of several questions to one person the last one counts; who has left is asked nothing.
        """
        # sudo: who takes back what was booked need not have a right on questions
        last = self.sudo()._read_group(
            [("statement_line_id", "in", lines.ids)], ["statement_line_id", "user_id"], ["id:max"]
        )
        questions = self.sudo().browse([question_id for _line, _user, question_id in last])  # sudo: as above
        again = questions.filtered(
            lambda question: question.state == "settled" and question.user_id.active and question._is_open_again()
        )
        if not again:
            return
        again._set_state("asked")
        why = self.env._("The booking of this payment was undone, so the inquiry is open again.")
        again._message_log_batch(dict.fromkeys(again.ids, why))
        for question in again:
            question._tell()

    def _is_open_again(self):
        _liquidity, _suspense, booked = self.statement_line_id._seek_for_lines()
        return not booked and not self.statement_line_id.collection_not_ours
