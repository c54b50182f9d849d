from odoo import api, models
from odoo.exceptions import AccessError

from .collection_roles import has_role


class ResUsers(models.Model):
    _inherit = "res.users"

    def _collection_team(self, company):
        """Return the sales team in which this user collects for that company.

        His main team if it works for the company, else the first of his teams that does.
        """
        teams = self.crm_team_member_ids.sorted(lambda member: (member.create_date, member.id)).crm_team_id
        teams = (self.sale_team_id | teams).filtered(lambda team: not team.company_id or team.company_id == company)
        return teams[:1]

    def _collection_led_teams(self):
        """Return the sales teams whose figures this user sees as a leader: those he leads, and his own without one."""
        self.ensure_one()
        return self.env["crm.team"].search(
            [
                "|",
                ("user_id", "=", self.id),
                "&",
                ("user_id", "=", False),
                ("crm_team_member_ids.user_id", "=", self.id),
            ]
        )

    @api.model
    def _check_may_name_responsible(self):
        """Raise AccessError unless the current user may name who collects the money (leaders, managers)."""
        if not has_role(self, "leader"):
            raise AccessError(self.env._("Only a team leader or manager can change the collection responsible."))

    @api.model
    def _check_not_himself(self, records):
        """Raise AccessError if the current user makes himself responsible for these records: he earns by it.

        A manager may where there is no other one.
        """
        if self.env.su or not records:
            return
        companies = self.env.company if records._name == "res.partner" else records.sudo().company_id  # sudo: as asked
        if not all(company._collection_is_only_manager() for company in companies):
            raise AccessError(
                self.env._(
                    "You cannot set yourself as responsible, because the collections would count for you. Ask "
                    "another team leader or a manager."
                )
            )

    @api.model
    def _write_responsible(self, records, vals):
        """Write the responsible among these values, which leaders may, and return the other values.

        To be called first thing by ``write`` of each model that has one: a leader names who answers
        for a customer or an invoice without a right to change anything else of it.
        """
        if "collection_user_id" not in vals or self.env.su:
            return vals
        self._check_may_name_responsible()
        records.check_access("read")
        if vals["collection_user_id"] == self.env.uid:
            self._check_not_himself(records.filtered(lambda record: record.collection_user_id != self.env.user))
        # sudo: held to the records that he may see by the line above, and to this one field.
        records.sudo().write({"collection_user_id": vals["collection_user_id"]})
        return {name: value for name, value in vals.items() if name != "collection_user_id"}
