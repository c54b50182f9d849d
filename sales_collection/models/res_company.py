import pytz

from odoo import api, fields, models
from odoo.tools import SQL


class ResCompany(models.Model):
    _inherit = "res.company"

    def _collection_today(self):
        """Return the day it is now where the company is: by its own time zone, else the user's."""
        return self._collection_day(fields.Datetime.now())

    def _collection_day(self, moment):
        """Return the day of a moment (UTC, without time zone) where the company is."""
        self.ensure_one()
        zone = self.partner_id.tz or self.env.user.tz or "UTC"
        return pytz.utc.localize(moment).astimezone(pytz.timezone(zone)).date()

    @api.model
    def _collection_days(self):
        """Return the rows (company id, the day it is there) of all companies, for a VALUES list."""
        return SQL(", ").join(
            SQL("(%s, %s::date)", company.id, company._collection_today()) for company in self.search([])
        )
