from decimal import Decimal

from odoo import api, models

from ...engine.ledger.measures import share
from . import collection_target_sql as target_sql


class CollectionTargetAttained(models.Model):
    """What people were to reach in a period and have reached: what incentives ask for."""

    _inherit = "collection.target"

    @api.model
    def _attained(self, users, date_from, date_to, company):
        """Return what people were to reach and have reached, by one search and one statement.

        The targets are those of exactly this period; the figures are read for any days.

        :param users: ``res.users`` records
        :param date_from: the first day, and
        :param date_to: the last day that counts
        :param company: the ``res.company`` whose ledger is read
        :return: ``{user id: {kind: (target, attained)}}`` with the kinds ``amount`` (company currency),
            ``overdue_share`` and ``on_time_rate`` (0 to 100) and ``days_late`` (days; the lower the better). Both are
            Decimals; the target is None where none is set, the attained one where there is nothing to measure by.
        """
        # sudo: what is looked up is said by the caller, who answers for whom he tells
        targets = self.sudo().search(
            [
                ("company_id", "=", company.id),
                ("user_id", "in", users.ids),
                ("date_from", "=", date_from),
                ("date_to", "=", date_to),
            ],
            order="id",
        )
        wanted = {target.user_id.id: target for target in targets}
        found = target_sql.figures(self.env, [(company, user_id, False, date_from, date_to) for user_id in users.ids])
        return {
            user_id: {
                kind: (self._goal(wanted.get(user_id), kind), attained)
                for kind, attained in self._kinds(figures).items()
            }
            for user_id, figures in zip(users.ids, found, strict=True)
        }

    @api.model
    def _goal(self, target, kind):
        return Decimal(str(target[kind])) if target and target[kind] else None

    @api.model
    def _kinds(self, figures):
        """Return by kind of target what figures of the ledger say, None where there is nothing to measure by."""
        return {
            "amount": figures["collected"],
            "overdue_share": share(figures["stock_collected"], figures["stock"]),
            "on_time_rate": share(figures["in_time"], figures["fallen"]),
            "days_late": figures["late"] / figures["weighed"] if figures["weighed"] > 0 else None,
        }
