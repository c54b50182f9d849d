from odoo import api, models


class CollectionMatch(models.Model):
    """Finding what belongs together: candidates by SQL, the decision by engine.matching, proposals by one write."""

    _inherit = "collection.match"

    @api.model
    def _propose(self, journal, lines=None):
        """Look at open bank lines of a journal and propose what they pay; what is proposed already is looked at anew.

        :param journal: one bank journal
        :param lines: ``account.bank.statement.line`` records of it, None for all that are open
        :return: the proposals of these lines, best first
        """
        return self.browse()

    @api.model
    def _put_together(self, pairs):
        """Return a proposal that a person has put together, to be accepted by ``action_accept``.

        :param pairs: list of ``(statement_line, item, amount, difference_kind)``: the item is a journal item (a
            receivable or the outstanding item of a payment) or a ``collection.receipt``; the amount is the money of
            the bank line that goes to it, in the line's currency and with its sign, None for as much as fits; the
            difference kind (``fee``, ``discount``, ``rounding`` or False) settles the rest of the item
        :raise UserError: if it is more money than the bank line or the item has
        """
        return self.browse()
