import json

from odoo import api, fields, models
from odoo.tools import SQL


class CollectionPolicyForecast(models.AbstractModel):
    """What a policy says, beside what the present one says: the part that preview and twin share."""

    _name = "collection.policy.forecast"
    _description = "Policy Forecast"

    policy_id = fields.Many2one("collection.policy", required=True, readonly=True)
    company_id = fields.Many2one(related="policy_id.company_id")
    as_company_policy = fields.Boolean(
        string="Apply as Company Policy",
        help="Assume that the policy applies to all customers without their own policy.",
    )
    present_policy_id = fields.Many2one(
        "collection.policy", string="Current Policy", compute="_compute_present_policy_id"
    )
    date_from = fields.Date(string="From", readonly=True)
    date_to = fields.Date(string="To")

    summary = fields.Html(compute="_compute_summary", sanitize=False, help="Number of contacts by level and channel.")

    @api.depends("line_ids")
    def _compute_summary(self):
        for wizard in self:
            levels = {}
            for version, level, channels, count, amount in wizard._lines()._read_group(
                [("wizard_id", "=", wizard.id)],
                ["version", "level_id", "channels"],
                ["__count", "amount:sum"],
            ):
                row = levels.setdefault(
                    (level.days, level.name), {"channels": channels, "new": (0, 0), "present": (0, 0)}
                )
                row[version] = (count, amount)
            wizard.summary = self.env["ir.qweb"]._render(
                "sales_collection.forecast_summary",
                {
                    "levels": sorted(levels.items()),
                    "compared": bool(wizard.present_policy_id),
                    "currency": wizard.company_id.currency_id,
                },
            )

    def _lines(self):
        return self.env[self._fields["line_ids"].comodel_name]

    @api.depends("policy_id", "as_company_policy")
    def _compute_present_policy_id(self):
        for wizard in self:
            own = wizard.company_id.collection_policy_id
            present = own if wizard.as_company_policy else wizard.policy_id.origin_id
            wizard.present_policy_id = present - wizard.policy_id

    def action_compute(self):
        """Work the figures out anew.

        :raises AccessError: for whoever may not see the policy.
        """
        for wizard in self:
            wizard.policy_id.check_access("read")
            if wizard.policy_id.state != "live":
                wizard.policy_id._check_may_replace()
            wizard.line_ids.sudo().unlink()  # sudo: the wizard's own lines, which nobody edits
            # sudo: all receivables of the policy's company count, whoever answers for them
            policy, present = wizard.policy_id.sudo(), wizard.present_policy_id.sudo()
            place = present if present or wizard.as_company_policy else None
            wizard._insert("new", wizard._contacts(policy, place))
            if present:
                wizard._insert("present", wizard._contacts(present, None))
        return True

    def action_open_lines(self):
        """Return the list of who hears what."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Planned Notices"),
            "res_model": self._lines()._name,
            "view_mode": "list,pivot",
            "domain": [("wizard_id", "=", self.id)],
        }

    def _insert(self, version, contacts):
        """Write the contacts as lines of the wizard, in one statement."""
        levels = self.env["collection.level"].browse({contact.level.id for contact in contacts})
        channels = {level.id: ", ".join(level.channel_ids.mapped("name")) for level in levels}
        currency = self.company_id.currency_id
        rows = [
            {
                "date": contact.day.isoformat(),
                "partner_id": contact.customer,
                "level_id": contact.level.id,
                "channels": channels[contact.level.id],
                "automatic": contact.level.automatic,
                "stops_orders": contact.level.stops_orders,
                "legal": contact.level.ends,
                "items": len(contact.items),
                "amount": currency.round(contact.total * currency.rounding),
            }
            for contact in contacts
        ]
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO %(table)s (wizard_id, version, company_id, date, partner_id, level_id, channels, automatic,
                                       stops_orders, legal, items, amount, create_uid, create_date)
                SELECT %(wizard)s, %(version)s, %(company)s, r.*, %(uid)s, %(now)s
                  FROM jsonb_to_recordset(%(rows)s::jsonb) r(
                       date date, partner_id int, level_id int, channels text, automatic boolean,
                       stops_orders boolean, legal boolean, items int, amount numeric)
                """,
                table=SQL.identifier(self._lines()._table),
                wizard=self.id,
                version=version,
                company=self.company_id.id,
                uid=self.env.uid,
                now=self.env.cr.now(),
                rows=json.dumps(rows),
            )
        )
        self.invalidate_recordset(["line_ids"])


class CollectionPolicyForecastLine(models.AbstractModel):
    """One contact of a forecast: a customer hears this on that day."""

    _name = "collection.policy.forecast.line"
    _description = "Forecast Contact"
    _order = "date, level_id, id"
    _rec_name = "partner_id"

    version = fields.Selection([("new", "New Policy"), ("present", "Current Policy")], readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True)
    level_id = fields.Many2one("collection.level", readonly=True)
    channels = fields.Char(readonly=True)
    automatic = fields.Boolean(readonly=True)
    stops_orders = fields.Boolean(string="Orders Stopped", readonly=True)
    legal = fields.Boolean(string="Legal Case", readonly=True)
    items = fields.Integer(readonly=True)
    amount = fields.Monetary(string="Open", readonly=True, help="In company currency.")
