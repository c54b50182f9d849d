from odoo import models
from odoo.fields import Domain

#: so many of each kind are found at most
FOUND = 20


class CollectionReconcile(models.Model):
    """Searching another: what a bank line could pay, as a clerk looks for it."""

    _inherit = "collection.reconcile"

    def action_search_items(self, line_id, text=""):
        """Return open receivables, payments in transit and claimed receipts for a bank line.

        :param str text: a number, a customer or an amount; without it those of the line's customer, else those with
            the line's amount
        :return: list of dictionaries with ``kind`` (``item`` or ``receipt``), ``id``, ``document``, ``partner``,
            ``partner_id``, ``note``, ``due``, ``open`` (in the currency of the item) and ``currency_id``
        :raise AccessError: for anybody but finance
        """
        self._check_may_reconcile()
        line = self._own_lines([line_id])
        text = (text or "").strip()
        return self._found_receipts(line, text) + self._found_items(line, text)

    def _found_receipts(self, line, text):
        domain = Domain("company_id", "=", self.company_id.id) & Domain("state", "=", "submitted")
        if text:
            domain &= Domain.OR(
                [
                    Domain("name", "ilike", text),
                    Domain("reference", "ilike", text),
                    Domain("partner_id.name", "ilike", text),
                    Domain("user_id.name", "ilike", text),
                    self._amount_domain("amount", text),
                ]
            )
        elif line.partner_id:
            domain &= Domain("partner_id", "=", line.partner_id.commercial_partner_id.id)
        else:
            domain &= Domain("amount", "=", line.amount)
        return [
            {
                "kind": "receipt",
                "id": receipt.id,
                "document": receipt.name,
                "partner": receipt.partner_id.name,
                "partner_id": receipt.partner_id.id,
                "note": receipt.user_id.name,
                "due": receipt.date.isoformat(),
                "open": receipt.amount,
                "currency_id": receipt.currency_id.id,
            }
            for receipt in self.env["collection.receipt"].search(domain, limit=FOUND, order="date, id")
        ]

    def _found_items(self, line, text):
        items = self.env["account.move.line"].search(
            self._item_domain(line, text), limit=FOUND, order="collection_date_due, date_maturity, id"
        )
        return [
            {
                "kind": "item",
                "id": item.id,
                "document": item.move_id.name,
                "partner": item.partner_id.name or "",
                "partner_id": item.partner_id.commercial_partner_id.id,
                "note": "" if item.account_id.account_type == "asset_receivable" else item.account_id.name,
                "due": (item.collection_date_due or item.date_maturity or item.date).isoformat(),
                "open": item.amount_residual_currency,
                "currency_id": item.currency_id.id,
            }
            for item in items
        ]

    def _item_domain(self, line, text):
        """Return the domain of open items that money in, or money out, could pay, and of credits to take off."""
        sign = 1 if line.amount > 0 else -1
        domain = Domain(
            [
                ("company_id", "in", self._companies().ids),
                ("parent_state", "=", "posted"),
                ("reconciled", "=", False),
                ("amount_residual", "!=", 0),
            ]
        )
        domain &= Domain("account_id.account_type", "=", "asset_receivable") | (
            Domain("account_id", "in", self._transit_accounts().ids)
            & Domain("amount_residual", ">" if sign > 0 else "<", 0)
        )
        if text:
            named = [Domain(name, "ilike", text) for name in ("move_name", "ref", "partner_id.name")]
            return domain & Domain.OR([*named, self._amount_domain("amount_residual_currency", text, sign)])
        if line.partner_id:
            customer = line.partner_id.commercial_partner_id
            return domain & Domain("partner_id", "in", [line.partner_id.id, customer.id])
        return domain & Domain("amount_residual_currency", "=", line.amount)

    def _amount_domain(self, name, text, sign=1):
        amount = self._amount_of(text)
        return Domain.FALSE if amount is None else Domain(name, "=", sign * amount)
