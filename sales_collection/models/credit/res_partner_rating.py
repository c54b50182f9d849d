import json
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL
from odoo.tools.misc import format_date

from ..base.computed_sql import check_readable
from ..ledger import measure_sql
from ..ledger.account_move_money import SEES_MONEY
from .collection_credit_review import OPEN


class ResPartnerRating(models.Model):
    """How good a customer is, why, and when that is reviewed; a contact shows what its company is."""

    _inherit = "res.partner"

    collection_rating_id = fields.Many2one(
        "collection.rating",
        string="Credit Rating",
        company_dependent=True,
        copy=False,
        tracking=True,
        groups=SEES_MONEY,
        help="Rating decided by a credit review. It defines limit, payment term and policy of the customer.",
    )
    collection_credit_score = fields.Float(
        string="Credit Score",
        compute="_compute_collection_credit_score",
        search="_search_collection_credit_score",
        digits=(16, 1),
        groups=SEES_MONEY,
        help="Score from 0 to 100, based on the payment history and computed daily.",
    )
    collection_credit_scored = fields.Boolean(
        string="Scored", compute="_compute_collection_credit_score", groups=SEES_MONEY
    )
    collection_credit_words = fields.Text(
        string="Score Explanation", compute="_compute_collection_credit_score", groups=SEES_MONEY
    )
    collection_credit_parts = fields.Html(
        string="Score Components", compute="_compute_collection_credit_parts", sanitize=False, groups=SEES_MONEY
    )
    collection_credit_date = fields.Date(
        string="Scored On", compute="_compute_collection_credit_score", groups=SEES_MONEY
    )
    collection_rating_proposed_id = fields.Many2one(
        "collection.rating",
        string="Rating by Score",
        compute="_compute_collection_credit_score",
        groups=SEES_MONEY,
    )
    collection_days_late_graph = fields.Text(
        string="Days Late by Month",
        compute="_compute_collection_days_late_graph",
        groups=SEES_MONEY,
        help="Average days late of the collections per month, weighted by amount, with early payments as 0 days.",
    )
    collection_credit_report_ids = fields.One2many(
        "collection.credit.report", "partner_id", string="External Reports", groups=SEES_MONEY
    )
    collection_review_date = fields.Date(
        string="Next Credit Review",
        company_dependent=True,
        copy=False,
        groups=SEES_MONEY,
        help="Date on which a review opens automatically, set by the rating when a review is decided.",
    )
    collection_review_ids = fields.One2many(
        "collection.credit.review", "partner_id", string="Credit Reviews", groups=SEES_MONEY
    )

    @api.depends_context("company", "lang")
    @api.depends("commercial_partner_id")
    def _compute_collection_credit_score(self):
        company = self.env.company
        rows, none = self._collection_score_rows(), self.env["collection.credit.score"]
        ratings = self.env["collection.rating"]._of_company(company)
        for partner in self:
            row = rows.get(partner.commercial_partner_id._origin.id, none)
            partner.collection_credit_score = row.value
            partner.collection_credit_scored = row.rated
            partner.collection_credit_words = row.words or self.env._("Nothing has fallen due yet.")
            partner.collection_credit_date = row.date
            partner.collection_rating_proposed_id = ratings._deserved(row.value if row.rated else None)

    @api.depends_context("company", "lang")
    @api.depends("commercial_partner_id")
    def _compute_collection_credit_parts(self):
        rows, none = self._collection_score_rows(), self.env["collection.credit.score"]
        for partner in self:
            partner.collection_credit_parts = rows.get(partner.commercial_partner_id._origin.id, none).parts

    def _collection_score_rows(self):
        """Return {customer id: his score in the current company}."""
        # sudo: whoever sees the customer sees how he pays, his rows have no rules of their own
        scores = self.env["collection.credit.score"].sudo()
        customers = self.commercial_partner_id._origin
        rows = scores.search([("partner_id", "in", customers.ids), ("company_id", "=", self.env.company.id)])
        return {row.partner_id.id: row for row in rows}

    def _search_collection_credit_score(self, operator, value):
        check_readable(self, "collection_credit_score")
        if operator not in ("in", "<", "<=", ">", ">="):
            return NotImplemented
        rows = (
            self.env["collection.credit.score"]
            .sudo()
            ._search(  # sudo: as in the compute
                [("company_id", "=", self.env.company.id), ("rated", "=", True), ("value", operator, value)]
            )
        )
        return [("commercial_partner_id", "in", rows.subselect("partner_id"))]

    @api.depends_context("company", "lang")
    def _compute_collection_days_late_graph(self):
        """Draw the average days late of each of the last 12 months with money, weighted by amount.

        As in the score, a payment that was undone does not count.
        """
        today = self.env.company._collection_today()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT e.partner_id, date_trunc('month', e.date)::date AS month,
                       ROUND(SUM(e.amount * %(late_days)s) / SUM(e.amount), 1)
                  FROM collection_entry e
                 WHERE e.company_id = %(company)s AND e.partner_id = ANY(%(ids)s)
                   AND e.kind IN ('cash', 'other') AND e.amount > 0
                   AND e.date > %(today)s::date - interval '12 months' AND e.date_due IS NOT NULL
                   AND e.reversal_of_id IS NULL
                   AND NOT EXISTS (SELECT FROM collection_entry undone WHERE undone.reversal_of_id = e.id)
                 GROUP BY 1, 2
                 ORDER BY 1, 2
                """,
                company=self.env.company.id,
                ids=self.commercial_partner_id._origin.ids,
                today=today,
                late_days=measure_sql.late_days(SQL("e.days_late")),
            )
        )
        values = defaultdict(list)
        for partner_id, month, days in rows:
            label = format_date(self.env, month, date_format="MMM yy")
            values[partner_id].append({"label": label, "value": float(days), "type": "past"})
        for partner in self:
            mine = values.get(partner.commercial_partner_id._origin.id)
            graph = [{"values": mine, "title": "", "key": self.env._("Days late"), "is_sample_data": False}]
            partner.collection_days_late_graph = json.dumps(graph) if mine else False

    # -- reviews -----------------------------------------------------------------------------------

    @api.model
    def _collection_with_review(self, vals):
        """Return the values of a new contact; with a rating it is reviewed by its interval, as one who gets it later.

        A step of ``create()``.
        """
        if not vals.get("collection_rating_id") or "collection_review_date" in vals:
            return vals
        # sudo: whoever makes contacts need not see ratings; whether he may give one is seen once they are made
        rating = self.env["collection.rating"].sudo().browse(vals["collection_rating_id"])
        return {**vals, "collection_review_date": rating._next_review(self.env.company._collection_today())}

    def action_open_collection_reviews(self):
        """Open the credit reviews of the customer: the history of his rating, limit and payment term."""
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_collection.collection_credit_review_action")
        domain = [("partner_id", "in", self.commercial_partner_id.ids)]
        return {**action, "domain": domain, "context": {"default_partner_id": self.commercial_partner_id[:1].id}}

    def action_collection_ask_review(self):
        """Open the review of the customer that is open, else a new one, for finance to prepare.

        Of several customers they are opened for whoever of finance clicks, to be prepared by that person.

        :raises AccessError: for whoever does not see the customers' money.
        """
        customers, company = self.commercial_partner_id, self.env.company
        customers.check_access("read")
        if not self.env.user.has_groups(SEES_MONEY):
            raise AccessError(self.env._("Only collection users can request credit reviews."))
        # sudo: a salesperson asks for a review of his customer; he opens it and writes nothing in it
        reviews = self.env["collection.credit.review"].sudo()
        found = reviews.search(
            [("partner_id", "in", customers.ids), ("company_id", "=", company.id), ("state", "in", OPEN)]
        )
        missing = customers - found.partner_id
        prepares = len(customers) > 1 and self.env.user.has_group("sales_collection.group_collection_finance")
        if missing and not prepares:
            found |= reviews._open(company, [(customer.id, "manual", 1) for customer in missing])
        elif missing:
            found |= reviews.create(
                [{"partner_id": customer.id, "company_id": company.id, "user_id": self.env.uid} for customer in missing]
            )
        seen = found.sudo(False)._filtered_access("read")
        if not seen:
            return self._tell_of_open_review()
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_collection.collection_credit_review_action")
        if len(found) == 1:
            return {**action, "views": [(False, "form")], "res_id": found.id, "context": {}}
        return {**action, "domain": [("id", "in", found.ids)], "context": {}}

    def _tell_of_open_review(self):
        """Return the message for somebody who asks for a review that a colleague has asked for."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "info",
                "message": self.env._("This customer already has an open credit review. Ask finance about its status."),
            },
        }
