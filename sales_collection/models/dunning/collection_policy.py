from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CollectionPolicy(models.Model):
    """How a company collects from a kind of customer: what counts as due, who hears what and when."""

    _name = "collection.policy"
    _description = "Collection Policy"
    _inherit = ["mail.thread"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True, tracking=True)
    sequence = fields.Integer(
        default=10, help="If several policies match the tags of a customer, the first one applies."
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        [("draft", "Inactive"), ("live", "Active")],
        string="Status",
        default="draft",
        required=True,
        copy=False,
        readonly=True,
        tracking=True,
        help="Inactive policies send no notices. Check the preview before you activate the policy.",
    )
    category_ids = fields.Many2many(
        "res.partner.category",
        string="Customer Tags",
        help="The policy applies to customers with one of these tags, unless the customer has its own policy.",
    )
    level_ids = fields.One2many("collection.level", "policy_id", string="Levels", copy=True)

    # -- what counts as due
    grace_days = fields.Integer(
        string="Grace Period (Days)",
        default=0,
        required=True,
        tracking=True,
        help="Number of days after the due date without dunning. Levels within this period are sent at its end. "
        "Levels on or before the due date are not affected.",
    )
    minimum_item = fields.Monetary(
        string="Minimum Item Amount",
        default=0,
        required=True,
        tracking=True,
        help="Items with a lower open amount, in company currency, do not trigger a notice.",
    )
    minimum_customer = fields.Monetary(
        string="Minimum Customer Total",
        default=0,
        required=True,
        tracking=True,
        help="Customers with a lower open total, in company currency, get no notice.",
    )

    # -- how often and when
    interval_days = fields.Integer(
        string="Days between Notices",
        default=3,
        required=True,
        tracking=True,
        help="Minimum number of days between two notices to the same customer.",
    )
    contacts_per_week = fields.Integer(
        string="Contacts per Week",
        default=2,
        required=True,
        tracking=True,
        help="Maximum number of notices per customer within seven days; 0 for no limit.",
    )
    respect_calendar = fields.Boolean(
        string="Skip Weekends and Holidays",
        default=True,
        help="No automatic sending on non-working days of the company calendar.",
    )
    bank_days = fields.Integer(
        string="Maximum Age of Bank Data (Days)",
        default=3,
        tracking=True,
        help="No automatic sending if the latest bank data is older than this number of days; 0 for no check.",
    )

    # -- receipts and promises
    receipt_days = fields.Integer(
        string="Bank Arrival Period (Days)",
        default=5,
        help="Number of days within which claimed receipts are expected at the bank.",
    )
    promise_days = fields.Integer(
        string="Maximum Promise Period (Days)", default=30, help="Maximum number of days until the promised date."
    )
    promise_tolerance = fields.Integer(
        string="Promise Tolerance (Days)",
        default=2,
        help="Days after the promised date until the promise is evaluated.",
    )
    promise_percent = fields.Float(
        string="Kept from (%)",
        default=100,
        help="Minimum paid share of a promise that counts as kept. A lower share counts as partly kept.",
    )
    promise_cover_percent = fields.Float(
        string="Full Hold from (%)",
        default=100,
        help="Minimum promised share of the open amount that puts the full amount on hold. Below it, only the "
        "promised amount is on hold, oldest due first.",
    )
    promise_renewals = fields.Integer(
        default=2,
        help="Number of new promises allowed after broken promises. Further promises must be recorded by a team "
        "leader.",
    )
    promise_contact_required = fields.Boolean(
        default=True, help="A promise requires the contact person and the channel."
    )

    dispute_description_required = fields.Boolean(help="A dispute requires the statement of the customer.")

    # -- payment plans
    plan_days = fields.Integer(
        string="Plan Maximum Duration (Days)",
        default=90,
        help="Team leaders can approve plans that end within this number of days.",
    )
    plan_amount = fields.Monetary(
        string="Plan Leader Limit",
        default=10000,
        help="Team leaders can approve plans up to this amount, in company currency; managers can approve all.",
    )
    plan_instalments = fields.Integer(string="Plan Maximum Instalments", default=6)
    plan_down_percent = fields.Float(
        string="Plan Minimum Down Payment (%)", help="Minimum share of the total for the first instalment."
    )
    plan_tolerance = fields.Integer(
        string="Plan Tolerance (Days)",
        default=3,
        help="Days after which an unpaid instalment breaks the plan and the remaining amount becomes due.",
    )
    plan_stops_orders = fields.Boolean(
        string="Stop Orders on Broken Plan",
        default=True,
        help="Orders of the customer are stopped until the items of the plan are paid.",
    )
    plan_note_required = fields.Boolean(
        string="Plan Reason Required", help="A plan requires the reason why the customer cannot pay at once."
    )

    # -- charges
    charge_product_id = fields.Many2one(
        "product.product",
        check_company=True,
        domain="[('type', '=', 'service')]",
        help="Service product for invoicing fees and interest. Its account and taxes apply.",
    )
    charge_document = fields.Selection(
        [("invoice", "One Invoice per Notice"), ("debit_note", "One Debit Note per Invoice")],
        default="invoice",
        required=True,
        help="Fees and interest are created as drafts, to be checked and posted by finance.",
    )

    _sensible_numbers = models.Constraint(
        """CHECK (grace_days >= 0 AND interval_days >= 0 AND contacts_per_week >= 0 AND bank_days >= 0
                  AND receipt_days >= 0 AND promise_days >= 0 AND promise_tolerance >= 0
                  AND promise_percent > 0 AND promise_percent <= 100 AND plan_days >= 0
                  AND promise_cover_percent > 0 AND promise_cover_percent <= 100 AND promise_renewals >= 0
                  AND plan_instalments >= 1 AND plan_down_percent >= 0 AND plan_down_percent <= 100
                  AND plan_tolerance >= 0 AND minimum_item >= 0 AND minimum_customer >= 0 AND plan_amount >= 0)""",
        "Days and amounts of a policy cannot be negative, a plan must have at least one instalment, and "
        "percentages must be between 0 and 100.",
    )

    def action_switch_on(self):
        """Put the policies in use: from the next run on customers are reminded by them.

        :raises UserError: when a policy has no level.
        """
        empty = self.filtered(lambda policy: not policy.level_ids)[:1]
        if empty:
            raise UserError(
                self.env._(
                    "%(policy)s has no levels. Add at least one level before you activate it.", policy=empty.name
                )
            )
        self.write({"state": "live"})

    def action_switch_off(self):
        """Take the policies out of use: nobody hears anything by them any more."""
        self.write({"state": "draft"})

    @api.model
    def _of_customer(self, partner, company):
        """Return the policy of a customer in a company, and why it is this one; see ``_of_customers``."""
        return self._of_customers(partner, company)[partner.commercial_partner_id]

    @api.model
    def _of_customers(self, partners, company):
        """Return {customer: (policy, why it is this one)} in a company, by a fixed number of queries.

        In this order: named on the customer, by his rating, by one of his tags, the company's own. Where none
        applies, the policy is empty. A policy that is not in use has no effect through ratings and tags; named on
        the customer or as the company's own, it keeps him in peace until it is switched on.
        """
        # sudo: a salesperson sees which policy applies to his customer, also where he may not read policies
        customers = partners.commercial_partner_id.sudo().with_company(company)
        customers.fetch(["category_id", "collection_policy_id", "collection_rating_id"])
        tags = customers.category_id
        by_tag = self.sudo()
        if tags:
            by_tag = by_tag.search(
                [("company_id", "=", company.id), ("category_ids", "in", tags.ids), ("state", "=", "live")]
            )
        own = company.sudo().collection_policy_id
        found = {}
        for customer in customers:
            named, rating = customer.collection_policy_id, customer.collection_rating_id
            rated = rating.policy_id if rating.active else rating.policy_id.browse()
            tagged = by_tag.filtered(lambda policy, tags=customer.category_id: policy.category_ids & tags)[:1]
            if named.active and named.company_id == company:
                answer = (named, self.env._("set on the customer"))
            elif rated.active and rated.company_id == company and rated.state == "live":
                answer = (rated, self.env._("by the rating %(rating)s", rating=rating.name))
            elif tagged:
                tag = (tagged.category_ids & customer.category_id)[:1]
                answer = (tagged, self.env._("by the tag %(tag)s", tag=tag.name))
            else:
                answer = (own, self.env._("company policy")) if own.active else (own.browse(), "")
            found[customer.sudo(False)] = (answer[0].sudo(False), answer[1])
        return found

    @api.model
    def _of_customers_sql(self, company, also=None):
        """Return the query of the policy of every customer who has one in a company: ``partner_id, policy_id``.

        The same order as ``_of_customers``.

        :param also: policies that are taken to be in use
        """
        return SQL(
            """
            SELECT p.id AS partner_id, COALESCE(named.id, rated.id, tagged.id, %(own)s) AS policy_id
              FROM res_partner p
         LEFT JOIN collection_policy named
                ON named.id = (p.collection_policy_id ->> %(key)s)::int AND named.active
               AND named.company_id = %(company)s
         LEFT JOIN collection_rating rating
                ON rating.id = (p.collection_rating_id ->> %(key)s)::int AND rating.active
         LEFT JOIN collection_policy rated
                ON rated.id = (rating.policy_id ->> %(key)s)::int AND rated.active
               AND rated.company_id = %(company)s AND (rated.state = 'live' OR rated.id = ANY(%(also)s))
         LEFT JOIN (
                SELECT DISTINCT ON (tag.partner_id) tag.partner_id, tagged.id
                  FROM res_partner_res_partner_category_rel tag
                  JOIN collection_policy_res_partner_category_rel rel
                    ON rel.res_partner_category_id = tag.category_id
                  JOIN collection_policy tagged ON tagged.id = rel.collection_policy_id
                 WHERE tagged.active AND tagged.company_id = %(company)s
                   AND (tagged.state = 'live' OR tagged.id = ANY(%(also)s))
                 ORDER BY tag.partner_id, tagged.sequence, tagged.id
                   ) tagged ON tagged.partner_id = p.id
            """,
            company=company.id,
            key=str(company.id),
            also=also.ids if also else [],
            own=company.collection_policy_id.filtered("active").id or None,
        )
