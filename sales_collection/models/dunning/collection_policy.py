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
    sequence = fields.Integer(default=10, help="Of several policies for a customer's tags, the first one applies.")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    state = fields.Selection(
        [("draft", "Not in Use"), ("live", "In Use")],
        default="draft",
        required=True,
        copy=False,
        readonly=True,
        tracking=True,
        help="Nobody hears anything by a policy that is not in use. Look at its preview, then switch it on.",
    )
    category_ids = fields.Many2many(
        "res.partner.category",
        string="Customer Tags",
        help="Customers with one of these tags are collected from by this policy, unless one is named on the customer.",
    )
    level_ids = fields.One2many("collection.level", "policy_id", string="Levels", copy=True)

    # -- what counts as due
    grace_days = fields.Integer(
        string="Days of Grace",
        default=0,
        required=True,
        tracking=True,
        help="So many days after the due date nothing overdue is asked for; levels that fall into them wait for their "
        "end. They do not apply to levels on the due date itself (0 days) and to reminders before it: these go out "
        "on their day. Remove those levels for a customer who is to hear nothing before the grace is over.",
    )
    minimum_item = fields.Monetary(
        string="Smallest Item",
        default=0,
        required=True,
        tracking=True,
        help="What is open below this amount, in company currency, raises no notice by itself.",
    )
    minimum_customer = fields.Monetary(
        string="Smallest Total",
        default=0,
        required=True,
        tracking=True,
        help="A customer who owes less than this in all, in company currency, gets no notice.",
    )

    # -- how often and when
    interval_days = fields.Integer(
        string="Days between Notices",
        default=3,
        required=True,
        tracking=True,
        help="At least so many days lie between two notices to the same customer.",
    )
    contacts_per_week = fields.Integer(
        default=2,
        required=True,
        tracking=True,
        help="At most so many notices to the same customer within seven days; 0 for any number.",
    )
    respect_calendar = fields.Boolean(
        string="Keep Weekends and Holidays",
        default=True,
        help="Nothing is sent by itself on days when the company's working calendar has no work.",
    )
    bank_days = fields.Integer(
        string="Bank Data Not Older Than (Days)",
        default=3,
        tracking=True,
        help="Nothing is sent by itself when the newest bank data is older than so many days; 0 to send regardless.",
    )

    # -- receipts and promises
    receipt_days = fields.Integer(
        string="Days for a Receipt to Reach the Bank",
        default=5,
        help="What a salesperson claimed to have collected is expected at the bank within so many days.",
    )
    promise_days = fields.Integer(
        string="Longest Promise (Days)", default=30, help="A customer may promise to pay within so many days at most."
    )
    promise_tolerance = fields.Integer(
        string="Promise Tolerance (Days)", default=2, help="A promise is judged so many days after its date."
    )
    promise_percent = fields.Float(
        string="Counts as Kept from (%)",
        default=100,
        help="A promise is kept when this share of its amount has come; less is kept in part.",
    )
    promise_cover_percent = fields.Float(
        string="Covers the Invoices from (%)",
        default=100,
        help="A promise of this share of what is open keeps all of it from being dunned; a smaller one only what was "
        "promised, oldest due first.",
    )
    promise_renewals = fields.Integer(
        string="Renewals of a Promise",
        default=2,
        help="So many times an invoice may be promised anew after a promise that was not kept. After that a team "
        "leader records the promise.",
    )
    promise_contact_required = fields.Boolean(
        string="Say Who Promised", default=True, help="Whoever records a promise says who made it and through what."
    )

    dispute_description_required = fields.Boolean(
        string="Disputes Need a Description", help="Whoever records a dispute writes down what the customer says."
    )

    # -- payment plans
    plan_days = fields.Integer(
        string="Plan: Longest Time (Days)", default=90, help="A leader approves plans that end within so many days."
    )
    plan_amount = fields.Monetary(
        string="Plan: Largest Amount",
        default=10000,
        help="A leader approves plans up to this amount, in company currency; a manager any plan.",
    )
    plan_instalments = fields.Integer(string="Plan: Most Instalments", default=6)
    plan_down_percent = fields.Float(
        string="Plan: Smallest Down Payment (%)", help="The share of the total that the first instalment must reach."
    )
    plan_tolerance = fields.Integer(
        string="Plan: Tolerance (Days)",
        default=3,
        help="An instalment that is not paid so many days after its date breaks the plan: all that is left is due.",
    )
    plan_stops_orders = fields.Boolean(
        string="Broken Plan Stops Orders",
        default=True,
        help="Until what the plan was about is paid, the customer's orders are stopped.",
    )
    plan_note_required = fields.Boolean(
        string="Plans Need a Reason", help="Whoever proposes a plan says why the customer cannot pay at once."
    )

    # -- charges
    charge_product_id = fields.Many2one(
        "product.product",
        string="Product for Charges",
        check_company=True,
        domain="[('type', '=', 'service')]",
        help="The service by which fees and interest are invoiced; its account and taxes apply.",
    )
    charge_document = fields.Selection(
        [("invoice", "One Invoice for the Notice"), ("debit_note", "One Debit Note for Each Invoice")],
        string="Charge by",
        default="invoice",
        required=True,
        help="Fees and interest become drafts that finance checks and posts.",
    )

    _sensible_numbers = models.Constraint(
        """CHECK (grace_days >= 0 AND interval_days >= 0 AND contacts_per_week >= 0 AND bank_days >= 0
                  AND receipt_days >= 0 AND promise_days >= 0 AND promise_tolerance >= 0
                  AND promise_percent > 0 AND promise_percent <= 100 AND plan_days >= 0
                  AND promise_cover_percent > 0 AND promise_cover_percent <= 100 AND promise_renewals >= 0
                  AND plan_instalments >= 1 AND plan_down_percent >= 0 AND plan_down_percent <= 100
                  AND plan_tolerance >= 0 AND minimum_item >= 0 AND minimum_customer >= 0 AND plan_amount >= 0)""",
        "Days and amounts of a policy are zero or more, a plan has one instalment at least, "
        "and percentages lie between 0 and 100.",
    )

    def action_switch_on(self):
        """Put the policies in use: from the next run on customers are reminded by them.

        :raises UserError: when a policy has no level.
        """
        empty = self.filtered(lambda policy: not policy.level_ids)[:1]
        if empty:
            raise UserError(
                self.env._("%(policy)s has no levels yet. Add at least one, then switch it on.", policy=empty.name)
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
                answer = (named, self.env._("named on the customer"))
            elif rated.active and rated.company_id == company and rated.state == "live":
                answer = (rated, self.env._("by the rating %(rating)s", rating=rating.name))
            elif tagged:
                tag = (tagged.category_ids & customer.category_id)[:1]
                answer = (tagged, self.env._("by the tag %(tag)s", tag=tag.name))
            else:
                answer = (own, self.env._("the company's own")) if own.active else (own.browse(), "")
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
