from datetime import date

from odoo import models

#: where in the context the day stands
RETURNED_ON = "collection_returned_on"


class ReturnedOn(date):
    """The day on which the bank took money back, for the ledger: what is undone then is undone on that day.

    A class of its own, since what a client sends in a context is never one.
    """


class CollectionEntry(models.Model):
    """Money that was there and went back: reversed on the bank's day, in the bank until then."""

    _inherit = "collection.entry"

    def _returned_on(self):
        """Return the day on which the bank took back what is undone now, None for what is undone otherwise."""
        day = self.env.context.get(RETURNED_ON)
        return day if isinstance(day, ReturnedOn) else None
