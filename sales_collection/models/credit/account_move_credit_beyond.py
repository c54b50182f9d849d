from collections import defaultdict

from odoo import models

#: documents by which customers owe more
GIVING = ("out_invoice", "out_receipt")


class AccountMoveCreditBeyond(models.Model):
    """How much of an invoice was let through already: by a confirmed order, as a charge, or by its posting before."""

    _inherit = "account.move"

    def _collection_credit_beyond(self):
        """Return the invoices that go beyond what was let through, as {invoice: whether the rest is asked for early}.

        A confirmed order covers what is left of its total, for the customer who was judged; a quotation as much by down
        payments: they are money before delivery and only warned of.
        """
        # sudo: whoever invoices need not see orders
        invoices = self.sudo().filtered(lambda move: move.move_type in GIVING and move.company_id and move.partner_id)
        left, beyond = invoices._collection_credit_left(), {}
        for move in invoices:
            rest, early = move._collection_credit_split(left)
            # taxes may be rounded otherwise than line by line
            tolerance = move.currency_id.rounding * len(move.invoice_line_ids)
            if rest - early > tolerance and not move._collection_credit_again(rest - early):
                beyond[move] = False
            elif early and rest > tolerance:
                beyond[move] = True
        return beyond

    def _collection_credit_left(self):
        """Return {order: what it still lets through} of the orders of these invoices, without what these take."""
        orders = self.invoice_line_ids.sale_line_ids.order_id._origin
        return orders._collection_credit_left(besides=self._origin)

    def _collection_credit_split(self, left):
        """Return what nothing has let through of an invoice, and what of this is asked for before delivery.

        :param left: what orders still let through, less what this invoice takes of it afterwards
        """
        rest, early = self._collection_credit_total() - self._collection_credit_charged(), 0
        for order, amount in self._collection_credit_ordered().items():
            covered = min(amount, max(left[order], 0))
            left[order] -= covered
            covered *= self._collection_credit_rate(order)
            if order.state == "sale":
                rest -= covered
            else:
                early += covered
        return rest, early

    def _collection_credit_ordered(self):
        """Return {order: what the invoice invoices of it, in the order's currency}; of quotations, down payments."""
        found, customer = defaultdict(float), self._collection_credit_customer()
        for line in self.invoice_line_ids:
            for order, lines in line.sale_line_ids._origin.grouped("order_id").items():
                early = order.state in ("draft", "sent") and all(lines.mapped("is_downpayment"))
                same = order.company_id == self.company_id and order._collection_credit_customer() == customer
                if same and (order.state == "sale" or early):
                    found[order] += line.price_total / self._collection_credit_rate(order)
                    break
        return found

    def _collection_credit_rate(self, order):
        """Return what one of the order's currency is in the invoice's."""
        if self.currency_id == order.currency_id:
            return 1
        return self.invoice_currency_rate / order.currency_rate

    def _collection_credit_charged(self):
        """Return what of the invoice a dunning notice charges, and what is only rounded."""
        product = self.collection_notice_id.policy_id.charge_product_id
        charged = self.invoice_line_ids.filtered(lambda line: product and line.product_id == product)
        rounded = self.line_ids.filtered(lambda line: line.display_type == "rounding")
        return sum(charged.mapped("price_total")) - sum(rounded.mapped("amount_currency"))
