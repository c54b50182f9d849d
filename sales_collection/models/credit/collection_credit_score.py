from dataclasses import fields as names_of

from psycopg2.extras import Json, execute_values

from odoo import api, fields, models
from odoo.tools import split_every

from ...engine.credit.scoring import WEIGHTS, Figures, score
from ..ledger import sale_order_money_sql as money_sql
from .collection_credit_score_sql import SOURCES, figures_sql

BATCH = 5000
_FIGURES = [field.name for field in names_of(Figures)]
#: what is written by the statement below, in this order
_COLUMNS = (
    "partner_id",
    "company_id",
    "date",
    "rated",
    "value",
    "volume",
    "monthly_sales",
    "policy_id",
    "points",
    *_FIGURES,
)


class CollectionCreditScore(models.Model):
    """How a customer has paid in a company: the figures of a day and the score that they make.

    Rows are made by the scheduled action, or for one customer when somebody reviews him; nobody enters them.
    """

    _name = "collection.credit.score"
    _description = "Credit Score"
    _order = "value desc, id"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", string="Customer", required=True, ondelete="cascade", readonly=True)
    company_id = fields.Many2one("res.company", required=True, ondelete="cascade", readonly=True, index=True)
    company_currency_id = fields.Many2one(related="company_id.currency_id")
    policy_id = fields.Many2one("collection.policy", readonly=True, ondelete="set null")
    date = fields.Date(required=True, readonly=True)
    rated = fields.Boolean(
        string="Score Available", readonly=True, help="The payment history is sufficient for a score."
    )
    value = fields.Float(string="Score", digits=(16, 1), readonly=True)
    volume = fields.Monetary(
        currency_field="company_currency_id", readonly=True, help="Amount due so far, in company currency."
    )
    monthly_sales = fields.Monetary(
        currency_field="company_currency_id",
        readonly=True,
        help="Average monthly sales without taxes in the last 12 months, or since the first invoice.",
    )

    # -- the figures, as in engine.scoring.Figures
    items = fields.Integer(readonly=True)
    average_days = fields.Float(
        string="Average Days Late",
        digits=(16, 1),
        readonly=True,
        help="Average days late of all items due so far, weighted by amount. Open items count until today; early "
        "payments count as 0 days.",
    )
    on_time = fields.Float(
        string="On-Time Share",
        readonly=True,
        help="Share of all items due so far, including open items and excluding write-offs, from 0 to 1.",
    )
    worst_days = fields.Integer(string="Longest Overdue (Days)", readonly=True)
    recent_days = fields.Float(string="Recent Days Late", readonly=True)
    earlier_days = fields.Float(string="Earlier Days Late", readonly=True)
    months = fields.Float(readonly=True)
    broken_promises = fields.Integer(readonly=True)
    lost_disputes = fields.Integer(string="Unjustified Disputes", readonly=True)
    bounced_payments = fields.Integer(string="Returned Payments", readonly=True)
    report = fields.Float(string="External Report Points", readonly=True)
    points = fields.Json(
        readonly=True, help="Points and weights of the known score components, as {component: [points, weight]}."
    )
    words = fields.Text(string="Explanation", compute="_compute_words")
    parts = fields.Html(
        string="Score Components",
        compute="_compute_parts",
        sanitize=False,
        help="Score components with their figures and weights.",
    )

    # no unique index: who merges contacts drops the rows of those that go only where the database names a constraint
    _one_a_customer = models.Constraint("UNIQUE (partner_id, company_id)")

    # -- making them -------------------------------------------------------------------------------

    @api.model
    def _cron_score(self):
        """Score all customers of all companies anew; a company that fails does not stop the others."""
        self.env["res.company"]._collection_each(self._score, "Scoring customers")

    @api.model
    def _score(self, company, partner_ids=None):
        """Score customers of a company: one statement reads the figures, the engine weighs them, one writes them.

        :param partner_ids: ids of customers, None for all who have a history
        """
        money_sql.flush(self.env, SOURCES)
        rows = self.env.execute_query_dict(figures_sql(self.env, company, partner_ids))
        rules = self._rules(company)
        today = company._collection_today()
        for batch in split_every(BATCH, rows, list):
            values = []
            for row in batch:
                weights, minimum = rules(row["policy_id"])
                result = score(Figures(**{name: row[name] for name in _FIGURES}), weights, minimum)
                row.update(company_id=company.id, date=today, rated=result.value is not None, value=result.value or 0)
                row["points"] = Json({part: [points, weights.get(part, 0)] for part, points in result.parts.items()})
                values.append(tuple(row[name] for name in _COLUMNS))
            self._write_rows(values)
        self.invalidate_model()

    def _write_rows(self, values):
        columns = ", ".join(_COLUMNS)
        changed = ", ".join(f"{name} = EXCLUDED.{name}" for name in _COLUMNS[2:])
        execute_values(
            self.env.cr._obj,
            f"INSERT INTO collection_credit_score ({columns}) VALUES %s "
            f"ON CONFLICT (partner_id, company_id) DO UPDATE SET {changed}",
            values,
            page_size=BATCH,
        )

    def _rules(self, company):
        """Return what gives the weights and the smallest number of items by a policy's id."""
        # sudo: the customer's policy says what counts, whoever asks
        policies = self.env["collection.policy"].sudo().search([("company_id", "=", company.id)])
        rules = {
            policy.id: (
                {line.part: line.weight for line in policy.credit_weight_ids} or WEIGHTS,
                policy.credit_minimum_items,
            )
            for policy in policies
        }
        return lambda policy_id: rules.get(policy_id, (WEIGHTS, 3))
