from dateutil.relativedelta import relativedelta

from odoo import api, fields, models, tools


class CollectionRating(models.Model):
    """What a customer of a certain quality gets: how much credit, for how long, by which policy."""

    _name = "collection.rating"
    _inherit = "collection.shared.mixin"
    _description = "Credit Rating"
    _order = "score_from desc, id"

    name = fields.Char(required=True, help="One letter, A for the best.")
    description = fields.Char(string="Meaning", translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", help="Leave empty for all companies.")
    color = fields.Integer()
    score_from = fields.Float(
        string="Minimum Score",
        required=True,
        digits=(16, 1),
        help="The rating is proposed for customers with at least this score.",
    )
    on_credit = fields.Boolean(
        string="Credit Allowed",
        default=True,
        help="Otherwise customers of this rating without their own limit must pay in advance: any exposure "
        "triggers the limit rule of the policy.",
    )
    limit_months = fields.Float(
        string="Limit (Months of Sales)",
        default=1,
        help="Proposed limit as a multiple of the average monthly sales.",
    )
    limit_cap = fields.Float(digits=(16, 2), help="In company currency; 0 for no cap.")
    payment_term_id = fields.Many2one(
        "account.payment.term",
        company_dependent=True,
        help="Longest payment term without approval for this rating. Leave empty for no restriction.",
    )
    policy_id = fields.Many2one(
        "collection.policy",
        company_dependent=True,
        domain="[('company_id', '=', current_company_id)]",
        help="Collection policy for customers of this rating, unless the customer has its own policy.",
    )
    review_months = fields.Integer(string="Review Interval (Months)", default=12, help="0 for reviews on events only.")
    loss_percent = fields.Float(
        string="Expected Loss (%)",
        help="Share of credit sales that is never paid, used for the cost of credit.",
    )

    _sensible = models.Constraint(
        """CHECK (score_from >= 0 AND score_from <= 100 AND limit_months >= 0 AND limit_cap >= 0
                  AND review_months >= 0 AND loss_percent >= 0 AND loss_percent <= 100)""",
        "Scores and percentages must be between 0 and 100; months and amounts cannot be negative.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        ratings = super().create(vals_list)
        self.env.registry.clear_cache()
        return ratings

    def write(self, vals):
        result = super().write(vals)
        if "on_credit" in vals:
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.model
    @tools.ormcache()
    def _without_credit(self):
        """Return the ids of the ratings that give no credit, also of those that are not in use any more."""
        # sudo: whoever asks, the rating says whether there is credit
        ratings = self.sudo().with_context(active_test=False)
        return ratings.search([("on_credit", "=", False)]).ids

    @api.model
    def _for_score(self, value, company):
        """Return the rating that a score of 0 to 100 deserves in a company, empty without a score.

        :param value: the score, None or False for a customer who is not rated
        """
        return self._of_company(company)._deserved(value)

    @api.model
    def _of_company(self, company):
        """Return the ratings of a company, best first."""
        return self.search([("company_id", "in", (False, company.id))])

    def _deserved(self, value):
        """Return which of these ratings, best first, a score deserves; see ``_for_score``."""
        if value is None or value is False:
            return self.browse()
        return self.filtered(lambda rating: rating.score_from <= value)[:1]

    def _proposed_limit(self, monthly_sales, company):
        """Return the limit in company currency for somebody who buys so much in a month."""
        limit = monthly_sales * self.limit_months
        if self.limit_cap:
            limit = min(limit, self.limit_cap)
        return company.currency_id.round(max(limit, 0))

    def _next_review(self, today):
        """Return the day of the next regular review of a customer decided on today, False for none."""
        return self.review_months and today + relativedelta(months=self.review_months)
