from odoo import api, models


class CollectionDemo(models.AbstractModel):
    """Fills the demo company with 24 months of orders, invoices and money."""

    _name = "collection.demo"
    _description = "Demo Company"

    @api.model
    def _load(self, months=24, customers=None):
        """Load the history up to today; the same day and seed give the same company.

        :param int months: how many months of history.
        :param int customers: how many of the customers, all by default.
        """
        from ...demo import history

        history.load(self.env, months, customers)
