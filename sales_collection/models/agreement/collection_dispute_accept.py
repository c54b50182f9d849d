import logging
from datetime import timedelta

from odoo import api, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tools import SQL

from ..base.collection_apart import each_apart
from ..base.collection_roles import check_role
from ..ledger.collection_open_sql import RESIDUAL_CURRENCY

_logger = logging.getLogger(__name__)

BATCH = 200
#: after the team leader was asked, finance is asked so many days later
PATIENCE = timedelta(days=3)


class CollectionDisputeAccept(models.Model):
    """The customer is right: credit notes for what he disputed; and what happens when nobody settles a dispute."""

    _inherit = "collection.dispute"

    def action_accept(self):
        """Make draft credit notes for the disputed parts; the items stay on hold until these are booked or deleted.

        :return: the action that opens the credit notes
        :raises AccessError: for whoever is not in finance, and for whoever opened the dispute.
        :raises UserError: for an entry that is no invoice.
        """
        check_role(self, "finance", self.env._("Only finance can accept disputes, as a credit note follows."))
        for dispute in self:
            dispute._check_open()
            dispute._check_not_own()
            for line in dispute.line_ids:
                # sudo: the line keeps its credit note; nobody writes it by hand
                line.sudo().credit_move_id = dispute._make_credit_note(line)
        self._close("accepted")
        return self.line_ids.credit_move_id._get_records_action(name=self.env._("Credit Notes"))

    def _check_not_own(self):
        """Raise AccessError for whoever opened the dispute, and for whoever answers for the invoices, or has."""
        self.ensure_one()
        if not self.env.su and self.create_uid == self.env.user:
            raise AccessError(self.env._("You opened this dispute. Another user must accept it."))
        if self.line_ids.move_line_id._collection_concerns_user():
            raise AccessError(
                self.env._(
                    "You are or were responsible for one of these invoices. Another user of finance or a manager "
                    "must accept the dispute."
                )
            )

    def _make_credit_note(self, line):
        """Return the draft credit note for a disputed part, which is its total to the cent.

        All of an invoice is reversed as Odoo does it. A part is shared over the invoice's taxes, as they share its
        total; what rounding leaves becomes a line without tax.
        """
        move, currency = line.move_id.with_company(line.company_id), line.currency_id
        if not move.is_sale_document(include_receipts=True):
            raise UserError(
                self.env._(
                    "%s is not an invoice. Correct the entry in accounting, then withdraw the dispute.", move.name
                )
            )
        reference = self.env._(
            "%(dispute)s: %(reason)s (%(invoice)s)", dispute=self.name, reason=self.reason_id.name, invoice=move.name
        )
        today = self.company_id._collection_today()
        if not currency.compare_amounts(line.amount, move.amount_total):
            credit = move._reverse_moves([{"ref": reference, "date": today, "invoice_date": today}])
        else:
            credit = move.create(
                {
                    "move_type": "out_refund",
                    "partner_id": move.partner_id.id,
                    "company_id": move.company_id.id,
                    "currency_id": currency.id,
                    "journal_id": move.journal_id.id,
                    "reversed_entry_id": move.id,
                    "fiscal_position_id": move.fiscal_position_id.id,
                    "invoice_payment_term_id": False,
                    "invoice_date": today,
                    "invoice_user_id": move.invoice_user_id.id,
                    "ref": reference,
                    "invoice_line_ids": self._credit_lines(move, line.amount, reference),
                }
            )
            rest = currency.round(line.amount - credit.amount_total)
            if not currency.is_zero(rest):
                account = credit.invoice_line_ids[:1].account_id
                credit.invoice_line_ids = [
                    Command.create(
                        {
                            "name": self.env._("Rounding"),
                            "quantity": 1,
                            "price_unit": rest,
                            "account_id": account.id,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ]
        credit.message_post(body=reference)
        return credit

    @api.model
    def _credit_lines(self, move, amount, name):
        """Return the commands of lines by taxes, account and analytic accounts, whose totals add up to the amount.

        Prices keep their proportion to the total, whether taxes are included in them or come on top.
        """
        groups = {}
        for item in move.invoice_line_ids.filtered(lambda item: item.display_type == "product"):
            key = (item.tax_ids, item.account_id, tuple(sorted((item.analytic_distribution or {}).items())))
            price, total = groups.get(key, (0, 0))
            price += item.quantity * item.price_unit * (1 - item.discount / 100)
            groups[key] = (price, total + item.price_total)
        whole, currency = sum(total for _price, total in groups.values()), move.currency_id
        commands, reached, given = [], 0, 0
        for (taxes, account, analytic), (price, total) in groups.items():
            reached += total
            part = currency.round(amount * reached / whole) - given
            given += part
            commands.append(
                Command.create(
                    {
                        "name": name,
                        "quantity": 1,
                        "price_unit": currency.round(part * price / total) if total else 0,
                        "account_id": account.id,
                        "tax_ids": [Command.set(taxes.ids)],
                        "analytic_distribution": dict(analytic),
                    }
                )
            )
        return commands

    # -- each day ----------------------------------------------------------------------------------

    @api.model
    def _cron_follow_up(self):
        """Close what was paid meanwhile, and ask the leader, then finance, about what is past its deadline."""
        self.env["res.company"]._collection_each(self._follow_up, "Following up disputes")

    @api.model
    def _follow_up(self, company):
        """Close what was paid in a company, and ask about what is late there."""
        self._paid(company)._follow_up_each(lambda dispute: dispute._close("settled"))
        late = [
            ("company_id", "=", company.id),
            ("state", "=", "open"),
            ("deadline", "<", company._collection_today()),
        ]
        self.search(late)._follow_up_each(lambda dispute: dispute._escalate())

    def _follow_up_each(self, act):
        """Call ``act`` with each of these disputes; one that fails is noted in the log and stops no other."""
        each_apart(self, act, BATCH, _logger, "Dispute %s could not be followed up")

    @api.model
    def _paid(self, company):
        """Return the open disputes of a company whose invoices are paid or cancelled; one in draft is corrected now."""
        self.env.flush_all()
        paid = self.env.execute_query(
            SQL(
                """
                SELECT d.id
                  FROM collection_dispute d
                 WHERE d.company_id = %s AND d.state = 'open' AND NOT EXISTS (
                        SELECT FROM collection_dispute_line line
                          JOIN account_move_line l ON l.id = line.move_line_id
                         WHERE line.dispute_id = d.id
                           AND (l.parent_state = 'draft'
                                OR l.parent_state = 'posted' AND %s > 0))
                """,
                company.id,
                RESIDUAL_CURRENCY,
            )
        )
        return self.browse(row[0] for row in paid)

    def _escalate(self):
        """Ask the next in charge, once each: the leader, and after some days finance."""
        self.ensure_one()
        today, leader = self.company_id._collection_today(), self.team_id.user_id
        if not self.escalation and leader:
            step, who = "leader", leader
        elif self.escalation != "finance" and today >= self.deadline + PATIENCE:
            step, who = "finance", self.company_id.collection_finance_id
        else:
            return
        self._write_lifecycle({"escalation": step})
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=today,
            summary=self.env._(
                "Deadline passed: dispute %(name)s of %(customer)s", name=self.name, customer=self.partner_id.name
            ),
            user_id=self.company_id._collection_colleague(who).id,
        )
