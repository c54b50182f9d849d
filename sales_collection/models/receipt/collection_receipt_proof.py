from odoo import models
from odoo.tools import format_date


class CollectionReceipt(models.Model):
    """The three-way proof of a receipt on one page: what was agreed, what was claimed, what the bank has."""

    _inherit = "collection.receipt"

    def action_proof(self):
        """Open the page that proves the receipt."""
        self.ensure_one()
        self.check_access("read")
        report = self.env.ref("sales_collection.action_report_collection_proof")
        return report.report_action(self, config=False)

    def _proof(self):
        """Return what the page shows, as lists of dicts: ``plan``, ``entries``, ``bank`` and ``history``.

        For whoever may read the receipt, also where he may not open the documents behind it.
        """
        self.ensure_one()
        self.check_access("read")
        receipt = self.sudo()  # sudo: the page names orders and bank lines, of this receipt only
        return {
            "plan": receipt._proof_plan(),
            "entries": receipt.env["collection.entry"].search([("receipt_id", "=", receipt.id)], order="id"),
            "bank": receipt._proof_bank(),
            "history": receipt._proof_history(),
        }

    def _proof_plan(self):
        """Return what each line pays: order, planned payment and document, with the amounts agreed and paid."""
        rows = []
        for line in self.line_ids:
            item = line.move_line_id
            orders = line.order_id or item.move_id.line_ids.sale_line_ids.order_id
            plans = line.schedule_line_id or orders.collection_schedule_line_ids
            rows.append(
                {
                    "orders": ", ".join(orders.mapped("name")),
                    "plans": plans,
                    "document": item.move_id.name,
                    "date_due": item.collection_date_due or line.schedule_line_id.date_due,
                    "agreed": abs(item.amount_currency) if item else line.schedule_line_id.amount,
                    "agreed_currency": item.currency_id or line.order_id.currency_id,
                    "paid": line.amount,
                }
            )
        return rows

    def _proof_bank(self):
        """Return the bank lines that hold the money: those it is matched with, and those finance has named."""
        lines = self.payment_id.reconciled_statement_line_ids | self.statement_line_ids
        return [
            {
                "line": line,
                "matched": line in self.payment_id.reconciled_statement_line_ids,
                "payer": line.account_number or line.partner_name or line.partner_id.name,
            }
            for line in lines.sorted("date")
        ]

    def _proof_history(self):
        """Return who did what when, from the claim to the bank, the oldest first."""
        env = self.env
        steps = [
            (self.create_date, self.create_uid, env._("Entered")),
            (self.submitted_date, self.submitted_by_id, env._("Claimed as %s", self.name)),
            (self.confirmed_date, self.confirmed_by_id, env._("Confirmed")),
            (self.ended_date, self.ended_by_id, env._("Rejected") if self.reject_reason else env._("Cancelled")),
        ]
        steps += [(proof.create_date, proof.create_uid, env._("Proof %s", proof.name)) for proof in self.attachment_ids]
        payment = self.payment_id
        steps.append((payment.create_date, payment.create_uid, env._("Payment %s", payment.name)))
        steps += [
            (line.create_date, line.create_uid, env._("Bank line of %s", format_date(env, line.date)))
            for line in (row["line"] for row in self._proof_bank())
        ]
        entries = env["collection.entry"].search([("receipt_id", "=", self.id)])
        for moment, rows in entries.grouped("create_date").items():
            taken_back = rows.filtered("reversal_of_id")
            said = env._("Removed from: %s") if taken_back else env._("Counted for %s")
            steps.append((moment, rows[0].create_uid, said % ", ".join(filter(None, rows.mapped("document")))))
        # as the user: the claim may prove something about a colleague
        findings = env["collection.finding"].sudo(False).search([("receipt_ids", "in", self.ids)]).sudo()
        steps += [(found.create_date, found.create_uid, env._("Audit: %s", found.display_name)) for found in findings]
        return [
            {"moment": moment, "user": user, "what": what}
            for moment, user, what in sorted(filter(lambda step: step[0], steps), key=lambda step: step[0])
        ]
