from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, float_round

from ..base.computed_sql import check_readable, compares
from ..ledger.account_move_money import SEES_MONEY
from . import collection_exposure_sql as exposure_sql

#: field of a customer: column of the statement
_COLUMNS = {
    "collection_exposure_not_due": "not_due",
    "collection_exposure_overdue": "overdue",
    "collection_exposure_ordered": "ordered",
    "collection_exposure_drafted": "drafted",
    "collection_exposure_claimed": "claimed",
    "collection_exposure": "exposure",
    "collection_credit_limit": "maximum",
    "collection_group_limit_shared": "group_maximum",
    "collection_group_exposure": "group_exposure",
    "collection_credit_limited": "limited",
    "collection_available_credit": "available",
    "collection_credit_usage": "usage",
}


def _search(column, missing=None):
    """Return the search method of a figure; customers whom the statement leaves out count as ``missing``.

    Without it they are never found: where there is no limit, nothing says what is available.
    """
    return lambda partners, operator, value: partners._search_credit(column, operator, value, missing)


class ResPartnerCredit(models.Model):
    """What a customer may owe and what he does, in the currency of the current company.

    Of the whole customer: a contact shows the figures of its company.
    """

    _inherit = "res.partner"

    # -- what managers decide
    collection_group_limit = fields.Float(
        string="Group Limit",
        company_dependent=True,
        copy=False,
        tracking=True,
        groups=SEES_MONEY,
        help="Common limit of this customer and all its subsidiaries; 0 for none.",
    )
    collection_limit_increase = fields.Float(
        string="Temporary Increase",
        company_dependent=True,
        copy=False,
        tracking=True,
        groups=SEES_MONEY,
        help="Amount added to an existing limit until the date below.",
    )
    collection_limit_increase_end = fields.Date(
        string="Temporary Increase Until", company_dependent=True, copy=False, tracking=True, groups=SEES_MONEY
    )
    collection_insured_limit = fields.Float(
        string="Insured Limit",
        company_dependent=True,
        copy=False,
        tracking=True,
        groups=SEES_MONEY,
        help="Amount covered by a credit insurer. For information only; it does not change the credit limit.",
    )

    # -- what comes of it
    collection_exposure = fields.Monetary(
        string="Exposure",
        compute="_compute_collection_credit",
        search=_search("exposure", missing=0),
        groups=SEES_MONEY,
        help="Total of open receivables, uninvoiced orders and draft invoices of the customer.",
    )
    collection_exposure_not_due = fields.Monetary(
        string="Open, Not Due",
        compute="_compute_collection_credit",
        search=_search("not_due", missing=0),
        groups=SEES_MONEY,
        help="Less unmatched payments and credit notes.",
    )
    collection_exposure_overdue = fields.Monetary(
        string="Overdue Items",
        compute="_compute_collection_credit",
        search=_search("overdue", missing=0),
        groups=SEES_MONEY,
        help="Amount past the due date, for all responsible users. Open credit notes do not reduce it.",
    )
    collection_exposure_ordered = fields.Monetary(
        string="Ordered, Not Invoiced",
        compute="_compute_collection_credit",
        search=_search("ordered", missing=0),
        groups=SEES_MONEY,
        help="Uninvoiced part of confirmed orders.",
    )
    collection_exposure_drafted = fields.Monetary(
        string="Draft Invoices",
        compute="_compute_collection_credit",
        search=_search("drafted", missing=0),
        groups=SEES_MONEY,
    )
    collection_exposure_claimed = fields.Monetary(
        string="Claimed, Not Booked",
        compute="_compute_collection_credit",
        search=_search("claimed", missing=0),
        groups=SEES_MONEY,
        help="Receipts not yet confirmed by finance. The policy of the customer defines whether they reduce the "
        "exposure.",
    )
    collection_credit_limit = fields.Monetary(
        string="Effective Limit",
        compute="_compute_collection_credit",
        search=_search("maximum", missing=0),
        groups=SEES_MONEY,
        help="Limit of the customer including the current temporary increase; 0 for none.",
    )
    collection_group_limit_shared = fields.Monetary(
        string="Applicable Group Limit",
        compute="_compute_collection_credit",
        groups=SEES_MONEY,
        help="Group limit with the lowest remaining credit.",
    )
    collection_group_exposure = fields.Monetary(
        string="Group Exposure", compute="_compute_collection_credit", groups=SEES_MONEY
    )
    collection_credit_limited = fields.Boolean(
        string="Limit Set", compute="_compute_collection_credit", groups=SEES_MONEY
    )
    collection_available_credit = fields.Monetary(
        string="Available Credit",
        compute="_compute_collection_credit",
        search=_search("available"),
        groups=SEES_MONEY,
        help="Remaining credit within the limits of the customer and its group; negative if exceeded.",
    )
    collection_credit_usage = fields.Float(
        string="Limit Used (%)",
        compute="_compute_collection_credit",
        search=_search("usage"),
        digits=(16, 1),
        groups=SEES_MONEY,
        help="Exposure as a share of the limit. With several limits, the highest usage.",
    )

    @api.constrains("credit_limit", "collection_group_limit", "collection_limit_increase", "collection_insured_limit")
    def _check_collection_limits(self):
        for partner in self:
            for name in (
                "credit_limit",
                "collection_group_limit",
                "collection_limit_increase",
                "collection_insured_limit",
            ):
                if partner[name] < 0:
                    raise ValidationError(
                        self.env._(
                            "%(field)s of %(customer)s cannot be negative. Enter 0 for no limit, or stop the "
                            "orders of the customer to give no credit.",
                            field=self._fields[name]._description_string(self.env),
                            customer=partner.display_name,
                        )
                    )

    @api.constrains("collection_limit_increase", "collection_limit_increase_end")
    def _check_collection_limit_increase(self):
        for partner in self:
            if partner.collection_limit_increase and not partner.collection_limit_increase_end:
                raise ValidationError(
                    self.env._(
                        "Enter the end date of the temporary increase for %(customer)s. For a permanent increase, "
                        "change the limit.",
                        customer=partner.display_name,
                    )
                )

    @api.depends_context("company")
    @api.depends("commercial_partner_id", "credit_limit", "collection_group_limit", "collection_limit_increase")
    def _compute_collection_credit(self):
        # the figures are those of the customer, whoever looks: complete also where a colleague answers for a part
        company = self.env.company
        customers = [partner.commercial_partner_id._origin.id for partner in self]
        found = exposure_sql.credit(self.env, company, set(filter(None, customers)))
        rows = [found.get(customer_id, {}) for customer_id in customers]
        rounding = company.currency_id.rounding
        for name, column in _COLUMNS.items():
            # all at once: assigned one by one, the amounts would take ten times as long as the statement
            field = self._fields[name]
            values = (row.get(column) or 0 for row in rows)
            if field.type == "monetary":
                cached = (float_round(float(value), precision_rounding=rounding) if value else 0.0 for value in values)
            else:
                cached = (field.convert_to_cache(value, self) for value in values)
            field._insert_cache(self, cached)

    # -- search ------------------------------------------------------------------------------------

    def _search_credit(self, column, operator, value, missing=None):
        """Return the domain of the customers, and their contacts, whose figure compares so.

        :param missing: the figure of those whom the statement leaves out, None if they are never found
        """
        # the figures are all of the same groups
        check_readable(self, "collection_exposure")
        if operator not in ("in", "<", "<=", ">", ">="):
            return NotImplemented
        if operator == "in":
            value = {one or 0 for one in value}
        rows = exposure_sql.credit_sql(self.env, self.env.company)
        among = compares(SQL("%s::numeric", missing), operator, value)
        if missing is not None and self.env.execute_query(SQL("SELECT %s", among))[0][0]:
            others = compares(SQL(column), operator, value)
            others = SQL("(SELECT partner_id FROM (%s) credit WHERE NOT %s)", rows, others)
            return Domain("commercial_partner_id", "not in", others)
        found = compares(SQL(column), operator, value)
        return Domain("commercial_partner_id", "in", SQL("(SELECT partner_id FROM (%s) credit WHERE %s)", rows, found))

    # -- actions -----------------------------------------------------------------------------------

    def action_open_collection_overdue(self):
        """Open what is overdue of the customer."""
        return self._open_exposure("overdue")

    def action_open_collection_not_due(self):
        """Open what the customer owes and is not due yet, less payments and credit notes that are still open."""
        return self._open_exposure("not_due")

    def action_open_collection_orders(self):
        """Open what confirmed orders of the customer leave to be invoiced, one row per order."""
        return self._open_exposure("ordered")

    def action_open_collection_drafts(self):
        """Open the invoices of the customer that are not posted yet."""
        return self._open_exposure("drafted")

    def action_open_collection_claims(self):
        """Open the money of the customer that nobody has booked yet."""
        return self._open_exposure("claimed")

    def _open_exposure(self, part):
        """Return the action that lists exactly what this part of the exposure sums up."""
        return self.env["collection.exposure.item"]._action_of(self.commercial_partner_id, part)
