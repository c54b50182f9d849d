from odoo import models
from odoo.tools import SQL


class CollectionIncentivePlan(models.Model):
    """What a plan would have paid, by computing it for real and taking it back."""

    _inherit = "collection.incentive.plan"

    def _simulate(self, date_from, date_to):
        """Return what the people of this plan would have got by it in periods gone by.

        The periods are computed as statements of their own, apart from the real ones, and rolled back. Who is in the
        plan now is taken to have been in it all the time; money that came before the first day counts for nothing.

        :return: {(person, first day of the period): {"amount", "collected"}}; deferred money counts as paid
        """
        self.ensure_one()
        savepoint = self.env.cr.savepoint()
        try:
            # sudo: nobody makes statements by hand, and these are gone in a moment
            statements = self.env["collection.incentive"].sudo()._make(self._simulated_values(date_from, date_to))
            statements._calculate()
            rows = self.env.execute_query(
                SQL(
                    """
                    SELECT s.user_id, s.date_from, s.amount_total + s.amount_deferred,
                           (SELECT SUM(src.amount) FROM collection_incentive_source src
                              JOIN collection_entry e ON e.id = src.entry_id AND e.kind = 'cash'
                             WHERE src.period_id = s.id)
                      FROM collection_incentive s WHERE s.id = ANY(%s)
                    """,
                    statements.ids,
                )
            )
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all(flush=False)
        users = self.env["res.users"]
        return {
            (users.browse(user_id), first): {"amount": amount, "collected": collected or 0}
            for user_id, first, amount, collected in rows
        }

    def _simulated_values(self, date_from, date_to):
        values = []
        first, last = self._period_of(date_from)
        while first <= date_to:
            values += [
                {"plan_id": self.id, "user_id": user.id, "date_from": first, "date_to": last, "simulated": True}
                for user in self.member_ids.user_id
            ]
            first, last = self._period_after(last)
        return values
