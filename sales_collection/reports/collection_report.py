from odoo import fields, models
from odoo.tools import SQL


class CollectionReport(models.Model):
    """The ledger of collected money, each row split over the products of its invoice.

    A row of the ledger is shared by the invoice's product lines in proportion to their price, tax
    included for the amount and excluded for the untaxed amount. The shares are rounded on the
    running total of the lines, so that they add up to the row to the last cent. What belongs to no
    product (an opening balance) keeps a row without one.
    """

    _name = "collection.report"
    _description = "Collected Money by Product"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "entry_id"
    _depends = {
        "account.move.line": [
            "display_type",
            "move_id",
            "price_subtotal",
            "price_total",
            "product_id",
            "sequence",
        ],
        "collection.entry": [
            "amount",
            "company_id",
            "date",
            "journal_id",
            "kind",
            "move_id",
            "partner_id",
            "payment_method_line_id",
            "untaxed_amount",
            "user_id",
        ],
        "product.product": ["product_tmpl_id"],
        "product.template": ["categ_id"],
        "res.company": ["currency_id"],
        "res.currency": ["rounding"],
    }

    entry_id = fields.Many2one("collection.entry", string="Ledger Row", readonly=True)
    move_id = fields.Many2one("account.move", string="Invoice", readonly=True)
    product_id = fields.Many2one("product.product", readonly=True)
    categ_id = fields.Many2one("product.category", string="Product Category", readonly=True)
    date = fields.Date(readonly=True)
    bank_date = fields.Date(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    company_currency_id = fields.Many2one("res.currency", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True)
    kind = fields.Selection(selection="_selection_kind", readonly=True)
    lateness = fields.Selection(selection="_selection_lateness", string="Days Late", readonly=True)
    journal_id = fields.Many2one("account.journal", readonly=True)
    payment_method_line_id = fields.Many2one("account.payment.method.line", string="Payment Method", readonly=True)
    amount = fields.Monetary(currency_field="company_currency_id", readonly=True)
    untaxed_amount = fields.Monetary(currency_field="company_currency_id", readonly=True)

    def _selection_kind(self):
        return self.env["collection.entry"]._fields["kind"]._description_selection(self.env)

    def _selection_lateness(self):
        return self.env["collection.entry"]._fields["lateness"]._description_selection(self.env)

    @property
    def _table_query(self):
        return SQL(
            """
            WITH line AS (
                SELECT l.move_id, l.product_id,
                       ROW_NUMBER() OVER running AS position,
                       SUM(l.price_total) OVER running AS upto, l.price_total AS own,
                       SUM(l.price_total) OVER (PARTITION BY l.move_id) AS total,
                       SUM(l.price_subtotal) OVER running AS untaxed_upto, l.price_subtotal AS untaxed_own,
                       SUM(l.price_subtotal) OVER (PARTITION BY l.move_id) AS untaxed_total
                  FROM account_move_line l
                 WHERE l.display_type = 'product'
                   AND l.move_id IN (SELECT move_id FROM collection_entry)
                WINDOW running AS (PARTITION BY l.move_id ORDER BY l.sequence, l.id)
            )
            SELECT (e.id::bigint << 20) + COALESCE(line.position, 0) AS id,
                   e.id AS entry_id, e.move_id, line.product_id, template.categ_id, e.date, e.bank_date,
                   e.company_id, c.currency_id AS company_currency_id, e.partner_id, e.user_id, e.team_id,
                   e.kind, e.lateness, e.journal_id, e.payment_method_line_id,
                   %(amount)s AS amount, %(untaxed)s AS untaxed_amount
              FROM collection_entry e
              JOIN res_company c ON c.id = e.company_id
              JOIN res_currency cur ON cur.id = c.currency_id
         LEFT JOIN line ON line.move_id = e.move_id AND line.total <> 0 AND line.untaxed_total <> 0
         LEFT JOIN product_product product ON product.id = line.product_id
         LEFT JOIN product_template template ON template.id = product.product_tmpl_id
            """,
            amount=self._share(SQL("e.amount"), SQL("line.upto"), SQL("line.own"), SQL("line.total")),
            untaxed=self._share(
                SQL("e.untaxed_amount"),
                SQL("line.untaxed_upto"),
                SQL("line.untaxed_own"),
                SQL("line.untaxed_total"),
            ),
        )

    @staticmethod
    def _share(amount, upto, own, total):
        """Return the SQL of a line's share: rounded up to the line, less rounded up to the one before."""
        return SQL(
            """CASE WHEN line.position IS NULL THEN %(amount)s
                    ELSE ROUND(%(amount)s * %(upto)s / %(total)s / cur.rounding) * cur.rounding
                       - ROUND(%(amount)s * (%(upto)s - %(own)s) / %(total)s / cur.rounding) * cur.rounding END""",
            amount=amount,
            upto=upto,
            own=own,
            total=total,
        )
