from odoo import fields, models
from odoo.tools import SQL


class CollectionTargetReport(models.Model):
    """Targets beside what was collected, to be drawn: two rows per target with an amount.

    A salesperson's target adds to his team's, so a sum is one of people or one of teams.
    """

    _name = "collection.target.report"
    _description = "Targets and Collections"
    _auto = False
    _order = "date_from desc, target_id, figure desc"
    _rec_name = "target_id"
    _depends = {
        "collection.target": ["amount", "company_id", "date_from", "date_to", "period", "team_id", "user_id"],
        "res.company": ["currency_id"],
    }

    target_id = fields.Many2one("collection.target", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    company_currency_id = fields.Many2one("res.currency", readonly=True)
    level = fields.Selection([("user", "Salesperson"), ("team", "Team")], string="Target Level", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True)
    period = fields.Selection([("month", "Month"), ("quarter", "Quarter"), ("year", "Year")], readonly=True)
    date_from = fields.Date(string="Start Date", readonly=True)
    date_to = fields.Date(string="End Date", readonly=True)
    figure = fields.Selection([("target", "Target"), ("collected", "Collected")], string="Indicator", readonly=True)
    amount = fields.Monetary(currency_field="company_currency_id", readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            WITH came AS (
                SELECT t.id, SUM(e.amount) AS amount
                  FROM collection_target t
                  JOIN collection_entry e ON e.company_id = t.company_id AND e.user_id = t.user_id
                   AND e.date BETWEEN t.date_from AND t.date_to AND e.kind = 'cash'
                 GROUP BY t.id
                 UNION ALL
                SELECT t.id, SUM(e.amount)
                  FROM collection_target t
                  JOIN collection_entry e ON e.company_id = t.company_id AND e.team_id = t.team_id
                   AND e.date BETWEEN t.date_from AND t.date_to AND e.kind = 'cash'
                 WHERE t.user_id IS NULL
                 GROUP BY t.id
            )
            SELECT 2 * t.id + figure.number AS id, t.id AS target_id,
                   t.company_id, c.currency_id AS company_currency_id,
                   CASE WHEN t.user_id IS NULL THEN 'team' ELSE 'user' END AS level,
                   t.user_id, t.team_id, t.period, t.date_from, t.date_to, figure.name AS figure, figure.amount
              FROM collection_target t
              JOIN res_company c ON c.id = t.company_id
         LEFT JOIN came ON came.id = t.id
        CROSS JOIN LATERAL (VALUES (0, 'target', t.amount), (1, 'collected', COALESCE(came.amount, 0)))
                   figure(number, name, amount)
            """
        )
