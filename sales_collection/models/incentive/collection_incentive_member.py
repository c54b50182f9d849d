from datetime import date

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError


class CollectionIncentiveMember(models.Model):
    """Somebody in a plan, for all of its time or a part of it; which teams he leads in it."""

    _name = "collection.incentive.member"
    _description = "Incentive Plan Member"
    _order = "plan_id, id"
    _rec_name = "user_id"

    plan_id = fields.Many2one(
        "collection.incentive.plan", string="Incentive Plan", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="plan_id.company_id", store=True)
    user_id = fields.Many2one("res.users", string="Person", required=True, index=True, domain="[('share', '=', False)]")
    date_from = fields.Date(string="From", help="Leave empty for the start of the plan.")
    date_to = fields.Date(
        string="Until", help="Leave empty for the end of the plan. Enter a date when the person leaves."
    )
    team_ids = fields.Many2many(
        "crm.team", string="Led Teams", help="Leader rules use the collections of the other members of these teams."
    )

    _days = models.Constraint(
        "CHECK (date_to IS NULL OR date_from IS NULL OR date_to >= date_from)",
        "The end date of a member cannot be before the start date.",
    )

    def _stretch(self):
        """Return the first and last day of this person in the plan; without end the last day there is."""
        self.ensure_one()
        start = max(filter(None, (self.plan_id.date_from, self.date_from)))
        return start, min(filter(None, (self.plan_id.date_to, self.date_to)), default=date.max)

    @api.constrains("user_id", "date_from", "date_to", "plan_id")
    def _check_one_plan(self):
        """See that nobody is in two plans of a company on the same day, and that his plans pay in one currency."""
        for member in self.filtered(lambda member: member.plan_id.state != "draft"):
            others = self.search(
                [
                    ("user_id", "=", member.user_id.id),
                    ("company_id", "=", member.company_id.id),
                    ("id", "!=", member.id),
                    ("plan_id.state", "!=", "draft"),
                ]
            )
            start, until = member._stretch()
            for other in others:
                other_start, other_until = other._stretch()
                if start <= other_until and other_start <= until:
                    raise ValidationError(
                        self.env._(
                            "%(person)s is a member of %(plan)s at the same time. End that membership first.",
                            person=member.user_id.name,
                            plan=other.plan_id.name,
                        )
                    )
                if other.plan_id.currency_id != member.plan_id.currency_id:
                    raise ValidationError(
                        self.env._(
                            "%(person)s is paid in %(currency)s by %(plan)s. Later plans must use the same "
                            "currency, because corrections are part of the next statement.",
                            person=member.user_id.name,
                            currency=other.plan_id.currency_id.name,
                            plan=other.plan_id.name,
                        )
                    )

    @api.model_create_multi
    def create(self, vals_list):
        members = super().create(vals_list)
        members._check_future(None)
        members._check_not_own()
        return members

    def write(self, vals):
        self._check_future(vals)
        self._check_not_own()
        result = super().write(vals)
        self._check_future(vals)
        self._check_not_own()
        self.plan_id._fit_statements()
        return result

    def unlink(self):
        self._check_future({})
        self._check_not_own()
        plans = self.plan_id
        result = super().unlink()
        plans._fit_statements()
        return result

    def _check_not_own(self):
        """Raise AccessError for who brings himself into a plan that is in force, or changes when he is in it."""
        own = self.filtered(lambda member: member.user_id == self.env.user and member.plan_id.state != "draft")
        if own and not self.env.su:
            raise AccessError(
                self.env._("%s is active. Another manager must change your membership.", own[0].plan_id.name)
            )

    def _check_future(self, vals):
        """See that no confirmed statement is touched.

        :param vals: what changes; None for somebody new
        """
        for member in self:
            last = member.plan_id._last_confirmed(member.user_id)
            start, until = member._stretch()
            if not last or start > last:
                continue
            if vals is not None and set(vals) == {"date_to"} and until >= last:
                continue
            raise UserError(
                self.env._(
                    "Statements of %(person)s are confirmed until %(day)s. Enter a later end date.",
                    person=member.user_id.name,
                    day=last,
                )
            )
