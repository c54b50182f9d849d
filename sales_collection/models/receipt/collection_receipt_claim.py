from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CollectionReceipt(models.Model):
    """The claim: the salesperson says what was paid and for what, and submits it."""

    _inherit = "collection.receipt"

    # -- actions -----------------------------------------------------------------------------------

    def action_suggest_lines(self):
        """Split the amount over the customer's open receivables, oldest due first; deposits stay.

        What other receipts have claimed but not yet confirmed is left out.
        """
        for receipt in self:
            receipt._check_still_draft()
            kept = receipt.line_ids.filtered("order_id")
            left = receipt.amount - sum(kept.mapped("amount"))
            (receipt.line_ids - kept).unlink()
            receipt.line_ids = receipt._suggested_lines(left)

    def action_submit(self):
        """Hand the claim over to finance.

        :raise UserError: with what has to be put right first.
        """
        for receipt in self:
            receipt.check_access("write")
            if receipt.state == "submitted":
                continue
            if receipt.state != "draft":
                raise UserError(
                    self.env._(
                        "Receipt %(number)s is no longer a draft. Create a new one.", number=receipt.display_name
                    )
                )
            receipt._check_still_draft()
            receipt._check_claims_own_money()
            receipt._check_claim()
            receipt._set_state(
                "submitted",
                name=receipt.name or receipt._next_number(),
                submitted_by_id=self.env.uid,
                submitted_date=fields.Datetime.now(),
            )

    def _after_submitted(self):
        """The claim may be the answer to the question whose money at the bank is."""
        for receipt in self:
            # sudo: whether it is a question to the claimant is what is looked at
            asked = receipt.sudo().unclaimed_id
            asked.filtered(lambda question, user=receipt.user_id: question.user_id == user)._end("claimed")

    @api.model
    def _claim_action(self, partner, company, receivables=None, order=None):
        """Return the action that opens a new claim of this customer's money.

        :param receivables: ``collection.receivable`` rows to pay in full, all of this customer.
        :param order: the order on which the whole amount is a deposit, when it has no open invoice.
        """
        context = {"default_partner_id": partner.commercial_partner_id.id, "default_company_id": company.id}
        if receivables:
            context |= self._defaults_of_receivables(receivables, company)
        elif order:
            context |= self._defaults_of_deposit(order)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Claim Collection"),
            "res_model": "collection.receipt",
            "views": [(False, "form")],
            "context": context,
        }

    @api.model
    def _defaults_of_receivables(self, receivables, company):
        """Return the defaults of a claim that pays what is open there and not claimed already."""
        currency = receivables.currency_id if len(receivables.currency_id) == 1 else company.currency_id
        draft = self.new({"currency_id": currency.id, "company_id": company.id})
        commands = draft._lines_on(receivables.move_line_id)
        if not commands:
            raise UserError(
                self.env._("These items are already fully claimed. Wait until finance has decided on the receipts.")
            )
        return {
            "default_line_ids": commands,
            "default_amount": currency.round(sum(command[2]["amount"] for command in commands)),
            "default_currency_id": currency.id,
        }

    @api.model
    def _defaults_of_deposit(self, order):
        """Return the defaults of a claim of what the order has brought neither in money nor in claims yet."""
        left = order.amount_total - order.collection_amount_collected - order.collection_amount_claimed
        left = order.currency_id.round(left)
        if order.currency_id.compare_amounts(left, 0) <= 0:
            raise UserError(
                self.env._(
                    "Order %(order)s is fully collected or claimed. If the customer paid more, create the receipt "
                    "from the customer; the amount then stays on account.",
                    order=order.name,
                )
            )
        return {
            "default_line_ids": [Command.create({"order_id": order.id, "amount": left})],
            "default_amount": left,
            "default_currency_id": order.currency_id.id,
        }

    # -- suggesting --------------------------------------------------------------------------------

    @api.onchange("partner_id", "amount", "currency_id")
    def _onchange_suggest(self):
        """Suggest a split as soon as customer and amount are known, and anew while nobody edited it.

        An edited split stays, except for what is more than the amount.
        """
        if self.state != "draft" or not self.partner_id or self.amount <= 0:
            return
        customer = self.partner_id.commercial_partner_id
        # sudo: whose receivable it is, also where the user may not read it any more
        others = self.line_ids.filtered(
            lambda line: (
                (line.sudo().move_line_id.partner_id | line.sudo().order_id.partner_id).commercial_partner_id
                != customer
            )
        )
        self.line_ids -= others
        if not self.line_ids or self._is_suggested():
            self.line_ids = [Command.clear(), *self._suggested_lines(self.amount)]
            self.suggested_for = self.amount
        else:
            self._trim_lines()

    def _is_suggested(self):
        """Return whether the lines are still as they were suggested in this form."""
        if not self.suggested_for:
            return False
        return [(line.move_line_id.id, line.amount) for line in self.line_ids] == [
            (command[2]["move_line_id"], command[2]["amount"]) for command in self._suggested_lines(self.suggested_for)
        ]

    def _trim_lines(self):
        """Take what the lines hold beyond the amount off the last of them."""
        over = sum(self.line_ids.mapped("amount")) - self.amount
        for line in reversed(self.line_ids):
            cut = self.currency_id.round(min(over, line.amount))
            if self.currency_id.compare_amounts(cut, 0) <= 0:
                break
            if self.currency_id.compare_amounts(cut, line.amount) == 0:
                self.line_ids -= line
            else:
                line.amount -= cut
            over -= cut

    def _suggested_lines(self, amount):
        """Return the commands for lines that pay ``amount`` (currency of the receipt), oldest due first."""
        self.ensure_one()
        # The list of open receivables holds the user to those that he may see.
        open_rows = self.env["collection.receivable"].search(
            [
                ("partner_id", "=", self.partner_id.commercial_partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("kind", "=", "owed"),
                ("residual", ">", 0),
            ],
            order="date_due, id",
        )
        return self._lines_on(open_rows.move_line_id, amount)

    def _lines_on(self, items, amount=None):
        """Return the commands for lines that pay these receivables in turn, less what others claim there.

        :param amount: what there is to pay them with, in the currency of the receipt; None: all of them.
        """
        claimed = self._claimed_elsewhere(items)
        commands, left = [], amount
        for item in items:
            free = self._open_amount(item) - claimed.get(item.id, 0.0)
            part = self.currency_id.round(free if left is None else min(free, left))
            if self.currency_id.compare_amounts(part, 0) > 0:
                commands.append(Command.create({"move_line_id": item.id, "amount": part}))
                left = None if left is None else left - part
        return commands

    def _claimed_elsewhere(self, items):
        """Return by receivable line what other submitted receipts in this currency claim on it."""
        # sudo: a colleague's claim counts although one may not see it
        groups = (
            self.env["collection.receipt.line"]
            .sudo()
            ._read_group(
                [
                    ("move_line_id", "in", items.ids),
                    ("receipt_id.state", "=", "submitted"),
                    ("receipt_id", "!=", self._origin.id),
                    ("receipt_id.currency_id", "=", self.currency_id.id),
                ],
                ["move_line_id"],
                ["amount:sum"],
            )
        )
        return {item.id: amount for item, amount in groups}

    # -- checking ----------------------------------------------------------------------------------

    def _check_claim(self):
        """Raise UserError with what has to be put right before the claim can stand."""
        self.ensure_one()
        self._check_amounts()
        self._check_proof()
        self._check_place()
        self._check_not_claimed_before()

    def _check_amounts(self):
        if self.currency_id.compare_amounts(self.amount, 0) <= 0:
            raise UserError(self.env._("Enter the amount paid by the customer. It must be greater than zero."))
        if self.currency_id.compare_amounts(sum(self.line_ids.mapped("amount")), self.amount) > 0:
            raise UserError(
                self.env._(
                    "The lines add up to %(lines)s, but the customer paid %(amount)s. Reduce the lines.",
                    lines=self.currency_id.format(sum(self.line_ids.mapped("amount"))),
                    amount=self.currency_id.format(self.amount),
                )
            )
        # sudo: what is open decides, also for a line that the user may not read himself
        lines = self.sudo().line_ids
        lines._check_belongs_to_customer()
        lines._check_still_open()

    def _check_proof(self):
        method = self.method_id
        if method.requires_reference and not self.reference:
            raise UserError(
                self.env._("Enter the reference of the payment. It is required for %(method)s.", method=method.name)
            )
        if method.requires_attachment and not self.attachment_ids:
            raise UserError(
                self.env._("Add a photo or file as proof. It is required for %(method)s.", method=method.name)
            )
        if method.requires_cheque and not (self.cheque_number and self.cheque_date):
            raise UserError(self.env._("Enter the number and the date of the cheque."))

    def _check_place(self):
        """The journal's currency fits, and the period is open."""
        company = self.company_id
        if (self.journal_id.currency_id or company.currency_id) != self.currency_id:
            raise UserError(
                self.env._(
                    "%(journal)s has the currency %(own)s, not %(currency)s. Select another bank or cash journal.",
                    journal=self.journal_id.display_name,
                    own=(self.journal_id.currency_id or company.currency_id).name,
                    currency=self.currency_id.name,
                )
            )
        # sudo: lock dates are the company's, whoever asks
        locks = company.sudo()._get_lock_date_violations(self.date, sale=False, purchase=False, tax=False)
        if locks:
            raise UserError(
                self.env._(
                    "The books are closed until %(date)s. Enter a later date or ask finance to reopen the period.",
                    date=max(lock[0] for lock in locks),
                )
            )

    def _check_not_claimed_before(self):
        same = Domain.OR(
            Domain(name, "=ilike", self[name].replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_"))
            for name in ("reference", "cheque_number")
            if self[name]
        )
        # sudo: a colleague's claim of the same money counts although one may not see it
        twin = self.sudo().search(
            same
            & Domain("id", "!=", self.id)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("partner_id", "=", self.partner_id.id)
            & Domain("amount", "=", self.amount)
            & Domain("currency_id", "=", self.currency_id.id)
            & Domain("state", "in", ("submitted", "confirmed")),
            limit=1,
        )
        if twin:
            raise UserError(
                self.env._(
                    "%(user)s has already claimed this payment: receipt %(number)s, %(amount)s from %(customer)s "
                    "with reference %(reference)s.",
                    user=twin.user_id.name,
                    number=twin.name,
                    amount=twin.currency_id.format(twin.amount),
                    customer=twin.partner_id.name,
                    reference=twin.reference or twin.cheque_number,
                )
            )
