from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from . import collection_exposure_sql as exposure_sql

REASONS = [
    ("insolvency", "Insolvency Notice"),
    ("promise", "Broken Promise"),
    ("limit", "Limit Exceeded Twice"),
    ("first", "First Contract"),
    ("schedule", "Regular Review"),
    ("manual", "Manual Request"),
]
OPEN = ("draft", "proposed")

#: what finance prepares, and what the manager decides
_PROPOSAL = {
    "proposed_rating_id",
    "proposed_limit",
    "proposed_unlimited",
    "proposed_term_id",
    "proposal_note",
    "report_ids",
    "user_id",
    "deadline",
}
_DECISION = {"rating_id", "credit_limit", "unlimited", "payment_term_id", "decision_note"}


class CollectionCreditReview(models.Model):
    """How much credit a customer gets: the figures of the day, what finance proposes, what a manager decides.

    Opened before the first contract, every so many months, by an event, or by hand; it ends approved, rejected or
    cancelled. Who decides and what follows is in collection_credit_review_decide.py, when one is opened by itself in
    collection_credit_review_open.py.
    """

    _name = "collection.credit.review"
    _description = "Credit Review"
    _inherit = ["collection.lifecycle.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _transitions = {
        "draft": {"proposed", "cancelled"},
        "proposed": {"approved", "rejected", "draft", "cancelled"},
    }
    _lifecycle_fields = frozenset(("decided_by_id", "decided_on", "proposed_by_id", "proposed_on"))
    _rec_name = "partner_id"
    _check_company_auto = True
    _mail_post_access = "read"
    _collection_judged = frozenset(_DECISION)

    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, readonly=True, index=True
    )
    company_currency_id = fields.Many2one(related="company_id.currency_id", string="Company Currency")
    reason = fields.Selection(REASONS, required=True, default="manual", readonly=True, tracking=True)
    detail = fields.Text(string="Trigger", readonly=True)
    state = fields.Selection(
        [
            ("draft", "In Preparation"),
            ("proposed", "To Decide"),
            ("approved", "Approved"),
            ("rejected", "Rejected"),
            ("cancelled", "Cancelled"),
        ],
        string="Status",
        default="draft",
        required=True,
        readonly=True,
        tracking=True,
        copy=False,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Prepared By",
        required=True,
        default=lambda self: self.env.user,
        tracking=True,
        domain="[('share', '=', False)]",
    )
    asked_by_id = fields.Many2one("res.users", string="Requested By", readonly=True, default=lambda self: self.env.user)
    salesperson_id = fields.Many2one(
        "res.users", readonly=True, help="Collection responsible of the customer at that time."
    )
    deadline = fields.Date(tracking=True, help="Date by which the review must be decided.")
    reminded_on = fields.Date(readonly=True, copy=False)

    # -- the figures of the day
    date = fields.Date(string="Figures As Of", readonly=True)
    scored = fields.Boolean(readonly=True)
    score = fields.Float(digits=(16, 1), readonly=True)
    words = fields.Text(string="Score Explanation", readonly=True)
    parts = fields.Html(string="Score Components", readonly=True)
    monthly_sales = fields.Monetary(currency_field="company_currency_id", readonly=True)
    exposure = fields.Monetary(currency_field="company_currency_id", readonly=True)
    overdue = fields.Monetary(currency_field="company_currency_id", readonly=True)
    insured_limit = fields.Monetary(currency_field="company_currency_id", readonly=True)
    report_ids = fields.Many2many(
        "collection.credit.report",
        string="External Reports",
        domain="[('partner_id', '=', partner_id), ('company_id', '=', company_id)]",
        groups="sales_collection.group_collection_finance",
        help="Reports valid on that day and reports added by the review.",
    )
    rating_before_id = fields.Many2one("collection.rating", string="Previous Rating", readonly=True)
    limit_before = fields.Monetary(string="Previous Limit", currency_field="company_currency_id", readonly=True)
    term_before_id = fields.Many2one("account.payment.term", string="Previous Payment Term", readonly=True)

    # -- the proposal
    proposed_rating_id = fields.Many2one("collection.rating", check_company=True)
    proposed_limit = fields.Monetary(currency_field="company_currency_id")
    proposed_unlimited = fields.Boolean(string="Unlimited Credit Proposed")
    proposed_term_id = fields.Many2one("account.payment.term", string="Proposed Payment Term", check_company=True)
    proposal_note = fields.Text()
    proposed_by_id = fields.Many2one("res.users", string="Submitted By", readonly=True, copy=False)
    proposed_on = fields.Datetime(string="Submitted On", readonly=True, copy=False)

    # -- the decision
    rating_id = fields.Many2one("collection.rating", copy=False, check_company=True, tracking=True)
    credit_limit = fields.Monetary(
        string="Limit", currency_field="company_currency_id", copy=False, tracking=True, help="In company currency."
    )
    unlimited = fields.Boolean(
        string="No Limit", copy=False, tracking=True, help="The exposure of the customer is not limited."
    )
    payment_term_id = fields.Many2one("account.payment.term", copy=False, check_company=True, tracking=True)
    decision_note = fields.Text(copy=False)
    decided_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    decided_on = fields.Datetime(readonly=True, copy=False)

    _one_open = models.UniqueIndex(
        "(partner_id, company_id) WHERE state IN ('draft', 'proposed')",
        "This customer already has an open credit review. Finish or cancel it first.",
    )
    _not_negative = models.Constraint(
        "CHECK (proposed_limit >= 0 AND credit_limit >= 0)", "A credit limit cannot be negative."
    )

    # -- who may write what ------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Open reviews with the figures of the day and a proposal; values given for the proposal win."""
        vals_list = self._collection_defaulted(vals_list, ["partner_id"])
        for vals in vals_list:
            self._check_fields({name for name in vals if name not in ("partner_id", "company_id")}, OPEN)
            customer = self.env["res.partner"].browse(vals.get("partner_id"))
            vals["partner_id"] = customer.commercial_partner_id.id
        reviews = super().create(vals_list)
        reviews._take_figures()
        reviews._propose({review: set(vals) for review, vals in zip(reviews, vals_list, strict=True)})
        return reviews

    def _check_by_hand(self, names):
        """Finance prepares, a manager decides; the rest is written by the buttons."""
        self._check_fields(names, set(self.mapped("state")))
        return super()._check_by_hand(names)

    @api.ondelete(at_uninstall=False)
    def _unlink_never_decided(self):
        if any(review.state in ("approved", "rejected") for review in self):
            raise UserError(
                self.env._("A decided review cannot be deleted, as it documents the credit of the customer.")
            )

    def _check_fields(self, names, states):
        """Raise unless the user may write these fields while the reviews are in these states."""
        if self.env.su:
            return
        if any(name in ("partner_id", "company_id") or self._fields[name].readonly for name in names):
            raise AccessError(self.env._("This part of a review cannot be edited. Use the buttons of the review."))
        if names & _PROPOSAL and not set(states) <= set(OPEN):
            raise UserError(self.env._("The review is already decided. Its proposal cannot be changed."))
        if names & _DECISION:
            self._check_manager()
            if not set(states) <= set(OPEN):
                raise UserError(
                    self.env._(
                        "The review is already decided. Create a new review to change the credit of the customer."
                    )
                )

    # -- figures and proposal ----------------------------------------------------------------------

    def _take_figures(self):
        """Keep how the customers stand today; by a fixed number of queries for each company."""
        # sudo: figures of the customer, whoever opens the review
        for company, reviews in self.sudo().grouped("company_id").items():
            customers = reviews.partner_id.with_company(company)
            credit = exposure_sql.credit(self.env, company, customers.ids)
            scores = self._scores(company, customers)
            reports = self._valid_reports(company, customers)
            today = company._collection_today()
            for review in reviews:
                customer = review.partner_id.with_company(company)
                row, score = credit.get(customer.id, {}), scores.get(customer)
                review.write(
                    {
                        "date": today,
                        "salesperson_id": (customer.collection_user_id or customer.user_id).id,
                        "scored": bool(score and score.rated),
                        "score": score.value if score else 0,
                        "words": score.words if score else False,
                        "parts": score.parts if score else False,
                        "monthly_sales": score.monthly_sales if score else 0,
                        "exposure": row.get("exposure") or 0,
                        "overdue": row.get("overdue") or 0,
                        "insured_limit": customer.collection_insured_limit,
                        "report_ids": [fields.Command.link(report.id) for report in reports.get(customer, ())],
                        **review._standing(),
                    }
                )

    def _standing(self):
        """Return what the customer has before the decision."""
        customer = self.partner_id.with_company(self.company_id)
        return {
            "rating_before_id": customer.collection_rating_id.id,
            "limit_before": customer.credit_limit,
            "term_before_id": customer.property_payment_term_id.id,
        }

    def _scores(self, company, customers):
        """Return {customer: his score of today}, made anew where it is older."""
        scores = self.env["collection.credit.score"].sudo()  # sudo: as above
        domain = [("partner_id", "in", customers.ids), ("company_id", "=", company.id)]
        fresh = scores.search([*domain, ("date", "=", company._collection_today())])
        old = customers - fresh.partner_id
        if old:
            scores._score(company, old.ids)
        return scores.search(domain).grouped("partner_id")

    def _valid_reports(self, company, customers):
        today = company._collection_today()
        return (
            self.env["collection.credit.report"]
            .search(
                [
                    ("partner_id", "in", customers.ids),
                    ("company_id", "=", company.id),
                    ("date", "<=", today),
                    "|",
                    ("valid_until", "=", False),
                    ("valid_until", ">=", today),
                ]
            )
            .grouped("partner_id")
        )

    def _propose(self, given=None):
        """Fill the proposal from the figures: the rating of the score, its limit and its payment term.

        :param given: {review: names of fields that somebody has filled already}
        """
        for review in self.sudo():  # sudo: the proposal follows from the figures, whoever opens the review
            company, names = review.company_id, (given or {}).get(review.sudo(False), set())
            ratings = self.env["collection.rating"].sudo()  # sudo: as above
            if review.reason == "insolvency":
                rating = ratings._for_score(0, company)
            else:
                rating = ratings._for_score(review.score if review.scored else None, company)
            rating = rating or review.rating_before_id
            term = rating.with_company(company).payment_term_id or review.term_before_id
            limit = rating._proposed_limit(review.monthly_sales, company) if rating else review.limit_before
            values = {"proposed_rating_id": rating.id, "proposed_limit": limit, "proposed_term_id": term.id}
            review.write({name: value for name, value in values.items() if name not in names})
