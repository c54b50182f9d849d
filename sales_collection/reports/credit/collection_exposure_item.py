from odoo import api, fields, models
from odoo.tools import SQL

from ...models.credit import collection_exposure_items_sql as items_sql
from ...models.credit import collection_exposure_sql as exposure_sql

#: the key of a context that narrows what is read to some customers
OF_CUSTOMERS = "collection_exposure_of"


class CollectionExposureItem(models.Model):
    """What a customer's exposure is made of: the rows behind each figure of his credit page.

    Read at each look. What the user does not answer for is one row for each part, so that the rows add up to the
    figure for everybody who sees it.
    """

    _name = "collection.exposure.item"
    _description = "Exposure Item"
    _auto = False
    _order = "part, date, id"
    _rec_name = "part"
    _depends = exposure_sql.SOURCES

    part = fields.Selection(
        [
            ("not_due", "Open, Not Due"),
            ("overdue", "Overdue"),
            ("ordered", "Ordered, Not Invoiced"),
            ("drafted", "Draft Invoices"),
            ("claimed", "Claimed, Not Booked"),
        ],
        string="Exposure Type",
        readonly=True,
    )
    company_id = fields.Many2one("res.company", readonly=True)
    company_currency_id = fields.Many2one("res.currency", readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    amount = fields.Monetary(
        currency_field="company_currency_id",
        readonly=True,
        help="Amount included in the exposure, in company currency at today's exchange rate.",
    )
    date = fields.Date(readonly=True, help="Effective due date; for orders, drafts and claims the document date.")
    move_id = fields.Many2one("account.move", string="Invoice or Entry", readonly=True)
    order_id = fields.Many2one("sale.order", string="Sales Order", readonly=True)
    receipt_id = fields.Many2one("collection.receipt", readonly=True)
    payment_id = fields.Many2one("account.payment", readonly=True, groups="account.group_account_invoice")
    user_id = fields.Many2one("res.users", string="Collection Responsible", readonly=True)
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True)
    of_others = fields.Boolean(
        string="Other Responsible Users",
        readonly=True,
        help="Total of items of other or no responsible users. Their documents are not visible to you.",
    )

    @property
    def _table_query(self):
        customers = self.env.context.get(OF_CUSTOMERS)
        return items_sql.items_sql(self.env.companies, self._mine_sql(), customers)

    @api.model
    def _mine_sql(self):
        """Return the condition that the user may see an item by itself: as the rules of open receivables say.

        With more rights as well: record rules look at the rows with these, and would miss the sums of what others
        answer for.
        """
        user = self.env.user
        if user.has_group("sales_collection.group_collection_finance"):
            return SQL("TRUE")
        teams = []
        if user.has_group("sales_collection.group_collection_leader"):
            # sudo: who leads a team is looked up, whoever asks
            teams = user.sudo()._collection_led_teams().ids
        return SQL("(item.user_id = %s OR item.team_id = ANY(%s::int[]))", user.id, teams)

    @api.model
    def _action_of(self, customers, part):
        """Return the action that lists what a part of the exposure of these customers is made of, in this company."""
        action = self.env["ir.actions.act_window"]._for_xml_id("sales_collection.collection_exposure_item_action")
        domain = [
            ("partner_id", "in", customers.ids),
            ("company_id", "=", self.env.company.id),
            ("part", "=", part),
        ]
        return {**action, "domain": domain, "context": {OF_CUSTOMERS: customers.ids}}

    def action_open_document(self):
        """Open the invoice, order, receipt or payment of this row; of what others answer for, nothing."""
        self.ensure_one()
        payment = self.payment_id if self.env.user.has_group("account.group_account_invoice") else None
        document = self.move_id or self.order_id or self.receipt_id or payment
        return document._get_records_action() if document else False
