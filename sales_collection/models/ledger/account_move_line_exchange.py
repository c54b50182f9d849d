from odoo import models

#: in the context while Odoo makes exchange entries that it has not linked yet to what they belong to
RECORDED_LATER = "collection_recorded_later"


class AccountMoveLineExchange(models.Model):
    """Reconciliations in other currencies are recorded once Odoo has booked and linked their exchange differences."""

    _inherit = "account.move.line"

    def _reconcile_plan_with_sync(self, plan_list, all_amls):
        in_other_currency = any(line.currency_id != line.company_currency_id for line in all_amls)
        if not in_other_currency or self.env.context.get(RECORDED_LATER):
            return super()._reconcile_plan_with_sync(plan_list, all_amls)
        before = all_amls._get_matched_partials()
        later = self.with_context(**{RECORDED_LATER: True})
        result = super(AccountMoveLineExchange, later)._reconcile_plan_with_sync(plan_list, all_amls)
        self.env["collection.entry"]._record(all_amls._get_matched_partials() - before)
        return result

    def _get_matched_partials(self):
        return self.matched_debit_ids | self.matched_credit_ids
