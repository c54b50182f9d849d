from odoo import Command, api, models
from odoo.exceptions import UserError

from ..engine.matching_model import key_of


class CollectionMatch(models.Model):
    """What a person puts together when no proposal is right: any items, parts of them, with a small difference."""

    _inherit = "collection.match"

    @api.model
    def _put_together(self, pairs):
        """Return a proposal that a person has put together, to be accepted by ``action_accept``.

        It takes the place of what was proposed for these bank lines.

        :param pairs: list of ``(statement_line, item, amount, difference_kind)``: the item is a journal item (a
            receivable or the outstanding item of a payment) or a ``collection.receipt``; the amount is the money of
            the bank line that goes to it, in the line's currency and with its sign, None for as much as fits; the
            difference kind (``fee``, ``discount``, ``rounding`` or False) settles the rest of the item
        :raise AccessError: for anybody but finance, or whoever may not read one of the records
        :raise UserError: if it is more money than the bank line or the item has
        """
        self._check_finance()
        for line, item, _amount, _kind in pairs:
            (line.check_access("read"), item.check_access("read"))
        lines = pairs[0][0].union(*(pair[0] for pair in pairs))
        suspense = self._suspense_by_line(lines)
        if len(lines.journal_id) != 1 or len({suspense[line].currency_id for line in lines}) != 1:
            raise UserError(self.env._("Put bank lines of one bank account and one currency together."))
        left = {line: -suspense[line].amount_currency for line in lines}
        rows = []
        for line, item, amount, kind in pairs:
            row = self._prepare_by_hand(line, item, amount, kind, left[line], suspense[line])
            left[line] = suspense[line].currency_id.round(left[line] - row["amount"])
            rows.append(row)
        # sudo: finance reads matches, and they are made here only
        matches = self.sudo()
        matches.search([("state", "=", "proposed"), ("line_ids.statement_line_id", "in", lines.ids)]).unlink()
        return matches.create(self._prepare_match_by_hand(lines, rows)).sudo(False)

    def _suspense_by_line(self, lines):
        """Return {bank line: its open part}; :raise UserError: if one has none."""
        found = {line: line._seek_for_lines()[1] for line in lines}
        done = next((line for line, suspense in found.items() if not suspense or line.is_reconciled), None)
        if done:
            raise UserError(self.env._("Nothing of the bank line %s is open any more.", done.display_name))
        return found

    def _prepare_match_by_hand(self, lines, rows):
        currency = lines[0]._seek_for_lines()[1].currency_id
        partners = {row["partner_id"] for row in rows}
        keys = {(row["statement_line_id"], row.pop("key")) for row in rows}
        return {
            "company_id": lines.company_id.id,
            "journal_id": lines.journal_id.id,
            "key": key_of(keys),
            "date": min(lines.mapped("date")),
            "currency_id": currency.id,
            "partner_id": partners.pop() if len(partners) == 1 else False,
            "amount": currency.round(sum(row["amount"] for row in rows)),
            "difference": currency.round(sum(row["difference"] for row in rows)),
            "score": 100,
            "by_hand": True,
            "reason_data": {"for": [["by_hand", self.env.user.name]], "against": []},
            "line_ids": [Command.create(row) for row in rows],
        }

    def _prepare_by_hand(self, line, item, amount, kind, left, suspense):
        """Return the values of one row, with the key of its item.

        :param left: what is open of the bank line, less what other rows take
        """
        currency, is_receipt = suspense.currency_id, item._name == "collection.receipt"
        item_currency = item.currency_id
        open_item = item.amount if is_receipt else item.amount_residual_currency
        open_here = open_item
        if item_currency != currency:
            company_amount = item.amount_residual if not is_receipt else 0.0
            open_here = currency.round(company_amount * suspense.amount_currency / (suspense.balance or 1))
        most = min(abs(left), abs(open_here))
        money = amount if amount is not None else (most if left > 0 else -most)
        too_much = currency.compare_amounts(abs(money), abs(left)) > 0 or money * left <= 0
        beyond = currency.compare_amounts(abs(money), abs(open_here)) > 0 and kind != "rounding"
        if too_much or beyond or money * open_here <= 0:
            raise UserError(
                self.env._(
                    "%(amount)s do not fit: %(line)s are open of the bank line, %(item)s of %(document)s.",
                    amount=currency.format(money),
                    line=currency.format(left),
                    item=currency.format(open_here),
                    document=item.display_name,
                )
            )
        difference = currency.round(open_here - money) if kind else 0.0
        full = not currency.compare_amounts(money + difference, open_here)
        payment = item.payment_id if is_receipt else item.move_id.origin_payment_id
        receivable = not is_receipt and item.account_id.account_type == "asset_receivable"
        return {
            "statement_line_id": line.id,
            "kind": "receipt" if is_receipt else "receivable" if receivable else "payment",
            "move_line_id": False if is_receipt else item.id,
            "receipt_id": item.id if is_receipt else payment.sudo().collection_receipt_ids[:1].id,  # sudo: a link only
            "payment_id": payment.id,
            "partner_id": item.partner_id.commercial_partner_id.id,
            "document": item.name if is_receipt else item.move_id.name,
            "date_due": False if is_receipt else item.collection_date_due or item.date,
            "amount": money,
            "difference": difference,
            "difference_kind": kind if difference else False,
            "item_currency_id": item_currency.id,
            "item_amount": open_item if full else item_currency.round(open_item * (money + difference) / open_here),
            "key": f"r{item.id}" if is_receipt else f"{'m' if receivable else 'p'}{item.id}",
        }
