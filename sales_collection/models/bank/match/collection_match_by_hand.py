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
        wanted = []
        for item, amount, kind in self._oldest_first(chosen):
            open_here = self._open_here(item, suspense)
            amount = self._check_amount(item, amount, kind, open_here, suspense)
            wanted.append((item, open_here, amount, kind))
        shares = self._shares(wanted, suspense)
        if beyond := self._without_money(wanted, shares):
            item, open_here, amount, _kind = beyond
            self._raise_no_fit(item, amount or open_here, open_here, suspense)
        return [
            self._prepare_by_hand(line, item, *share, kind, suspense)
            for (item, _open, _amount, kind), share in zip(wanted, shares, strict=True)
            if any(share)
        ]

    def _check_amount(self, item, amount, kind, open_here, suspense):
        """Return the amount that is meant of an item, rounded, None for as much as fits.

        :raise UserError: if the item has not so much, or is a credit in another currency
        """
        currency = suspense.currency_id
        if amount is not None:
            amount = currency.round(amount)
            beyond = currency.compare_amounts(abs(amount), abs(open_here)) > 0 and kind != "rounding"
            if beyond or amount * open_here <= 0:
                self._raise_no_fit(item, amount, open_here, suspense)
        if open_here * -suspense.amount_currency < 0 and item.currency_id != currency:
            raise UserError(self.env._("Only credits in the currency of the bank line can be offset."))
        return amount

    def _shares(self, wanted, suspense):
        """Return the (money, set off) of each item in the bank line's currency, None if it is more than the line has.

        :param wanted: list of ``(item, what is open of it, amount or None, difference_kind)``
        """
        left = -suspense.amount_currency
        sign, unit = (1 if left > 0 else -1), 10**suspense.currency_id.decimal_places
        cents = [
            (round(sign * open_here * unit), None if amount is None else round(sign * amount * unit))
            for _item, open_here, amount, _kind in wanted
        ]
        shares = fit(round(abs(left) * unit), cents)
        if shares is None:
            return None
        return [(sign * money / unit, sign * set_off / unit) for money, set_off in shares]

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
        if item.currency_id == suspense.currency_id:
            return self._open_of(item)
        company_amount = 0.0 if item._name == "collection.receipt" else item.amount_residual
        return suspense.currency_id.round(company_amount * suspense.amount_currency / (suspense.balance or 1))

    def _open_of(self, item):
        """Return what is open of an item, in its own currency."""
        return item.amount if item._name == "collection.receipt" else item.amount_residual_currency

    def _raise_no_fit(self, item, amount, open_here, suspense):
        currency = suspense.currency_id
        raise UserError(
            self.env._(
                "%(amount)s exceed the open amounts: %(line)s of the bank line, %(item)s of %(document)s.",
                amount=currency.format(amount),
                line=currency.format(-suspense.amount_currency),
                item=currency.format(open_here),
                document=item.display_name,
            )
        )

    def _prepare_by_hand(self, line, item, money, set_off, kind, suspense):
        """Return the values of one row, with the key of its item.

        :param money: what of the bank line goes to it; ``set_off`` what credits take off it besides
        """
        currency, open_here = suspense.currency_id, self._open_here(item, suspense)
        money, set_off = currency.round(money), currency.round(set_off)
        paid = money + set_off
        difference = currency.round(open_here - paid) if kind else 0.0
        prepare = self._prepare_receipt if item._name == "collection.receipt" else self._prepare_move_line
        return {
            **prepare(item),
            "statement_line_id": line.id,
            "partner_id": item.partner_id.commercial_partner_id.id,
            "amount": money,
            "difference": difference,
            "difference_kind": kind if difference else False,
            "item_currency_id": item.currency_id.id,
            "item_amount": self._settled_of(item, paid + difference, open_here, currency),
            "set_off": set_off,
        }

    def _settled_of(self, item, settled, open_here, currency):
        """Return what is settled of an item in its own currency, all of it to the cent if nothing stays open."""
        open_item = self._open_of(item)
        if not currency.compare_amounts(settled, open_here):
            return open_item
        return item.currency_id.round(open_item * settled / open_here)

    def _prepare_receipt(self, receipt):
        """Return the values of a row that name the receipt that it pays."""
        return {
            "kind": "receipt",
            "key": f"r{receipt.id}",
            "move_line_id": False,
            "receipt_id": receipt.id,
            "payment_id": receipt.payment_id.id,
            "document": receipt.name,
            "date_due": False,
        }

    def _prepare_move_line(self, item):
        """Return the values of a row that name the journal item that it pays: a receivable, or that of a payment."""
        receivable = item.account_id.account_type == "asset_receivable"
        payment = item.move_id.origin_payment_id
        return {
            "kind": "receivable" if receivable else "payment",
            "key": f"{'m' if receivable else 'p'}{item.id}",
            "move_line_id": item.id,
            "receipt_id": payment.collection_receipt_ids[:1].id,
            "payment_id": payment.id,
            "document": item.move_id.name,
            "date_due": item.collection_date_due or item.date,
        }
