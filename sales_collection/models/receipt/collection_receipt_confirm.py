from odoo import Command, fields, models
from odoo.exceptions import AccessError, UserError

from ..base.collection_text import as_html


class CollectionReceipt(models.Model):
    """The end of a claim: finance confirms or rejects it, or it is taken back."""

    _inherit = "collection.receipt"

    # -- actions -----------------------------------------------------------------------------------

    def action_confirm(self):
        """Make the payment of each claim, reconcile it with its receivables and its bank lines.

        All or nothing. :raise AccessError: for whoever claimed it and for anybody but finance.
        :raise UserError: with what stands against it.
        """
        for receipt in self:
            receipt._check_may_decide()
            receipt._lock_for_state("confirmed")
            receipt._check_claim()
            receipt._check_bank_lines()
            receipt._check_not_in_question()
            receipt._set_state(
                "confirmed",
                payment_id=receipt._make_payment().id,
                confirmed_by_id=self.env.uid,
                confirmed_date=fields.Datetime.now(),
            )
            receipt._reconcile_lines()
            receipt._reconcile_bank()
            receipt.activity_unlink(["mail.mail_activity_data_todo"])
        self._release_orders()

    def action_reject(self):
        """Open the question for the reason; the salesperson gets it as an activity."""
        self._check_may_decide()
        return self.env["ir.actions.act_window"]._for_xml_id("sales_collection.collection_receipt_reject_action")

    def action_cancel(self):
        """Take the claim back. Of a confirmed one the bank match, the reconciliation and the payment are undone.

        The claimer cancels what is not confirmed yet; a confirmed one only finance, never the claimer.
        """
        for receipt in self:
            receipt._check_may_cancel()
            receipt._lock_lifecycle()
            if receipt.state == "confirmed":
                receipt._undo_payment()
            if receipt.state != "cancelled":
                receipt._end_claim("cancelled")

    # -- who may -----------------------------------------------------------------------------------

    def _check_may_decide(self):
        """Four eyes: raise AccessError for anybody but finance, and for whoever had a hand in the claim."""
        if not self.env.user.has_group("sales_collection.group_collection_finance"):
            raise AccessError(self.env._("Only finance can confirm or reject receipts."))
        self._check_not_own_claim()

    def _check_not_own_claim(self):
        for receipt in self:
            if self.env.user in receipt._claimants():
                raise AccessError(
                    self.env._(
                        "You claimed receipt %(number)s. Another user must decide on it.",
                        number=receipt.display_name,
                    )
                )

    def _check_may_cancel(self):
        if self.state == "confirmed" or self.env.user not in self._claimants():
            self._check_may_decide()

    def _busy_text(self):
        return self.env._(
            "Another user is deciding on receipt %(number)s. Try again in a moment.",
            number=self.display_name,
        )

    def _transition_text(self, state):
        if self.state == state == "confirmed":
            return self.env._(
                "%(user)s has already confirmed receipt %(number)s. Nothing was booked twice.",
                user=self.confirmed_by_id.name,
                number=self.name,
            )
        if state in ("confirmed", "rejected"):
            return self.env._(
                "Receipt %(number)s is not submitted. Only submitted receipts can be confirmed or rejected.",
                number=self.display_name,
            )
        return super()._transition_text(state)

    def _check_not_in_question(self):
        """See that nothing that is not posted stands in the way of what the receipt pays."""
        asked = self.line_ids.move_line_id.filtered("collection_in_question")
        if asked:
            raise UserError(
                self.env._(
                    "%(documents)s: reconciled with a payment or credit note that is not posted. Post it again or "
                    "undo the reconciliation, then confirm the receipt.",
                    documents=", ".join(asked.move_id.mapped("name")),
                )
            )

    # -- rejecting ---------------------------------------------------------------------------------

    def _reject(self, reason):
        """Reject the claims and tell the salesperson why.

        :param str reason: what the salesperson reads; must not be empty.
        """
        if not (reason or "").strip():
            raise UserError(self.env._("Enter the reason for the rejection. It is visible to the salesperson."))
        self._check_may_decide()
        for receipt in self:
            receipt._lock_for_state("rejected")
            receipt._end_claim("rejected", reject_reason=reason.strip())
            receipt.activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=receipt.user_id.id,
                date_deadline=receipt.company_id._collection_today(),
                summary=self.env._("Receipt %(number)s was rejected", number=receipt.name),
                note=as_html(reason.strip()),
            )

    def _end_claim(self, state, **values):
        """Reject or cancel claims, and keep who did it and when: an audit asks for it."""
        self._set_state(state, ended_by_id=self.env.uid, ended_date=fields.Datetime.now(), **values)

    # -- the payment -------------------------------------------------------------------------------

    def _make_payment(self):
        """Return the posted payment of the whole amount, with one receivable line per line of the receipt."""
        payment = self._new_payment()
        liquidity, counterpart = payment._prepare_move_line_default_vals()
        payment._generate_journal_entry(
            line_ids=[Command.create(vals) for vals in [liquidity, *self._split_counterpart(counterpart)]]
        )
        payment.action_post()
        return payment

    def _new_payment(self):
        method_line = self.journal_id.inbound_payment_method_line_ids[:1]
        if not method_line:
            raise UserError(
                self.env._(
                    "%(journal)s has no incoming payment method. Add one first.",
                    journal=self.journal_id.display_name,
                )
            )
        # force_payment_move: the split over several receivables needs an entry, also where Odoo makes none; it would
        # replace the account that the method names, such as the cash box itself, and then an entry is made anyway
        return (
            self.env["account.payment"]
            .with_context(force_payment_move=not method_line.payment_account_id)
            .create(
                {
                    "payment_type": "inbound",
                    "partner_type": "customer",
                    "partner_id": self.partner_id.id,
                    "company_id": self.company_id.id,
                    "journal_id": self.journal_id.id,
                    "payment_method_line_id": method_line.id,
                    "date": self.date,
                    "amount": self.amount,
                    "currency_id": self.currency_id.id,
                    "memo": " ".join(filter(None, (self.name, self.reference or self.cheque_number))),
                }
            )
        )

    def _split_counterpart(self, vals):
        """Return the values of the receivable lines: one per line of the receipt, then the rest.

        Balances are shares of the payment's balance rounded on the running total: they add up to it.
        """
        company_currency = self.company_id.currency_id
        total = vals["debit"] - vals["credit"]
        parts = [(line.amount, line.move_line_id.account_id, line.order_id.name) for line in self.line_ids]
        rest = self.currency_id.round(self.amount - sum(amount for amount, *_rest in parts))
        if self.currency_id.compare_amounts(rest, 0) > 0:
            parts.append((rest, self.env["account.account"], None))
        result, running, booked = [], 0.0, 0.0
        for amount, account, order in parts:
            running += amount
            balance = company_currency.round(company_currency.round(total * running / self.amount) - booked)
            booked += balance
            result.append(
                {
                    **{name: value for name, value in vals.items() if name not in ("debit", "credit")},
                    "name": f"{vals['name']} {order}" if order else vals["name"],
                    "account_id": account.id or vals["account_id"],
                    "amount_currency": -amount,
                    "balance": balance,
                }
            )
        return result

    def _reconcile_lines(self):
        """Match each part of the payment with the receivable that it pays."""
        liquidity, counterparts, _write_off = self.payment_id._seek_for_lines()
        parts = (self.payment_id.move_id.line_ids - liquidity).sorted("id")
        for line, part in zip(self.line_ids, parts, strict=False):
            if line.move_line_id:
                (part | line.move_line_id).reconcile()

    def _release_orders(self):
        """Let orders go on that were blocked until the deposit came which these receipts have brought."""
        # sudo: finance confirms the money, the decision on the order was made before
        self.sudo().line_ids.order_id.collection_credit_check_ids._deposit_came()

    # -- the bank ----------------------------------------------------------------------------------

    def _check_bank_lines(self):
        lines = self.statement_line_ids
        if not lines:
            return
        if any(line.is_reconciled or line.journal_id != self.journal_id for line in lines):
            raise UserError(
                self.env._("One of the bank lines is already matched or belongs to another bank account. Remove it.")
            )
        if any(line.amount <= 0 for line in lines):
            raise UserError(self.env._("One of the bank lines is money out or has no amount. Remove it."))
        total = sum(lines.mapped("amount"))
        if self.currency_id.compare_amounts(total, self.amount) > 0:
            raise UserError(
                self.env._(
                    "The bank lines amount to %(bank)s, more than the %(amount)s of the receipt. Remove the bank "
                    "line here and match it with all its receipts afterwards.",
                    bank=self.currency_id.format(total),
                    amount=self.currency_id.format(self.amount),
                )
            )

    def _reconcile_bank(self):
        """Match the payment with its bank lines, so that the money counts as confirmed by the bank."""
        outstanding = self.payment_id._seek_for_lines()[0]
        for bank_line in self.statement_line_ids:
            bank_line.partner_id = self.partner_id
            _liquidity, suspense, _other = bank_line._seek_for_lines()
            suspense.account_id = outstanding.account_id
            (suspense | outstanding).reconcile()
