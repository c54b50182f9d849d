from odoo import models
from odoo.exceptions import UserError


class CollectionMatchLine(models.Model):
    """What a row of a match becomes in the bank line's entry: the counterpart of its item, and the difference."""

    _inherit = "collection.match.line"

    def _takes_all_of(self, suspense):
        """Return whether this row takes the whole open part of its bank line, as it stands."""
        self.ensure_one()
        return (
            not self.difference
            and self.item_currency_id == suspense.currency_id
            and suspense.currency_id.is_zero(suspense.amount_currency + self.amount)
        )

    def _share_of(self, suspense, amount):
        """Return how much of the suspense's balance, in company currency, belongs to an amount of the bank line."""
        share = suspense.balance * amount / -suspense.amount_currency
        return suspense.company_id.currency_id.round(share)

    def _prepare_counterparts(self, suspense):
        """Return the values of the journal items of these rows, all of one bank line; together what they take of it.

        Balances are shares of the bank line's own balance, rounded on the running total, so that they add up.
        """
        values, used, booked = [], 0.0, 0.0
        for row in self:
            used += row.amount
            share = self._share_of(suspense, used) - booked
            booked += share
            differences = row._prepare_difference(suspense)
            same = row.item_currency_id == suspense.currency_id
            values.append(
                {
                    **row._prepare_item(suspense),
                    "account_id": row._counterpart_account().id,
                    "currency_id": row.item_currency_id.id,
                    "amount_currency": -(row.amount + row.difference) if same else -row.item_amount,
                    "balance": share - sum(vals["balance"] for vals in differences),
                }
            )
            values += differences
        return values

    def _prepare_item(self, suspense):
        return {
            "move_id": suspense.move_id.id,
            "name": suspense.name,
            "partner_id": self._counterpart_partner().id,
            "collection_match_line_id": self.id,
        }

    def _prepare_difference(self, suspense):
        """Return the values of the journal items that book the difference, none if there is none.

        A discount that the payment term grants is booked as Odoo books it, with its taxes; the rest on the account
        that the customer's policy names.
        """
        if not self.difference:
            return []
        rate = suspense.balance / suspense.amount_currency
        balance = self.company_id.currency_id.round(self.difference * rate)
        granted = self._is_granted_discount() and self._prepare_granted_discount(balance)
        if granted:
            return [{**self._prepare_item(suspense), **vals, "collection_match_line_id": self.id} for vals in granted]
        kinds = dict(self._fields["difference_kind"]._description_selection(self.env))
        return [
            {
                **self._prepare_item(suspense),
                "name": f"{kinds[self.difference_kind]} {self.document or ''}".strip(),
                "account_id": self._difference_account().id,
                "currency_id": suspense.currency_id.id,
                "amount_currency": self.difference,
                "balance": balance,
            }
        ]

    def _is_granted_discount(self):
        """Return whether the difference is the cash discount of the item's own payment term."""
        item = self.move_line_id
        return (
            self.difference_kind == "discount"
            and self.kind == "receivable"
            and bool(item.discount_date)
            and item.currency_id == self.currency_id
            and not self.currency_id.compare_amounts(self.amount, item.discount_amount_currency)
        )

    def _prepare_granted_discount(self, balance):
        """Return the values of Odoo's own items of a cash discount, empty if they are not the difference."""
        item = self.move_line_id
        found = item.move_id._get_invoice_counterpart_amls_for_early_payment_discount(
            [{"aml": item, "amount_currency": -item.amount_residual_currency, "balance": -item.amount_residual}],
            balance,
        )
        values = [vals for some in found.values() for vals in some]
        total = sum(vals["amount_currency"] for vals in values)
        return values if self.currency_id.compare_amounts(total, self.difference) == 0 else []

    # -- limits ------------------------------------------------------------------------------------

    def _policy(self):
        """Return the policy of the item's customer, by which small differences are settled."""
        return self.env["collection.policy"]._of_customer(self.partner_id, self.company_id)[0]

    def _difference_account(self):
        """:raise UserError: if the policy names no account for it."""
        policy = self._policy()
        account = policy[f"match_{self.difference_kind}_account_id"]
        if not account:
            raise UserError(
                self.env._(
                    "Policy %(policy)s has no account for the difference on %(document)s. Ask a manager to set it "
                    "under Bank Matching.",
                    policy=policy.name or "-",
                    document=self.document,
                )
            )
        return account

    def _check_limit(self):
        """:raise UserError: if the difference is more than the customer's policy allows."""
        if self._is_granted_discount():
            return
        policy, item = self._policy(), self.move_line_id
        if self.difference_kind == "discount":
            limit = self.currency_id.round(abs(item.amount_residual_currency) * policy.match_discount_percent / 100)
        else:
            company_limit = policy[f"match_{self.difference_kind}_limit"] if self.difference_kind else 0
            limit = self.company_id.currency_id._convert(
                company_limit, self.currency_id, self.company_id, self.statement_line_id.date
            )
        # the bank takes more back than came: its fee
        beyond = self.difference * self.amount < 0 and self.difference_kind != "rounding" and self.kind != "returned"
        if beyond or self.currency_id.compare_amounts(abs(self.difference), limit) > 0:
            raise UserError(
                self.env._(
                    "The difference of %(difference)s on %(document)s exceeds the policy limit of %(limit)s. "
                    "Match without the difference, or request a discount.",
                    difference=self.currency_id.format(self.difference),
                    document=self.document,
                    limit=self.currency_id.format(limit),
                )
            )
