from odoo import fields, models
from odoo.exceptions import UserError


class CollectionMatch(models.Model):
    """What open credits of the customer settle besides the money: they meet the items directly, not the bank line."""

    _inherit = "collection.match"

    set_off_partial_ids = fields.Many2many(
        "account.partial.reconcile",
        relation="collection_match_set_off_rel",
        string="Reconciled Credits",
        readonly=True,
        copy=False,
        help="Reconciliations of credits with items created by the match.",
    )

    def _book_set_off(self):
        """Reconcile the credits of these matches with what they are taken off, after the money.

        :raise UserError: if Odoo would take more of a credit than was meant
        """
        for match in self:
            rows = match.line_ids.filtered("set_off")
            if rows:
                # sudo: finance reads matches, and they are written here only
                match.sudo().set_off_partial_ids = match._meet_credits(rows, rows.filtered("is_credit"))

    def _meet_credits(self, rows, credits):
        """Reconcile credits with the other rows, both in their order; return the new ``account.partial.reconcile``."""
        made = self.env["account.partial.reconcile"]
        left = {row: abs(row.set_off) for row in rows}
        for owed in rows - credits:
            for credit in credits:
                part = owed.currency_id.round(min(left[owed], left[credit]))
                if not part:
                    continue
                pair = (owed.move_line_id + credit.move_line_id).with_context(**self._bank_context())
                before = pair.matched_debit_ids | pair.matched_credit_ids
                pair.reconcile()
                partial = (pair.matched_debit_ids | pair.matched_credit_ids) - before
                self._check_set_off(partial, part, credit)
                made |= partial
                left[owed] -= part
                left[credit] -= part
        return made

    def _check_set_off(self, partial, part, credit):
        """:raise UserError: if something else than this part was reconciled, in the match's currency"""
        if self.currency_id.compare_amounts(sum(partial.mapped("debit_amount_currency")), part):
            raise UserError(
                self.env._(
                    "%(amount)s of %(document)s cannot be offset alone. Offset the full amount, or match the "
                    "payment with the rest of the invoice.",
                    document=credit.document,
                    amount=self.currency_id.format(part),
                )
            )

    def _undo_set_off(self):
        """Take apart what accepting has set off; what somebody else has undone meanwhile is gone already."""
        self.set_off_partial_ids.with_context(**self._bank_context()).unlink()
