from datetime import timedelta

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..base.collection_lock import lock_or_tell


class CollectionIncentive(models.Model):
    """Paying confirmed statements: by payroll, a vendor bill or a journal entry, as the plan says."""

    _inherit = "collection.incentive"

    def action_pay(self):
        """Book confirmed statements as their plans say and call them paid.

        :raises UserError: while an objection is open, or when an account is missing in the plan.
        :raises AccessError: for all but managers, and for one's own.
        """
        self._check_may_decide()
        lock_or_tell(
            self.sudo(),  # sudo: holding is not changing; who may was checked above
            self.env._("Another user is working on these statements. Try again in a moment."),
        )
        for statement in self:
            if statement.state != "confirmed":
                raise UserError(self.env._("%s is not confirmed or already paid.", statement.display_name))
            if statement.open_objection_count:
                raise UserError(self.env._("%s: answer the objection before the payout.", statement.display_name))
        for statement in self:
            plan = statement.plan_id
            owed = statement.currency_id.compare_amounts(statement.amount_payable, 0) > 0
            move = getattr(statement, f"_book_{plan.pay_by}")() if owed else self.env["account.move"]
            statement._set_state(
                "paid",
                paid_by_id=self.env.uid,
                paid_on=statement.company_id._collection_today(),
                move_id=move.id,
            )

    def _book_payroll(self):
        """Book nothing: the spreadsheet goes to payroll."""
        return self.env["account.move"]

    def _book_bill(self):
        """Return a posted vendor bill of the person."""
        plan = self.plan_id
        self._check_accounts(plan.journal_id, plan.expense_account_id)
        return self._post(
            {
                "move_type": "in_invoice",
                "partner_id": self.user_id.partner_id.id,
                "invoice_date": self._booking_date(),
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": self._booking_text(),
                            "account_id": plan.expense_account_id.id,
                            "price_unit": self.amount_payable,
                            "tax_ids": [],
                        }
                    )
                ],
            }
        )

    def _book_entry(self):
        """Return a posted journal entry: expense against what is owed to the person."""
        plan, company = self.plan_id, self.company_id
        self._check_accounts(plan.journal_id, plan.expense_account_id, plan.liability_account_id)
        day = self._booking_date()
        balance = self.currency_id._convert(self.amount_payable, company.currency_id, company, day)
        return self._post(
            {
                "move_type": "entry",
                "line_ids": [
                    Command.create(
                        {
                            "name": self._booking_text(),
                            "account_id": account.id,
                            "partner_id": self.user_id.partner_id.id,
                            "currency_id": self.currency_id.id,
                            "amount_currency": sign * self.amount_payable,
                            "balance": sign * balance,
                        }
                    )
                    for account, sign in ((plan.expense_account_id, 1), (plan.liability_account_id, -1))
                ],
            }
        )

    def _post(self, values):
        move = (
            self.env["account.move"]
            .with_company(self.company_id)
            .create(
                {
                    "journal_id": self.plan_id.journal_id.id,
                    "currency_id": self.currency_id.id,
                    "date": self._booking_date(),
                    "ref": self._booking_text(),
                    **values,
                }
            )
        )
        move.action_post()
        return move

    def _booking_date(self):
        """Return the last day of the period, or the first day after it that the books are open for."""
        locked = self.company_id._get_user_fiscal_lock_date(self.plan_id.journal_id)
        return max(self.date_to, locked + timedelta(days=1))

    def _booking_text(self):
        return self.env._("Incentive of %s", self.display_name)

    def _check_accounts(self, *records):
        if not all(records):
            raise UserError(
                self.env._("Enter the journal and the accounts of plan %s in the group Payment.", self.plan_id.name)
            )

    # -- files -------------------------------------------------------------------------------------

    def action_export_xlsx(self):
        """Return the download of these statements as a spreadsheet for payroll."""
        self.check_access("read")
        ids = ",".join(map(str, self.ids))
        return {
            "type": "ir.actions.act_url",
            "url": f"/sales_collection/incentives/xlsx?ids={ids}",
            "target": "download",
        }
