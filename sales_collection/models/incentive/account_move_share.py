from collections import defaultdict

from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

#: per cent are kept with four decimals
_DIGITS = 4


class AccountMove(models.Model):
    """Several people share the incentive on an invoice.

    An invoice over the orders of several salespeople is shared by their lines when it is posted, taxes included, as the
    orders share its money. What a person has entered stays. They are told, since only one of them collects the money.
    """

    _inherit = "account.move"

    collection_share_ids = fields.One2many(
        "collection.incentive.share",
        "move_id",
        string="Incentive Shares",
        copy=False,
        groups="sales_collection.group_collection_manager",
        help="People who share the incentive on this invoice. If empty, the collection responsible gets all of "
        "it. For an invoice over orders of several salespeople, the shares are computed from its lines on "
        "posting.",
    )

    @api.constrains("collection_share_ids")
    def _check_collection_shares(self):
        for move in self.sudo():  # sudo: whoever writes the invoice, the shares have to add up
            shares = move.collection_share_ids
            if shares and round(sum(shares.mapped("percent")), _DIGITS) != 100:
                raise ValidationError(self.env._("The shares of %s must add up to 100 %%.", move.display_name))

    def _collection_share_by_orders(self):
        """Share these invoices by the lines of their orders, unless a person has, and tell whose orders they are."""
        invoices = self.filtered(lambda move: move.move_type in ("out_invoice", "out_receipt"))
        wanted = invoices._collection_percents() if invoices else {}
        for move in invoices:
            shares = move.collection_share_ids
            percents = wanted.get(move.id, {})
            if not all(shares.mapped("by_orders")) or {share.user_id.id: share.percent for share in shares} == percents:
                continue
            if shares._counted(move):
                continue
            move.collection_share_ids = [
                Command.clear(),
                *(
                    Command.create({"user_id": user_id, "percent": percent, "by_orders": True})
                    for user_id, percent in percents.items()
                ),
            ]
            if percents:
                move._collection_tell_shares()

    def _collection_percents(self):
        """Return {invoice id: {user id: per cent}} of those over orders of several responsibles; they add up to 100.

        What is of no order, or of one that nobody answers for, is the invoice's responsible's.
        """
        self.env["account.move"].flush_model(["collection_user_id"])
        self.env["account.move.line"].flush_model(["display_type", "move_id", "price_total", "sale_line_ids"])
        self.env["sale.order"].flush_model(["collection_user_id"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT part.move_id, part.user_id, SUM(part.amount)
                  FROM (SELECT l.move_id, COALESCE(o.collection_user_id, m.collection_user_id) AS user_id,
                               l.price_total / COUNT(*) OVER (PARTITION BY l.id) AS amount
                          FROM account_move m
                          JOIN account_move_line l ON l.move_id = m.id AND l.display_type = 'product'
                     LEFT JOIN LATERAL (
                               SELECT DISTINCT sol.order_id
                                 FROM sale_order_line_invoice_rel rel
                                 JOIN sale_order_line sol ON sol.id = rel.order_line_id
                                WHERE rel.invoice_line_id = l.id) origin ON TRUE
                     LEFT JOIN sale_order o ON o.id = origin.order_id
                         WHERE m.id = ANY(%(ids)s) AND (
                               SELECT COUNT(DISTINCT other.collection_user_id)
                                 FROM account_move_line item
                                 JOIN sale_order_line_invoice_rel rel ON rel.invoice_line_id = item.id
                                 JOIN sale_order_line sol ON sol.id = rel.order_line_id
                                 JOIN sale_order other ON other.id = sol.order_id
                                WHERE item.move_id = m.id) > 1) part
                 WHERE part.user_id IS NOT NULL
                 GROUP BY part.move_id, part.user_id
                HAVING SUM(part.amount) > 0
                 ORDER BY part.move_id, part.user_id
                """,
                ids=self.ids,
            )
        )
        amounts = defaultdict(dict)
        for move_id, user_id, amount in rows:
            amounts[move_id][user_id] = amount
        return {move_id: _percents(parts) for move_id, parts in amounts.items() if len(parts) > 1}

    def _collection_tell_shares(self):
        """Tell those who share the invoice, and who leads them, how it is shared."""
        users = self.collection_share_ids.user_id
        leaders = self.env["res.users"].union(*(user._collection_team(self.company_id).user_id for user in users))
        split = ", ".join(f"{share.user_id.name} {share.percent:.2f} %" for share in self.collection_share_ids)
        self.message_notify(
            partner_ids=(users | leaders).partner_id.ids,
            subject=self.env._("%(invoice)s covers orders of several salespeople", invoice=self.name),
            body=self.env._(
                "%(invoice)s of %(customer)s covers orders of several salespeople. The collection responsible is "
                "%(user)s; the incentive is shared by the order lines: %(split)s. A manager can change the shares.",
                invoice=self.name,
                customer=self.partner_id.commercial_partner_id.name,
                user=self.collection_user_id.name,
                split=split,
            ),
        )


def _percents(amounts):
    """Return {key: per cent} of these amounts, rounded on the running total, so that they add up to 100."""
    total, upto, before, percents = sum(amounts.values()), 0, 0, {}
    for key, amount in amounts.items():
        upto += amount
        rounded = round(100 * upto / total, _DIGITS)
        if rounded > before:
            percents[key] = float(rounded - before)
        before = rounded
    return percents
