from datetime import date

from odoo import Command, api, models
from odoo.exceptions import UserError

from ....engine.bank.match.matching_credits import fit
from ....engine.bank.match.matching_model import key_of


class CollectionMatch(models.Model):
    """What a person puts together when no proposal is right: any items, parts of them, with a small difference."""

    _inherit = "collection.match"

    @api.model
    def _put_together(self, pairs):
        """Return a proposal that a person has put together, to be accepted by ``action_accept``.

        It takes the place of what was proposed for these bank lines.

        :param pairs: list of ``(statement_line, item, amount, difference_kind)``: the item is a journal item (a
            receivable or the outstanding item of a payment) or a ``collection.receipt``; the amount is what of it is
            paid, in the line's currency and with its sign, of a credit that is taken off with the other sign, None for
            as much as fits; the difference kind (``fee``, ``discount``, ``rounding`` or False) settles the rest of the
            item. Credits come in any place; instalments of one document are paid by their due dates
        :raise AccessError: for anybody but finance, or whoever may not read one of the records
        :raise UserError: if it is more money than the bank line or the item has
        """
        self._check_may_match()
        for line, item, _amount, _kind in pairs:
            (line.check_access("read"), item.check_access("read"))
        lines = pairs[0][0].union(*(pair[0] for pair in pairs))
        suspense = self._suspense_by_line(lines)
        if len(lines.journal_id) != 1 or len({suspense[line].currency_id for line in lines}) != 1:
            raise UserError(self.env._("Select bank lines of one bank account and one currency."))
        rows = []
        for line in lines:
            rows += self._rows_by_hand(line, [pair[1:] for pair in pairs if pair[0] == line], suspense[line])
        # sudo: finance reads matches, and they are made here only
        matches = self.sudo()
        matches.search([("state", "=", "proposed"), ("line_ids.statement_line_id", "in", lines.ids)]).unlink()
        return matches.create(self._prepare_match_by_hand(lines, rows)).sudo(False)

    def _suspense_by_line(self, lines):
        """Return {bank line: its open part}; :raise UserError: if one has none."""
        found = {line: line._seek_for_lines()[1] for line in lines}
        done = next((line for line, suspense in found.items() if not suspense or line.is_reconciled), None)
        if done:
            raise UserError(self.env._("Bank line %s is already fully matched.", done.display_name))
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

    def _rows_by_hand(self, line, chosen, suspense):
        """Return the values of the rows of one bank line, each with the key of its item.

        :param chosen: list of ``(item, amount, difference_kind)``
        :raise UserError: if it is more money than the bank line or an item has
        """
        currency, left = suspense.currency_id, -suspense.amount_currency
        sign, unit = (1 if left > 0 else -1), 10**currency.decimal_places
        wanted = []
        for item, amount, kind in self._oldest_first(chosen):
            open_here = self._open_here(item, suspense)
            if amount is not None:
                amount = currency.round(amount)
                beyond = currency.compare_amounts(abs(amount), abs(open_here)) > 0 and kind != "rounding"
                if beyond or amount * open_here <= 0:
                    self._raise_no_fit(item, amount, left, open_here, currency)
            if open_here * left < 0 and item.currency_id != currency:
                raise UserError(self.env._("Only credits in the currency of the bank line can be offset."))
            wanted.append((item, open_here, amount, kind))
        shares = fit(
            round(abs(left) * unit),
            [
                (round(sign * is_open * unit), None if amount is None else round(sign * amount * unit))
                for _item, is_open, amount, _kind in wanted
            ],
        )
        item, open_here, amount, _kind = self._without_money(wanted, shares) or (None,) * 4
        if item:
            self._raise_no_fit(item, amount or open_here, left, open_here, currency)
        return [
            self._prepare_by_hand(line, item, *(sign * part / unit for part in some), kind, suspense)
            for (item, _open, _amount, kind), some in zip(wanted, shares, strict=True)
            if any(some)
        ]

    def _without_money(self, wanted, shares):
        """Return what the money does not reach: the last of all if it is too much, else what gets nothing.

        A later instalment may get nothing.
        """
        if not shares:
            return wanted[-1]
        paid = {self._document_of(one[0]) for one, some in zip(wanted, shares, strict=True) if any(some)}
        return next((one for one in wanted if self._document_of(one[0]) not in paid), None)

    def _oldest_first(self, chosen):
        """Return what was chosen in the order in which it is paid: instalments of one document by their due dates."""
        first = {}
        for place, (item, _amount, _kind) in enumerate(chosen):
            first.setdefault(self._document_of(item), place)

        def order(one):
            item = one[0]
            due = item._name == "account.move.line" and item.collection_date_due
            return first[self._document_of(item)], due or date.min, item.id

        return sorted(chosen, key=order)

    def _document_of(self, item):
        return item if item._name == "collection.receipt" else item.move_id

    def _open_here(self, item, suspense):
        """Return what is open of an item, in the currency of the bank line."""
        if item._name == "collection.receipt":
            open_item, company_amount = item.amount, 0.0
        else:
            open_item, company_amount = item.amount_residual_currency, item.amount_residual
        if item.currency_id == suspense.currency_id:
            return open_item
        return suspense.currency_id.round(company_amount * suspense.amount_currency / (suspense.balance or 1))

    def _raise_no_fit(self, item, amount, left, open_here, currency):
        raise UserError(
            self.env._(
                "%(amount)s exceed the open amounts: %(line)s of the bank line, %(item)s of %(document)s.",
                amount=currency.format(amount),
                line=currency.format(left),
                item=currency.format(open_here),
                document=item.display_name,
            )
        )

    def _prepare_by_hand(self, line, item, money, set_off, kind, suspense):
        """Return the values of one row, with the key of its item.

        :param money: what of the bank line goes to it; ``set_off`` what credits take off it besides
        """
        currency, is_receipt = suspense.currency_id, item._name == "collection.receipt"
        item_currency = item.currency_id
        open_item = item.amount if is_receipt else item.amount_residual_currency
        open_here = self._open_here(item, suspense)
        money, set_off = currency.round(money), currency.round(set_off)
        paid = money + set_off
        difference = currency.round(open_here - paid) if kind else 0.0
        full = not currency.compare_amounts(paid + difference, open_here)
        payment = item.payment_id if is_receipt else item.move_id.origin_payment_id
        receivable = not is_receipt and item.account_id.account_type == "asset_receivable"
        return {
            "statement_line_id": line.id,
            "kind": "receipt" if is_receipt else "receivable" if receivable else "payment",
            "move_line_id": False if is_receipt else item.id,
            "receipt_id": item.id if is_receipt else payment.collection_receipt_ids[:1].id,
            "payment_id": payment.id,
            "partner_id": item.partner_id.commercial_partner_id.id,
            "document": item.name if is_receipt else item.move_id.name,
            "date_due": False if is_receipt else item.collection_date_due or item.date,
            "amount": money,
            "difference": difference,
            "difference_kind": kind if difference else False,
            "item_currency_id": item_currency.id,
            "item_amount": open_item if full else item_currency.round(open_item * (paid + difference) / open_here),
            "set_off": set_off,
            "key": f"r{item.id}" if is_receipt else f"{'m' if receivable else 'p'}{item.id}",
        }
