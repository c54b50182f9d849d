from odoo import fields, models
from odoo.tools import SQL


class CollectionReport(models.Model):
    """The ledger of collected money by product: what each of its rows is for, as the ledger keeps it.

    What belongs to no product (an opening balance) has a row without one.
    """

    _name = "collection.report"
    _description = "Collections by Product"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "entry_id"
    _depends = {
        "collection.entry": [
            "amount",
            "company_id",
            "date",
            "journal_id",
            "kind",
            "move_id",
            "partner_id",
            "payment_method_line_id",
            "user_id",
        ],
        "collection.entry.part": ["entry_id", "product_id", "tax_amount", "untaxed_amount"],
        "product.product": ["product_tmpl_id"],
        "product.template": ["categ_id"],
        "res.company": ["currency_id"],
    }

    entry_id = fields.Many2one("collection.entry", string="Collection Entry", readonly=True)
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
    kind = fields.Selection(string="Type", selection="_selection_kind", readonly=True)
    lateness = fields.Selection(string="Overdue Bracket", selection="_selection_lateness", readonly=True)
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
            SELECT part.id, e.id AS entry_id, e.move_id, part.product_id, template.categ_id, e.date, e.bank_date,
                   e.company_id, c.currency_id AS company_currency_id, e.partner_id, e.user_id, e.team_id,
                   e.kind, e.lateness, e.journal_id, e.payment_method_line_id,
                   part.untaxed_amount + part.tax_amount AS amount, part.untaxed_amount
              FROM collection_entry_part part
              JOIN collection_entry e ON e.id = part.entry_id
              JOIN res_company c ON c.id = e.company_id
         LEFT JOIN product_product product ON product.id = part.product_id
         LEFT JOIN product_template template ON template.id = product.product_tmpl_id
            """
        )
