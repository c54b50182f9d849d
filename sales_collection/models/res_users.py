from odoo import models
from odoo.exceptions import AccessError


class ResUsers(models.Model):
    _inherit = "res.users"

    def _collection_team(self, company):
        """Return the sales team in which this user collects for that company.

        His main team if it works for the company, else the first of his teams that does.
        """
        teams = self.crm_team_member_ids.sorted(lambda member: (member.create_date, member.id)).crm_team_id
        teams = (self.sale_team_id | teams).filtered(lambda team: not team.company_id or team.company_id == company)
        return teams[:1]

    def _check_may_name_responsible(self):
        """Raise AccessError unless this user may name who collects the money (leaders, managers)."""
        if not self.env.su and not self.has_group("sales_collection.group_collection_leader"):
            raise AccessError(
                self.env._(
                    "Only a team leader or a manager changes who answers for collecting the money. "
                    "Ask your team leader."
                )
            )
